"""Sentences with the name of a stage in them read right for every kind, in both languages, and no head says a word twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from lxml import html

from reviews.styleguide import samples
from workshop.sessions.models import Move, Stage

pytestmark = pytest.mark.django_db  # expected times are counted by the database's clock

Kind, State = Stage.Kind, Stage.State

NAMES = {
    "en": ("Welcome", "Reading", "Briefing", "Discussion", "Presentation", "Break", "Wrap-up"),
    "ja": ("オープニング", "資料の読み込み", "説明", "討議", "発表", "休憩", "クロージング"),
}
COMPOSED = {
    "en": {"now-next": "Start: {}", "now-skip": "Skip: {}", "next": "Next: {}", "follow": "We have moved on to: {}"},
    "ja": {"now-next": "開始：{}", "now-skip": "スキップ：{}", "next": "次：{}", "follow": "進行が移りました：{}"},
}
FINISHED = {"en": "{}: finished", "ja": "{}（終了）"}
MOVES = {
    "en": (
        "{} started",
        "{} ended",
        "{} skipped",
        "{} restored",
        "{} paused",
        "{} resumed",
        "{} extended",
        "The pillar is closed",
        "Undone: {}",
    ),
    "ja": (
        "「{}」を開始しました",
        "「{}」を終了しました",
        "「{}」をスキップしました",
        "「{}」を予定に戻しました",
        "「{}」を一時停止しました",
        "「{}」を再開しました",
        "「{}」を延長しました",
        "柱を締め切りました",
        "元に戻しました：{}",
    ),
}
EVERY_STAGE = [
    pytest.param(language, kind, name, id=f"{language}-{kind.value}")
    for language, names in NAMES.items()
    for kind, name in zip(Kind, names, strict=True)
]


@pytest.fixture(autouse=True)
def in_its_language(language) -> Iterator[None]:
    with translation.override(language):
        yield


def stage(kind: Stage.Kind, state: Stage.State = State.RUNNING) -> Stage:
    has_a_pillar = kind in (Kind.BRIEFING, Kind.DISCUSSION, Kind.PRESENTATION)
    more = {} if has_a_pillar else {"topic": ""}
    if state == State.CLOSED:
        more |= {"started_at": timezone.now() - timedelta(minutes=25), "ended_at": timezone.now()}
    return samples.stage(kind, state, **more)


def pane(template: str, *stages: Stage, **more) -> html.HtmlElement:
    context = {"moment": samples.moment(*stages), "session": samples.session(), "move": Move(), "may_run": True}
    return html.fragment_fromstring(render_to_string(template, context | more), create_parent="main")


def texts(element: html.HtmlElement) -> list[str]:
    """What can be read, one entry for each run of text."""
    return [" ".join(text.split()) for text in element.xpath(".//text()[not(ancestor::*[@hidden])]") if text.strip()]


@pytest.mark.parametrize(("language", "kind", "name"), EVERY_STAGE)
def test_the_next_stage_is_started_skipped_and_announced_by_its_name(language, kind, name):
    waiting = stage(kind, State.WAITING)
    said = texts(pane("reviews/pillars/_now.html", stage(Kind.WELCOME), waiting))
    assert COMPOSED[language]["now-next"].format(name) in said
    assert COMPOSED[language]["now-skip"].format(name) in said
    watched = texts(pane("reviews/pillars/_now.html", stage(Kind.WELCOME), waiting, may_run=False))
    assert COMPOSED[language]["next"].format(name) in watched
    moved_on = pane("reviews/pillars/_follow.html", stage(kind)).find(".//p/span").text_content().strip()
    assert moved_on == COMPOSED[language]["follow"].format(name)


@pytest.mark.parametrize(("language", "kind", "name"), EVERY_STAGE)
def test_what_was_done_with_a_stage_is_told_by_its_name(language, kind, name):
    done = [str(Move(kind=move, stage=stage(kind))) for move in Move.Kind]
    assert done == [sentence.format(name) for sentence in MOVES[language]]


@pytest.mark.parametrize("state", [State.RUNNING, State.CLOSED])
@pytest.mark.parametrize("template", ["stage", "now", "strip", "screen_stage"])
@pytest.mark.parametrize(("language", "kind", "name"), EVERY_STAGE)
def test_no_head_says_the_name_of_its_stage_twice(language, kind, name, template, state):
    found = texts(pane(f"reviews/pillars/_{template}.html", stage(kind, state), may_run=False))
    says_so = [text for text in found if text in (name, FINISHED[language].format(name))]
    leads = [text for text in found if text.startswith((f"{name}.", f"{name}です"))]
    assert (len(says_so), leads) == (1, []), found
