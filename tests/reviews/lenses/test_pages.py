"""The pages of lenses, on which facilitators import, view, publish and export them."""

import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from reviews.lenses import queries, services
from reviews.lenses.format import reading
from reviews.lenses.models import Lens, LensVersion
from tests.actors import Browser, user
from tests.reviews.lenses.lenses import lens, question
from tests.reviews.lenses.test_versions import DOCUMENT, changed

pytestmark = pytest.mark.django_db

IMPORT = "/lenses/import/"


def address(version: LensVersion, page: str = "version", **more) -> str:
    return reverse(f"reviews:lens-{page}", kwargs={"slug": version.lens.slug, "number": version.number} | more)


def page_of(browser: Browser, version: LensVersion, page: str = "version", query: str = "", **more) -> str:
    answer = browser.get(address(version, page, **more) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def pasted(desk: Browser, document: object, **more):
    text = document if isinstance(document, str) else json.dumps(document)
    return desk.post(IMPORT, {"text": text, "goes_to": "", "profile": "open"} | more)


@pytest.fixture
def draft(db) -> LensVersion:
    return services.import_lens(DOCUMENT)


@pytest.fixture
def published(draft) -> LensVersion:
    return services.publish(draft, "minor")


# ── access ──


def test_a_visitor_without_an_account_is_asked_to_sign_in(stranger, bens, published):
    for browser in (stranger, bens):
        for path in ("/lenses/", IMPORT, address(published), address(published, "export")):
            answer = browser.get(path)
            assert answer.status_code == 302
            assert answer.url.startswith("/sign-in/")


def test_lenses_belong_to_the_installation_so_any_facilitator_manages_them(published):
    assert "Small teams" in page_of(Browser(user("Zoe")), published)


def test_what_is_not_there_is_404(desk, published):
    slug = published.lens.slug
    for path in (
        "/lenses/nothing/",
        f"/lenses/{slug}/99/",
        f"/lenses/{slug}/1/pillars/nothing/",
        f"/lenses/{slug}/1/questions/nothing/",
        f"/lenses/{slug}/1/export/other.json",
        f"/lenses/{slug}/99999999999999999999/",
    ):
        assert desk.get(path).status_code == 404, path


def test_the_address_of_a_lens_leads_to_its_newest_published_version(desk, published):
    services.import_lens(changed(description="Next"), lens=published.lens)
    assert desk.get(f"/lenses/{published.lens.slug}/").url == address(published)


def test_the_list_names_every_lens_with_its_version_and_its_draft(desk, draft):
    text = desk.get("/lenses/").content.decode()
    assert "Small teams" in text
    assert "draft" in text
    assert "Bootcamp: five pillars" in text


# ── import ──


def test_a_pasted_lens_becomes_a_draft(desk):
    answer = pasted(desk, DOCUMENT)
    version = LensVersion.objects.get(lens__slug="small-teams")
    assert answer.status_code == 302
    assert answer.url.startswith(address(version).rsplit("/", 1)[0])
    assert version.is_draft
    assert version.document == DOCUMENT


def test_so_does_a_file_with_a_mark_before_its_first_letter(desk):
    file = SimpleUploadedFile("lens.json", b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode())
    assert desk.post(IMPORT, {"file": file, "goes_to": ""}).status_code == 302
    assert Lens.objects.filter(slug="small-teams").exists()


def test_of_the_same_name_it_is_the_next_version(desk, published):
    pasted(desk, changed(description="Next"))
    assert [version.label for version in queries.versions_of(published.lens)] == ["", "1.0"]


def test_a_second_lens_of_the_name_is_asked_about_once(desk, published):
    answer = pasted(desk, changed(description="Next"), goes_to="new")
    assert answer.status_code == 422
    assert Lens.objects.count() == 2
    assert pasted(desk, changed(description="Next"), goes_to="new", asked="on").status_code == 302
    assert Lens.objects.filter(slug="small-teams-2").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1"),
        ("[]", "{"),
        ('{"pillars": []}', "pillars"),
        (json.dumps(changed(riskRules=[{"condition": "REL1_tried &&", "risk": "NO_RISK"}])), "riskRules[0].condition"),
        (json.dumps(changed(choices=[{"id": "a b", "title": "<script>alert(1)</script>"}])), "choices[0].id"),
    ],
    ids=["broken", "a list", "no pillars", "a condition", "an id"],
)
def test_a_file_that_cannot_be_used_is_told_where_and_changes_nothing(desk, text, said):
    before = list(LensVersion.objects.values_list("pk", flat=True))
    answer = pasted(desk, text)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert said in body
    assert "<script>alert" not in body
    assert list(LensVersion.objects.values_list("pk", flat=True)) == before


def test_the_problems_of_a_file_are_shown_in_the_readers_language(ana):
    assert "行目" in pasted(Browser(ana, "ja"), "{").content.decode()


HOSTILE = {
    "nothing": b"",
    "spaces": b"   ",
    "noise": bytes(range(256)) * 40,
    "utf-16": json.dumps(DOCUMENT).encode("utf-16"),
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a long number": b'{"a": ' + b"9" * 900_000 + b"}",
    "a large number": b'{"name": 1e999999}',
    "many keys": b"{" + b",".join(b'"%d":1' % number for number in range(90_000)) + b"}",
    "the same key": b"{" + b",".join([b'"name":1'] * 100_000) + b"}",
    "unpaired surrogate": b'{"name": "\\ud800", "pillars": [{"id": "one"}]}',
    "a zero": b'{"name": "a\\u0000b", "pillars": [{"id": "one"}]}',
    "too large": b'{"name": "' + b"a" * reading.LARGEST + b'"}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("how", ["file", "text"])
def test_whatever_is_sent_gets_an_answer_and_leaves_nothing_behind(desk, content, how):
    before = LensVersion.objects.count()
    value = SimpleUploadedFile("x.json", content) if how == "file" else content.decode("utf-8", "replace")
    answer = desk.post(IMPORT, {how: value, "goes_to": "", "profile": "open"})
    assert answer.status_code == 422
    assert LensVersion.objects.count() == before


@pytest.mark.parametrize("size", [10, reading.LARGEST * 2], ids=["short", "too long to be read"])
def test_without_the_forms_key_nothing_is_taken(ana, size):
    browser = Browser(ana, enforce_csrf_checks=True)
    answer = browser.post(IMPORT, {"text": json.dumps(DOCUMENT) + " " * size, "goes_to": ""})
    assert answer.status_code in {403, 422}
    assert not Lens.objects.filter(slug="small-teams").exists()


def test_a_lens_to_be_replaced_that_is_none_is_refused(desk):
    assert pasted(desk, DOCUMENT, goes_to="nothing").status_code == 422


def test_strict_demands_refuse_what_open_ones_take(desk):
    assert pasted(desk, changed(title="100 %"), profile="strict").status_code == 422
    assert pasted(desk, changed(title="100 %")).status_code == 302


# ── viewing ──


def test_every_page_of_every_lens_opens(desk, published):
    odd = deepcopy(DOCUMENT) | {"name": "<b>Odd</b>", "description": None}
    odd["pillars"].append({"id": "empty_one"})
    odd["pillars"][0]["questions"] += [
        {"id": "none_at_all"},
        {"id": "many", "choices": [{"id": f"choice_{number}"} for number in range(30)]},
    ]
    for version in (published, services.import_lens(odd), *queries.newest_versions()):
        for page in ("version", "rules", "check", "changes", "print", "export"):
            assert "<b>Odd</b>" not in page_of(desk, version, page)
        for pillar in version.pillars.all():
            page_of(desk, version, "pillar", pillar=pillar.key)
            for asked in queries.questions_of(pillar)[:3]:
                page_of(desk, version, "question", question=asked.key)


@pytest.fixture
def worse(db) -> LensVersion:
    """A lens whose second rule gives a worse risk for a further practice."""
    choices = [{"id": "REL1_tried"}, {"id": "REL1_three"}]
    rules = [
        {"condition": "REL1_tried && !REL1_three", "risk": "MEDIUM_RISK"},
        {"condition": "default", "risk": "HIGH_RISK"},
    ]
    return services.import_lens(changed(choices=choices, riskRules=rules))


def test_what_is_ticked_gets_its_risk_and_names_the_rule(desk, worse):
    def ticked(query: str) -> str:
        return page_of(desk, worse, "question", query, question="REL1").split('id="lens-result"')[1].split("</p>")[0]

    assert 'data-risk="unanswered"' in ticked("")
    assert 'data-risk="medium"' in ticked("?choice=REL1_tried")
    assert 'data-risk="high"' in ticked("?choice=REL1_tried&choice=REL1_three")
    assert 'data-risk="medium"' in ticked("?choice=REL1_tried&na=REL1_three")
    assert 'data-risk="unanswered"' in ticked("?choice=nothing&na=nothing")


def test_an_answer_without_a_risk_says_that_the_lens_does_not_define_it(desk):
    rules = [{"condition": "REL1_tried", "risk": "NO_RISK"}]
    version = services.import_lens(changed(riskRules=rules))
    body = page_of(desk, version, "question", "?na=REL1_tried", question="REL1")
    assert "The lens does not define a risk for this answer." in body


def test_the_verdict_shows_the_answer_that_breaks_the_rule(desk, worse):
    body = page_of(desk, worse, "question", question="REL1")
    assert "raises the risk" in body
    assert 'class="lattice__bad"' in body
    assert page_of(desk, worse, "rules").count('data-verdict="bad"') >= 1


def test_more_than_fifteen_choices_are_not_proved(desk):
    choices = [{"id": f"choice_{number}"} for number in range(16)]
    version = services.import_lens(changed(choices=choices, riskRules=[{"condition": "default", "risk": "NO_RISK"}]))
    assert "Not proved: more than 15 choices" in page_of(desk, version, "question", question="REL1")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"a_b && !c_d": "NO_RISK", "a_b && c_d": "NO_RISK", "default": "HIGH_RISK"}, "A choice has no effect"),
        ({"a_b && c_d": "NO_RISK"}, "Some answers get no risk"),
        ({"a_b || c_d": "NO_RISK", "default": "HIGH_RISK"}, "A risk level is unreachable"),
        ({"a_b && c_d": "NO_RISK", "a_b || c_d": "HIGH_RISK"}, "No default at the end"),
        ({"a_b && c_d && !a_b": "NO_RISK"}, "No answer gets a risk"),
    ],
    ids=["idle", "undefined", "unreachable", "no default", "bare"],
)
def test_each_flaw_has_its_sentence_and_counts_in_the_beam(desk, rules, said):
    version = services.import_lens(lens(question(choices=["a_b", "c_d"], rules=list(rules.items()))))
    assert said in page_of(desk, version, "question", question="first")
    assert "beam__count" in page_of(desk, version)
    assert "The rules of 1 question have problems" in page_of(desk, version, "rules")


def test_the_step_the_rule_and_the_answer_that_is_ticked_are_marked(desk):
    rules = [("one && !two", "MEDIUM_RISK"), ("one && two && six", "NO_RISK"), ("default", "HIGH_RISK")]
    version = services.import_lens(lens(question(choices=["one", "two", "six"], rules=rules)))
    body = page_of(desk, version, "question", question="first")
    assert "It happens in 1 of 7 answers." in body
    assert [mark.text for mark in html.document_fromstring(body).findall('.//mark[@class="wrong"]')] == ["!B"]
    assert [body.count(name) for name in ("lattice__bad", 'class="lattice__node"', "data-now")] == [1, 8, 1]
    assert "data-now" not in page_of(desk, version, "question", "?na=one", question="first")  # no such answer is drawn


def test_of_more_than_five_practices_only_the_broken_steps_are_drawn(desk):
    keys = ["one", "two", "three", "four", "five", "six"]
    for name, first, drawn in (("Broken", "one && !two", 6), ("Sound", " && ".join(keys), 0)):
        asked = question(choices=keys, rules=[(first, "NO_RISK"), ("default", "HIGH_RISK")])
        body = page_of(desk, services.import_lens(lens(asked, name=name)), "question", question="first")
        assert body.count("lattice__bad") == drawn


def test_the_same_fault_in_many_places_is_said_once(desk):
    asked = [question(f"asked_{number}", rules=[("nobody", "HIGH_RISK")]) for number in range(20)]
    body = pasted(desk, lens(*asked)).content.decode()
    assert body.count("which is not a choice of this question") == 1
    assert "20 places" in body


def test_a_lens_that_is_published_already_is_not_imported_again(desk, published):
    answer = pasted(desk, DOCUMENT)
    assert answer.url == f"{address(published)}?import=known"
    assert published.lens.versions.count() == 1


def test_links_of_a_lens_are_told_to_be_its_authors(desk):
    asked = question(helpfulResource={"displayText": "Read", "url": "https://example.com/?a=<b>"})
    body = page_of(desk, services.import_lens(lens(asked)), "question", question="first")
    assert "not checked by Hashira" in body
    assert 'href="https://example.com/?a=&lt;b&gt;" rel="noopener noreferrer external"' in body


def test_one_may_print_the_questions_alone(desk, published):
    assert "Tried" in page_of(desk, published, "print")
    assert "Tried" not in page_of(desk, published, "print", "?choices=no")


def test_changes_stand_beside_what_was(desk, published):
    choices = [*DOCUMENT["pillars"][0]["questions"][0]["choices"][1:], {"id": "REL1_new", "title": "A new one"}]
    rules = [{"condition": "REL1_new && !REL1_no", "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}]
    draft = services.import_lens(
        changed(title="Asked otherwise?", choices=choices, riskRules=rules), lens=published.lens
    )
    body = page_of(desk, draft, "changes")
    for words in ("How do you know that you can restore?", "Asked otherwise?", "A new one", "Tried", "REL1_tried"):
        assert words in body
    assert "Answers to 1 question carry over." in body
    assert "1 choice of the remaining questions is removed with its selections." in body
    assert desk.get(address(draft, "changes") + "?from=99").status_code == 404


# ── export ──


def test_the_open_export_is_the_imported_document(desk, published):
    answer = desk.get(address(published, "file", profile="open"))
    assert answer["Content-Disposition"] == 'attachment; filename="small-teams-1.0.json"'
    assert json.loads(answer.content) == DOCUMENT


def test_the_page_of_the_strict_export_shows_what_changes(desk, published):
    body = page_of(desk, published, "export")
    assert "_team" in body
    strict = json.loads(desk.get(address(published, "file", profile="strict")).content)
    assert "_team" not in strict


def test_what_the_tool_would_refuse_is_not_dropped_silently(desk):
    pillars = [{"id": f"pillar_{number}"} for number in range(11)]
    version = services.import_lens({"name": "Eleven", "pillars": pillars})
    assert "pillars" in page_of(desk, version, "export")
    assert desk.get(address(version, "file", profile="strict")).url == address(version, "export")


# ── drafts ──


def publishes(desk: Browser, draft: LensVersion, **more):
    return desk.post(address(draft, "publication"), {"step": "minor", "seen": draft.digest} | more)


def test_a_draft_is_published_by_one_press_and_a_second_changes_nothing(desk, draft):
    for _press in range(2):
        assert publishes(desk, draft).url == address(draft)
    assert [version.label for version in queries.versions_of(draft.lens)] == ["1.0"]


def test_the_step_decides_the_name(desk, published):
    draft = services.import_lens(changed(description="Next"), lens=published.lens)
    publishes(desk, draft, step="major")
    assert queries.newest_published(published.lens).label == "2.0"


def test_a_draft_that_a_colleague_replaced_is_not_published_unseen(desk, draft):
    services.import_lens(changed(description="Another"), lens=draft.lens)
    assert publishes(desk, draft).status_code == 409
    assert desk.post(address(draft, "discarding"), {"seen": draft.digest}).status_code == 409
    assert queries.newest_published(draft.lens) is None


def test_a_draft_is_discarded(desk, draft):
    assert desk.post(address(draft, "discarding"), {"seen": draft.digest}).url == "/lenses/"
    assert not Lens.objects.filter(slug="small-teams").exists()


def test_a_new_session_offers_published_lenses_alone(desk, draft):
    assert "Small teams" not in desk.get("/sessions/new/").content.decode()
    services.publish(draft, "minor")
    assert "Small teams" in desk.get("/sessions/new/").content.decode()
