"""The companion of a lens, which has what the lens file cannot hold, is imported, edited and exported in both languages."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from reviews.lenses import queries, services, shipped
from reviews.lenses.format import companion_files
from reviews.lenses.models import LensVersion
from reviews.lenses.texts import in_language
from tests.reviews.lenses.lenses import choice, lens, pillar, question

RULES = [("alpha", "NO_RISK"), ("default", "HIGH_RISK")]
ASKED = question("q_one", title="How?", choices=[choice("alpha", title="We do")], rules=RULES)
LENS = lens(name="Small", description="", pillars=[pillar("ops", [ASKED], name="Running")])
PRINCIPLE = {"id": "try", "title": {"en": "Try it", "ja": "試す"}, "text": {"en": "Often.", "ja": "何度も。"}}
COMPANION = {
    "name": {"ja": "小さい"},
    "pillars": {
        "ops": {
            "name": {"ja": "動かす"},
            "definition": {"en": "Keep it running.", "ja": "動かし続けること。"},
            "principles": [PRINCIPLE],
            "questions": {
                "q_one": {
                    "title": {"ja": "どのようにしていますか"},
                    "choices": {"alpha": {"title": {"ja": "している"}}},
                }
            },
        }
    },
}


def address(version: LensVersion, page: str = "companion", **more) -> str:
    return reverse(f"reviews:lens-{page}", kwargs={"slug": version.lens.slug, "number": version.number} | more)


def file(content: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("companion.json", json.dumps(content).encode(), "application/json")


def shown(version: LensVersion, language: str) -> tuple[str, ...]:
    with translation.override(language):
        one = version.pillars.get()
        asked = one.questions.get()
        texts = (version.name, one.name, one.definition, one.principles.get().title, asked.title)
        return tuple(map(in_language, (*texts, asked.choices.first().title)))


EVERYTHING = {
    "ja": ("小さい", "動かす", "動かし続けること。", "試す", "どのようにしていますか", "している"),
    "en": ("Small", "Running", "Keep it running.", "Try it", "How?", "We do"),
}


@pytest.mark.parametrize("files", [shipped.read(slug) for slug in shipped.slugs()], ids=shipped.slugs())
def test_the_shipped_companions_are_read_and_come_back_unchanged(files):
    assert companion_files.read(json.dumps(files.companion), files.lens) == files.companion
    exported = companion_files.to_fill_in(files.lens, files.companion)
    back = companion_files.without_empty(companion_files.read(companion_files.written(exported), files.lens))
    again = companion_files.to_fill_in(files.lens, back)
    assert again == exported


@pytest.mark.parametrize("language", EVERYTHING)
def test_a_lens_is_imported_with_its_companion(desk, language):
    answer = desk.post("/lenses/import/", {"text": json.dumps(LENS), "profile": "open", "companion": file(COMPANION)})
    assert answer.status_code == 302
    assert shown(LensVersion.objects.get(lens__slug="small"), language) == EVERYTHING[language]


def test_a_lens_whose_name_is_taken_keeps_its_companion_over_the_question(desk):
    services.publish(services.import_lens(LENS), "major")
    sent = {"text": json.dumps(LENS), "profile": "open", "goes_to": "new", "companion": file(COMPANION)}
    asked = desk.post("/lenses/import/", sent)
    assert asked.status_code == 422
    kept = asked.context["form"]["companion_text"].value()
    desk.post("/lenses/import/", sent | {"companion": "", "companion_text": kept, "asked": "on"})
    assert shown(LensVersion.objects.get(lens__slug="small-2"), "ja") == EVERYTHING["ja"]


def test_what_is_exported_has_a_place_for_each_text_in_both_languages(desk, db):
    version = services.import_lens(LENS)
    answer = desk.get(address(version, "file", profile="companion"))
    assert answer["Content-Disposition"] == 'attachment; filename="small-draft-companion.json"'
    exported = json.loads(answer.content)
    assert exported["name"] == {"en": "Small", "ja": ""}
    assert exported["pillars"]["ops"]["definition"] == {"en": "", "ja": ""}
    assert exported["pillars"]["ops"]["questions"]["q_one"]["choices"]["alpha"]["title"] == {"en": "We do", "ja": ""}
    assert services.change_companion(version, exported).pillars.get().definition == {}


def test_an_edited_companion_becomes_the_next_draft_and_the_published_version_stays(desk, db):
    published = services.publish(services.import_lens(LENS), "major")
    page = desk.get(address(published))
    text = json.loads(page.context["form"]["text"].value())
    text["pillars"]["ops"]["principles"] = [PRINCIPLE]
    text["pillars"]["ops"]["definition"]["ja"] = "動かし続けること。"
    answer = desk.post(address(published), {"text": json.dumps(text), "seen": published.digest})
    draft = queries.version_labelled(published.lens)
    assert answer.url == address(draft, "version")
    assert draft.is_draft
    assert draft.document == published.document
    assert draft.pillars.get().principles.get().title == PRINCIPLE["title"]
    assert not published.pillars.get().principles.exists()
    assert "Try it" in desk.get(address(draft, "pillar", pillar="ops")).content.decode()


def test_an_unchanged_companion_makes_no_draft(desk, db):
    published = services.publish(services.import_lens(LENS, companion=COMPANION), "major")
    exported = companion_files.to_fill_in(published.document, published.companion)
    desk.post(address(published), {"file": file(COMPANION), "seen": published.digest})
    assert published.lens.versions.count() == 1
    assert companion_files.read(json.dumps(exported), LENS)


def test_a_draft_that_a_colleague_changed_is_not_overwritten(desk, db):
    draft = services.import_lens(LENS)
    answer = desk.post(address(draft), {"text": json.dumps(COMPANION), "seen": "other"})
    assert answer.status_code == 409
    assert draft.lens.versions.get().companion == {}


@pytest.mark.parametrize(
    ("companion", "said"),
    [
        ("{", "The file ends in the middle"),
        ([], "not a companion: a companion is one object"),
        ("", "The companion is empty."),
        ('{"name": {"ja": "a", "ja": "b"}}', "name.ja, line 1: The key “ja” appears twice"),
        ({"name": {"ja": 1}}, "name.ja is not a string."),
        ({"name": {"ja": "長" * 129}}, "name.ja has 129 characters; at most 128 are allowed."),
        ({"description": {"ja": "長" * 2049}}, "description.ja has 2049 characters; at most 2048 are allowed."),
        ({"name": {"ja": "\u200b"}}, "name.ja consists of invisible characters only."),
        ({"name": {"ja": "a\u0007"}}, "name.ja: Character 2 cannot be displayed (U+0007)."),
        ({"title": {}}, "title: companions have no such key"),
        ({"name": "Small"}, "name is not a text by language"),
        ({"name": {"fr": "Petit"}}, "name.fr: the languages of a companion are ja, en."),
        ({"name": {"en": "Other"}}, "name.en differs from the text in the lens file"),
        ({"pillars": {"sec": {}}}, "pillars.sec: the lens has nothing with this id"),
        ({"pillars": []}, "pillars is not an object"),
        ({"pillars": {"ops": {"mark": "red"}}}, "pillars.ops.mark is none of"),
        ({"pillars": {"ops": {"principles": {}}}}, "principles is not a list"),
        ({"pillars": {"ops": {"principles": [PRINCIPLE, PRINCIPLE]}}}, "principles[1] needs an id of its own"),
        (
            {"pillars": {"ops": {"questions": {"q_one": {"choices": {"beta": {}}}}}}},
            "the lens has nothing with this id",
        ),
    ],
)
def test_what_does_not_fit_the_lens_is_refused_with_its_place(desk, db, companion, said):
    text = companion if isinstance(companion, str) else json.dumps(companion)
    draft = services.import_lens(LENS)
    answer = desk.post(address(draft), {"text": text, "seen": draft.digest})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "the file: " not in answer.content.decode()
    sent = {"text": json.dumps(lens(name="Another")), "companion": SimpleUploadedFile("c.json", text.encode())}
    assert desk.post("/lenses/import/", sent).status_code == 422
    assert LensVersion.objects.filter(lens__slug="another").count() == 0


def test_names_and_texts_are_stored_without_what_nobody_sees(db):
    told = {"name": {"ja": "小\u202eさ\u2028い"}, "description": {"ja": "長\u202eい\u2028文"}}
    assert companion_files.read(json.dumps(told), LENS) == {
        "name": {"ja": "小さ い"},
        "description": {"ja": "長い\n文"},
    }


def test_texts_of_the_lens_itself_have_no_limit_in_its_companion(db):
    document = lens(name="n" * 200, description="one\u2028two\x07" + "d" * 3000, pillars=[pillar("ops", [ASKED])])
    filled = companion_files.to_fill_in(document, {})
    again = companion_files.to_fill_in(document, companion_files.read(companion_files.written(filled), document))
    assert companion_files.read(companion_files.written(again), document)


@pytest.mark.parametrize("seen", [{}, {"seen": "\x00"}])
def test_a_companion_that_was_sent_without_its_draft_is_not_called_empty(desk, db, seen):
    draft = services.import_lens(LENS)
    answer = desk.post(address(draft), {"text": json.dumps(COMPANION)} | seen)
    assert answer.status_code == 409
    assert "empty" not in answer.content.decode().split("<form", 1)[1].split("</header>", 1)[1].split("<textarea", 1)[0]
    assert "Load this page again" in answer.content.decode()
    assert draft.lens.versions.get().companion == {}


def test_the_command_line_imports_and_exports_it(db, tmp_path):
    (tmp_path / "lens.json").write_text(json.dumps(LENS))
    (tmp_path / "companion.json").write_text(json.dumps(COMPANION))
    call_command(
        "lens", "import", tmp_path / "lens.json", companion=str(tmp_path / "companion.json"), stdout=StringIO()
    )
    assert shown(LensVersion.objects.get(lens__slug="small"), "ja") == EVERYTHING["ja"]
    out = StringIO()
    call_command("lens", "export", "small", companion=True, stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue())["pillars"]["ops"]["principles"] == [PRINCIPLE]
    (tmp_path / "companion.json").write_text('{"name": 1}')
    with pytest.raises(CommandError, match="name is not a text by language"):
        call_command("lens", "import", tmp_path / "lens.json", companion=str(tmp_path / "companion.json"))
