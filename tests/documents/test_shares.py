"""What one group writes costs the others no summary, however much of it there is and however many lines it has."""

from dataclasses import replace

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from reviews.summaries import changes, render, services, shares
from reviews.summaries.document import Finding, Group, PillarSummary
from reviews.summaries.models import Summary
from tests.documents.samples import CYPRESS, SUMMARY, ZELKOVA

FLOODS = {
    "lines": "a" + "\n" * 3998 + "b",
    "words": "word " * 800,
    "one word": "x" * 4000,
    "emoji": "👨‍👩‍👧‍👦" * 570,
}
PRINTED = 800_000  # characters and line ends of a document at its first attempt, with all of its markup


def flooding(text: str, times: int) -> Group:
    findings = (Finding("Ours", text, text, "high", text, key=str(number)) for number in range(times))
    return Group(3, "すぎ", 3, findings=tuple(findings), answers=CYPRESS.answers, key="flood")


def flooded(text: str, times: int) -> PillarSummary:
    return replace(SUMMARY, groups=(*SUMMARY.groups, flooding(text, times)))


def handed_over(summary: PillarSummary, attempt: int = 1) -> str:
    """What the renderer gets to lay out."""
    return render.markup(shares.fitted(summary, attempt))


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_one_group_is_cut_and_the_others_are_printed_whole(text):
    html = handed_over(flooded(text, times=200))
    assert len(html) < PRINTED
    assert html.count("\n") < PRINTED / 40
    for said in (ZELKOVA.findings[0].title, ZELKOVA.findings[0].to_be, CYPRESS.answers[0].reason):
        assert said in html


def test_the_document_says_of_which_group_how_much_is_missing():
    html = handed_over(flooded(FLOODS["words"], times=200))
    with translation.override("ja"):
        said = ngettext(
            "%(count)s finding of this group did not fit here completely. The full text is on the group's board.",
            "%(count)s findings of this group did not fit here completely. The full text is on the group's board.",
            2,
        )
    before, after = said.split("%(count)s")
    assert html.count(after) == 1
    missing = int(html.split(after)[0].rsplit(before, 1)[-1].rsplit(">", 1)[-1])
    assert 100 < missing < 200, "what fits is printed"


def test_what_is_missing_is_still_counted():
    assert shares.fitted(flooded(FLOODS["words"], times=200), 1).findings.total == 201


def test_each_attempt_prints_less_and_what_fits_is_not_touched():
    lengths = [len(handed_over(flooded(FLOODS["words"], times=200), attempt)) for attempt in (1, 2, 3)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[2] < lengths[0] / 5
    assert shares.fitted(SUMMARY, 3) == SUMMARY


def test_what_has_changed_is_cut_as_well():
    before, now = SUMMARY, replace(flooded("", times=50_000), version=2)
    assert len(handed_over(replace(now, changes=changes.since(before, now)))) < PRINTED * 10
    gone = replace(SUMMARY, version=3)
    assert len(handed_over(replace(gone, changes=changes.since(now, gone)))) < PRINTED * 10


@pytest.mark.django_db
def test_a_document_that_took_too_long_is_made_of_less(discussion, monkeypatch):
    summary = discussion.closes("operationalExcellence")
    monkeypatch.setattr("reviews.summaries.queries.pillar_summary", lambda _key: flooded(FLOODS["words"], times=200))

    def slowly(content: PillarSummary) -> bytes:
        if len(render.markup(content)) > PRINTED / 8:
            raise TimeoutError
        return b"%PDF-"

    monkeypatch.setattr(render, "render", slowly)
    for _attempt in range(3):
        services.render(summary.pk)
    summary.refresh_from_db()
    assert summary.state == Summary.State.READY
    assert len(summary.content["groups"][-1]["findings"]) == 200, "the next version is compared with all of it"
