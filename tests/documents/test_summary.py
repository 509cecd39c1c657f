import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from reviews.summaries import changes, fonts
from reviews.summaries.document import Answer, Comment, Finding, Paragraph, PillarSummary, Principle
from reviews.summaries.render import Nothing, colors, markup, render, sheet
from tests.documents import paper
from tests.documents.samples import CYPRESS, EMPTY, QUESTION, SUMMARY, ZELKOVA


def saying(*texts: str) -> PillarSummary:
    """A short summary in which these texts are comments."""
    return replace(EMPTY, comments=tuple(map(Comment, texts)))


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render(SUMMARY)


def test_a_summary_says_what_was_defined_found_answered_and_commented(printed):
    text = paper.text_of(printed)
    places = [
        text.index(words)
        for words in (
            "信頼性", "クラウド設計レビュー", "あおぞら宅配便", "白石",
            "止まっても早く元に戻れること。", "けやき", "誰が切り替えを決めるか",
            "二人の記憶にしかない", "当番しだい", "全員で戻す", "文書にはない", "ひのき",
            "データをどのように", "自動で取っている", "止まってもよいと約束している",
            "RTOって誰が決めるもの？", "約束できる人が決めます。", "書いた人がもういない。",
            "復旧手順をテストする",
        )
    ]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("lengths", "columns"),
    [([9], [1]), ([5, 5], [1, 1]), ([9, 1, 1], [1, 2]), ([1, 1, 9], [3]), ([4] * 7, [4, 3]), ([], [])],
)
def test_principles_stand_in_two_columns_about_equally_long(lengths, columns):
    principles = tuple(Principle("原", "則" * (length - 1)) for length in lengths)
    side_by_side = replace(EMPTY, principles=principles).principle_columns
    assert [len(column) for column in side_by_side] == columns
    assert sum(side_by_side, ()) == principles


def test_principles_are_counted_on_from_column_to_column():
    pdf = render(replace(EMPTY, principles=SUMMARY.principles * 4))
    drawn = [run.text.strip() for run in paper.runs_of(pdf)]
    assert sorted(text for text in drawn if text in {"1.", "2.", "3.", "4.", "5."}) == ["1.", "2.", "3.", "4."]


def test_moments_are_printed_in_the_sessions_zone(printed):
    assert "15:36" in paper.text_of(printed)


def test_the_renderer_understands_every_line_of_the_sheet(caplog):
    sheet.cache_clear()  # it is read again, and what is not understood said again
    render(SUMMARY)
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []


def test_the_file_is_tagged_and_names_its_title_and_language(printed):
    reader = PdfReader(BytesIO(printed))
    catalog = reader.trailer["/Root"]

    assert catalog["/Lang"] == "ja"
    assert catalog["/MarkInfo"]["/Marked"]
    assert "信頼性" in reader.metadata.title
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_summary_is_in_its_own_language_no_matter_who_orders_it(language):
    with translation.override("en" if language == "ja" else "ja"):
        html = markup(replace(SUMMARY, language=language))
    with translation.override(language):
        assert f">{gettext('Overview')}<" in html


@pytest.mark.parametrize("mark", ["ops", "sec", "rel", "perf", "cost", "sus", ""])
def test_each_pillar_has_its_mark_and_another_its_number(mark):
    html = markup(replace(EMPTY, mark=mark))
    assert ("title__number" in html) is (not mark)
    assert (f'data-pillar="{mark}"' in html) is bool(mark)


def test_drawings_have_the_colors_that_the_sheet_names():
    answers = tuple(Answer(risk) for risk in ("high", "medium", "none", "na", "unanswered"))
    group = replace(ZELKOVA, answers=answers)
    html = markup(replace(SUMMARY, mark="", questions=(QUESTION,) * len(answers), groups=(group,)))
    drawn = set(re.findall(r' (?:fill|stroke)="([^"]*)"', html))
    risks = {color for name, color in colors().items() if name.startswith("risk")}
    assert risks < drawn <= risks | {colors()["soft"], "#fff", "none"}


def test_every_character_is_drawn_by_a_committed_font():
    scripts = "مرحبا بالعالم", "שלום עולם", "สวัสดีครับ", "नमस्ते क्षत्रिय", "안녕하세요", "Żółć Ελληνικά Русский Việt"
    pictures = "👨\u200d👩\u200d👧\u200d👦 👍🏽 🇯🇵 1️⃣ 🏳️\u200d🌈 ❤️ ☺︎ ⚡ ⚠️"
    rare = "葛\U000e0100城 か\u3099 a\u0323 \u0301x ა \u0378 \U0010fffd \x00 \ud800 ﷽"
    pdf = render(replace(saying("髙﨑①②→✓☆〜𠮷㈱", *scripts, pictures, rare), pillar="𠮷 🎉 مرحبا"))

    assert paper.missing_glyphs(pdf) == []
    assert "[U+0378]" in paper.text_of(pdf)
    ours = {TTFont(path)["name"].getDebugName(1).replace(" ", "-") for path in fonts.FOLDER.glob("*.ttf")}
    assert {name.removesuffix("-Bold") for name in paper.fonts_of(pdf)} <= ours


def test_a_missing_glyph_would_be_seen(monkeypatch):
    monkeypatch.setattr("reviews.summaries.render.printable", str)
    assert paper.missing_glyphs(render(replace(EMPTY, pillar="ა"))) == ["ა"]


def test_no_line_begins_with_what_closes_nor_ends_with_what_opens():
    sentence = "障害のとき、「誰が（当番か、部長か）」決めるのか。AWS、ゾーン、99.9％！『はい』と、言えますか？"
    texts = [("あ" * shift + sentence * 6) for shift in range(12)]
    pdf = render(
        replace(saying(*texts), definition=sentence * 6, groups=(replace(ZELKOVA, name="ひのき、（大）、" * 4),))
    )

    lines = paper.lines_of(pdf)
    assert len(lines) > 80
    assert [line for line in lines if line[0] in "、。」』）！？％ー" or line[-1] in "「『（"] == []


def test_hostile_text_is_printed_whole_and_stays_on_the_sheet():
    word, quotes, name = "Ж" * 4000, "「" * 400 + "中" + "」" * 400, "長" * 300
    finding = Finding(word, ">" * 400 + '"' * 400, quotes, "high", "x\x00\ud800\u202eabc")
    pdf = render(
        replace(
            SUMMARY,
            pillar=name,
            session=name,
            facilitators=(name,),
            groups=(replace(ZELKOVA, name=name, findings=(finding,)),),
        )
    )

    drawn = list(paper.runs_of(pdf))
    text = "".join(run.text for run in drawn)
    assert text.count("Ж") == 4000
    assert text.count("「") >= 400
    assert text.count(">") == 400
    millimetre = 72 / 25.4
    assert min(run.left for run in drawn) > 24 * millimetre  # a list's numbers hang out a little
    assert max(run.right for run in drawn) < (210 - 17) * millimetre
    assert min(run.baseline for run in drawn) > 5 * millimetre


def test_a_finding_longer_than_a_sheet_goes_on_over_the_next_ones():
    pdf = render(replace(SUMMARY, groups=(replace(ZELKOVA, findings=(Finding("長い", "雨" * 5000, "雪" * 3000),)),)))

    assert sum(run.text.count("雨") for run in paper.runs_of(pdf)) == 5000
    assert sum(run.text.count("雪") for run in paper.runs_of(pdf)) == 3000
    assert any("雨" in run.text for run in paper.runs_of(pdf) if run.page == 0)


@pytest.mark.parametrize(("language", "number"), [("ja", "1／1"), ("en", "1/1")])
def test_the_page_number_is_written_as_in_the_language(language, number):
    assert number in paper.lines_of(render(replace(EMPTY, language=language)))


@pytest.mark.parametrize("lines", [20, 22, 23, 24])  # without the sheet's rules each of these ends a page badly
def test_no_sheet_ends_with_a_heading(lines):
    silent = replace(CYPRESS, answers=(Answer(),))
    pdf = render(replace(SUMMARY, definition=SUMMARY.definition * 3 * lines, groups=(ZELKOVA, silent)))

    heads = {"けやき", "ひのき", QUESTION.title}
    with translation.override("ja"):
        heads |= {gettext(head) for head in ("What the groups found", "Answers to the questions")}
        heads |= {gettext(head) for head in ("Comments and answers", "Group", "Question and choices")}
        heads |= {gettext("Design principles of this pillar")}
    assert not [sheet & heads for sheet in last_lines(pdf) if sheet & heads]


def last_lines(pdf: bytes) -> list[set[str]]:
    """For each sheet the text of its lowest line, above the margin."""
    runs = [run for run in paper.runs_of(pdf) if run.baseline > 56]
    lowest = {page: min(run.baseline for run in runs if run.page == page) for page in {run.page for run in runs}}
    return [
        {run.text.strip() for run in runs if run.page == page and run.baseline - low < 2}
        for page, low in lowest.items()
    ]


def test_nothing_said_leaves_no_empty_frame():
    html = markup(EMPTY)
    assert "None" not in html
    assert html.count("<section") == 1  # the sentence that no group was there
    assert len(PdfReader(BytesIO(render(EMPTY))).pages) == 1


def test_many_groups_stand_side_by_side_in_as_many_tables_as_they_need():
    groups = tuple(replace(CYPRESS, number=number) for number in range(1, 26))
    summary = replace(SUMMARY, groups=groups)
    assert [len(table.groups) for table in summary.comparisons] == [9, 9, 7]
    assert markup(summary).count('class="ledger matrix"') == 3


def test_choices_show_the_groups_that_ticked_them_and_an_open_question_shows_none():
    (comparison,) = SUMMARY.comparisons
    assert [(choice.title, choice.ticks) for choice in comparison.rows[0].choices] == [
        ("自動で取っている", (True, False)),
        ("戻す訓練をしている", (False, False)),
    ]
    (open_question,) = replace(SUMMARY, groups=(CYPRESS,)).comparisons
    assert open_question.rows[0].choices == ()


def test_the_bar_of_risks_shows_what_is_not_answered_as_open():
    """One high answer of four is a quarter of the bar, not all of it."""
    answers = (Answer("high"), Answer(), Answer(), Answer())
    group = replace(ZELKOVA, findings=(), answers=answers)
    html = markup(replace(SUMMARY, language="en", questions=(QUESTION,) * 4, groups=(group,)))
    bars = dict(re.findall(r'width="(\d+)%" height="[\d.]+mm"\s+fill="([^"]*)"', html))
    assert bars == {"99": "#fff", "25": colors()["risk_high"]}
    assert re.search(r"unanswered\s+3<", html)
    unrated = replace(ZELKOVA, answers=(Answer(),), findings=(Finding("a", risk="high"), Finding("b")))
    assert re.search(r"not rated\s+1<", markup(replace(SUMMARY, language="en", groups=(unrated,))))


@pytest.mark.parametrize(("answered", "said"), [(0, False), (1, True)])
def test_comments_without_an_answer_are_counted_without_reproach(answered, said):
    comments = tuple(Comment(f"c{n}", state="answered" if n < answered else "shown") for n in range(2))
    html = markup(replace(EMPTY, language="en", comments=comments))
    glance = html.partition("</section>")[0]
    assert ">2</p><p>comments</p>" in glance
    assert ("1 answered in the session" in glance) is said
    assert "0" not in re.sub(r"<[^>]*>", "", glance).partition("Overview")[2]


def test_the_lenss_advice_is_printed_where_a_group_at_risk_lacks_a_choice():
    question = replace(QUESTION, advice=("Take them by a schedule.", "Restore one each quarter."))
    sure = replace(CYPRESS, answers=(Answer("none", ticked=question.choices[:1]),))
    with_risk, without = (
        replace(SUMMARY, questions=(question,)),
        replace(SUMMARY, questions=(question,), groups=(sure,)),
    )
    text = paper.text_of(render(with_risk))
    assert "Restore one each quarter." in text
    assert "Take them by a schedule." not in text, "the group at risk ticked that choice"
    assert text.index(question.choices[1]) < text.index("Restore one each quarter.")
    assert "Restore one" not in paper.text_of(render(without))


def test_a_reference_leads_to_the_paragraph_which_is_quoted_in_the_document():
    finding = Finding("No way back", "See ¶ 23 & <b>", evidence="¶23, ¶7", risk="high")
    groups = (replace(ZELKOVA, findings=(finding,)),)
    comments = (Comment("And ¶23?", "Yes, ¶23.", "answered"),)
    pdf = render(replace(SUMMARY, groups=groups, comments=comments, paragraphs=(Paragraph(23, "Nobody can go back."),)))
    reader = PdfReader(BytesIO(pdf))
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert [link["/Dest"] for link in links] == ["p23"] * 4
    assert "p23" in reader.named_destinations
    text = paper.text_of(pdf)
    assert "Nobody can go back." in text
    assert "¶ 23 & <b>" in text
    assert "¶7" in text, "an unknown number stays as it was written"


def test_the_number_of_a_paragraph_is_on_the_line_where_its_text_begins():
    paragraphs = tuple(Paragraph(number, f"{number}th {'words ' * 60}") for number in range(101, 161))
    runs = list(paper.runs_of(render(replace(EMPTY, language="en", paragraphs=paragraphs))))
    for paragraph in paragraphs:
        label = next(run for run in runs if run.text.strip() == f"¶{paragraph.number}")
        text = next(run for run in runs if run.text.startswith(f"{paragraph.number}th"))
        assert (label.page, round(label.baseline)) == (text.page, round(text.baseline))


def test_comments_keep_the_order_they_came_in_and_the_sheet_says_that_it_is_random():
    html = markup(saying("third", "first", "second"))
    assert html.index("third") < html.index("first") < html.index("second")
    with translation.override("ja"):
        assert gettext("Their order is random. The authors are not stored anywhere.") in html


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_part_of_the_template_is_well_formed_in_each_language(language):
    roles = Finding("当番が一人", key="roles")
    answered = replace(CYPRESS, left_out=(roles,), answers=(Answer("high"),))
    now = replace(SUMMARY, language=language, version=2, groups=(replace(ZELKOVA, findings=()), answered))
    for summary in (
        EMPTY,
        replace(now, changes=changes.since(SUMMARY, now)),
        replace(now, changes=changes.since(now, now)),
    ):
        assert render(replace(summary, language=language)).startswith(b"%PDF-")


def test_a_line_end_between_brackets_is_a_line_end():
    assert [line for line in paper.lines_of(render(saying("a>\n<b"))) if line in ("a>", "<b")] == ["a>", "<b"]


def test_markup_in_a_text_is_text():
    pdf = render(saying('<img src="file:///etc/passwd"><b>bold</b> {{ summary }}'))
    assert '<img src="file:///etc/passwd"><b>bold</b> {{ summary }}' in "".join(paper.lines_of(pdf))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/", "https://example.org/", "data:text/plain,x"]
)
def test_the_renderer_fetches_nothing(address):
    with pytest.raises(ValueError, match="fetches nothing"):
        Nothing().fetch(address)


def test_a_process_under_one_gibibyte_prints_but_takes_no_more():
    code = """
import django; django.setup()
from reviews.summaries.render import limit_memory, render
from tests.documents.samples import SUMMARY
limit_memory()
print(render(SUMMARY)[:5])
try:
    bytearray(1024**3)
except MemoryError:
    print("no more")
"""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "workshop.settings"),
    }
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split("\n")[:2] == ["b'%PDF-'", "no more"]


def test_a_second_version_prints_what_has_changed():
    roles = Finding("当番が一人", key="roles")
    before = replace(SUMMARY, groups=(replace(ZELKOVA, key="zelkova"), CYPRESS))
    now = replace(before, version=2, groups=(replace(before.groups[0], findings=(roles,)), CYPRESS))
    text = paper.text_of(render(replace(now, changes=changes.since(before, now))))
    assert "第1版からの変更点" in text
    assert text.count(roles.title) == 2
    assert text.count(ZELKOVA.findings[0].title) == 1
