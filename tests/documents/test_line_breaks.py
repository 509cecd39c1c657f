"""A run of characters at which no line may break still stays within the text's width, in every block."""

import unicodedata
from dataclasses import replace

import pytest

from reviews.summaries import changes, fonts
from reviews.summaries.document import Answer, Comment, Finding, Paragraph, PillarSummary, Principle, Question
from reviews.summaries.render import render
from tests.documents import paper
from tests.documents.samples import CYPRESS, SUMMARY, ZELKOVA

MILLIMETER = 72 / 25.4
RUNS = {
    "exclamation marks": "！" * 60,
    "long vowels": "ー" * 120,
    "small kana": "ゃ" * 90,
    "dots": "." * 400,
    "ellipses": "…" * 150,
    "figures": "1" * 400,
    "amounts": "1,234,567," * 60,
    "commas": "、" * 90,
    "closing brackets": "」" * 90,
    "slashes": "/" * 400,
    "word joiners": "a\u2060" * 300,
    "hyphens that do not break": "a\u2011" * 300,
    "spaces that do not break": "ab\u00a0" * 200,
    "families": "👨\u200d👩\u200d👧\u200d👦" * 60,
    "an address": "https://example.com/" + "a%20b" * 100,
}


def all_of(text: str) -> PillarSummary:
    """A summary in whose every block the text stands, behind a label where the block has one."""
    finding = Finding(text, text, text, "high", f"¶1 {text}", key="one")
    rated = replace(ZELKOVA, name=text, focus=text, findings=(finding,), answers=(Answer("medium", ticked=(text,)),))
    before = replace(SUMMARY, groups=(rated, replace(CYPRESS, answers=(Answer("na", reason=text),))))
    now = replace(
        before,
        version=2,
        session=text,
        pillar=text,
        definition=text,
        scenario=text,
        facilitators=(text, text),
        questions=(Question(text, (text, "x"), (text, text)),),
        comments=(Comment(text, text, "answered"),),
        principles=(Principle(text, text), Principle(text, text)),
        paragraphs=(Paragraph(1, text),),
    )
    reworded = replace(rated, findings=(replace(finding, title=text + "2"),))
    changed = replace(now, groups=(reworded, *now.groups[1:]))
    return replace(changed, changes=changes.since(before, changed))


def ink(pdf: bytes) -> list[paper.Run]:
    return [run for run in paper.runs_of(pdf) if run.text.strip()]


@pytest.mark.parametrize(
    ("language", "run"),
    [*(("ja", run) for run in RUNS.values()), ("en", "！" * 60)],
    ids=[*RUNS, "exclamation marks in English"],
)
def test_a_run_that_cannot_break_stays_on_the_sheet_in_every_block(language, run):
    drawn = ink(render(replace(all_of(run), language=language)))
    assert max(run.right for run in drawn) < (210 - 17) * MILLIMETER
    assert min(run.left for run in drawn) > 24 * MILLIMETER


def test_no_punctuation_of_any_script_holds_a_line_together():
    """Each behind a label, where a line may begin with none of them."""
    points = [
        chr(code)
        for code in (*range(0x21, 0xD800), *range(0xF900, 0xFFFE))
        if unicodedata.category(chr(code))[0] == "P" and fonts.cover(code)
    ]
    assert len(points) > 200
    answers = tuple(Answer("na", reason=point * 120) for point in points)
    questions = tuple(Question(f"{ord(point):X}") for point in points)
    pdf = render(replace(SUMMARY, questions=questions, groups=(replace(CYPRESS, answers=answers),)))
    assert [run.text[:3] for run in ink(pdf) if run.right > (210 - 17) * MILLIMETER] == []


def test_what_is_and_what_should_be_stand_apart_under_their_own_labels():
    finding = Finding("Backups", as_is="Taken each night", to_be="Restored each quarter", risk="high")
    pdf = render(replace(SUMMARY, language="en", groups=(replace(ZELKOVA, findings=(finding,)),)))
    found = {run.text.strip(): run for run in paper.runs_of(pdf)}
    for label, text in (("As-is", "Taken each night"), ("To-be", "Restored each quarter")):
        assert abs(found[label].baseline - found[text].baseline) < 1
        assert found[text].left > found[label].right
    assert found["Taken each night"].baseline - found["Restored each quarter"].baseline > 8
    assert found["Taken each night"].left == found["Restored each quarter"].left


@pytest.mark.parametrize("text", ["W" * 600, "！" * 60, "https://example.com/" + "a%20b" * 100])
def test_a_run_that_cannot_break_begins_beside_its_label(text):
    finding = Finding("Backups", as_is=text, to_be=text, risk="high", evidence=text)
    drawn = ink(render(replace(SUMMARY, language="en", groups=(replace(ZELKOVA, findings=(finding,)),))))
    for label in ("As-is", "To-be", "Evidence"):
        (named,) = (run for run in drawn if run.text.strip() == label)
        assert [run for run in drawn if abs(run.baseline - named.baseline) < 1 and run.left > named.right], label
