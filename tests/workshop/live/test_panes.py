"""Panes: the same bytes for all who may hear the room, and never older than they say."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.cache import caches
from django.db import connection

from reviews.pillars import queries
from tests.hands import Browser
from workshop.live import panes
from workshop.sessions import services

pytestmark = pytest.mark.django_db


def test_a_pane_that_did_not_change_is_not_sent_again(day, bens):
    url = day.url("reviews:stage")
    first = bens.get(url)
    again = bens.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Room-Version"] == first.headers["Room-Version"]
    assert not again.content


def test_a_pane_names_the_release_also_where_nothing_changed(day, bens, settings):
    url = day.url("reviews:stage")
    first = bens.get(url)
    again = bens.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert first.headers["Release"] == again.headers["Release"] == settings.RELEASE


def test_a_page_names_the_release_it_is_of(day, bens, settings):
    assert f'<meta name="release" content="{settings.RELEASE}">' in bens.get(day.url("workshop:hall")).text


def test_a_pane_changes_with_its_rooms_version(day, bens):
    url = day.url("reviews:stage")
    first = bens.get(url)
    services.start(day.session.stages.get(position=0))
    again = bens.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200
    assert int(again.headers["Room-Version"]) > int(first.headers["Room-Version"])


def test_each_language_has_its_own_bytes(day):
    ben = day.people["Ben"]
    url = day.url("reviews:stage")
    day.goes_to("welcome")
    english, japanese = (Browser(ben, language).get(url) for language in ("en", "ja"))
    assert english.headers["ETag"] != japanese.headers["ETag"]
    assert english.content != japanese.content


@pytest.fixture
def frozen_cache(monkeypatch):
    """A cache that answers nothing; the times it was asked."""
    asked = []

    def fail(*_args, **_kwargs):
        asked.append(1)
        raise TimeoutError

    for method in ("get", "set"):
        monkeypatch.setattr(type(caches["default"]), method, fail)
    yield asked
    panes._rests_until.clear()


def test_a_cache_that_fails_is_a_miss(day, bens, frozen_cache):
    assert bens.get(day.url("reviews:stage")).status_code == 200
    assert frozen_cache


def test_a_page_waits_for_a_frozen_cache_once(discussion, bens, frozen_cache):
    page = bens.get(discussion.url("reviews:table", group=discussion.group_of("Ben").pk))
    assert page.status_code == 200
    assert len(frozen_cache) == 1


def test_a_cache_that_rested_is_asked_again(day, bens, frozen_cache, monkeypatch):
    bens.get(day.url("reviews:stage"))
    monkeypatch.setattr(panes, "REST", 0)
    panes._rests_until.clear()
    bens.get(day.url("reviews:stage"))
    assert len(frozen_cache) > 2


@pytest.mark.usefixtures("counted_tellings")
def test_a_room_that_moves_while_it_is_read_is_read_again(day, bens, monkeypatch):
    read = queries.moment_of

    def moving(session):
        found = read(session)
        if not session.stages.filter(state="running").exists():
            services.start(session.stages.get(position=0))
        return found

    monkeypatch.setattr(queries, "moment_of", moving)
    response = bens.get(day.url("reviews:stage"))
    assert b"Welcome" in response.content
    assert response.headers["Room-Version"] == "1"


def test_no_pane_holds_a_forms_key_or_a_persons_own_things(discussion, bens):
    group = discussion.group_of("Ben").pk
    panes = [
        discussion.url(f"reviews:{name}")
        for name in ("stage", "strip", "coming", "agenda", "presentation", "summaries")
    ]
    panes += [discussion.url(f"reviews:{name}", group=group) for name in ("talk", "board", "questions", "people")]
    for url in panes:
        content = bens.get(url).content.decode()
        assert "csrfmiddlewaretoken" not in content, url
        assert bens.cookies["seats"].value not in content, url


def get(url: str, browser: Browser):
    """In a thread of its own, whose connection ends with it."""
    try:
        return browser.get(url)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_stampede_renders_once(discussion, monkeypatch):
    rendered, url = [], discussion.url("reviews:stage")
    render = panes.render_to_string

    def slowly(template, context):
        rendered.append(template)
        time.sleep(0.3)
        return render(template, context)

    monkeypatch.setattr(panes, "render_to_string", slowly)
    monkeypatch.setattr(panes, "RENDERING", 60)
    browsers = [Browser(discussion.people["Ben"]) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(partial(get, url), browsers))
    assert len({answer.content for answer in answers}) == 1
    assert rendered == ["reviews/pillars/_stage.html"]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_one_who_fails(discussion, monkeypatch):
    url, render, failures = discussion.url("reviews:stage"), panes.render_to_string, iter([True])

    def fails_once(template, context):
        if next(failures, False):
            time.sleep(0.2)
            raise ValueError
        return render(template, context)

    monkeypatch.setattr(panes, "render_to_string", fails_once)
    monkeypatch.setattr(panes, "RENDERING", 30)
    browsers = [Browser(discussion.people["Ben"], raise_request_exception=False) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(partial(get, url), browsers))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 500]


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_another_to_render_holds_no_connection_of_a_pool(discussion, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's connection stays with its thread")
    held = []
    monkeypatch.setattr(panes.time, "sleep", lambda _seconds: held.append(connection.connection))
    monkeypatch.setattr(panes, "RENDERING", 0.05)
    caches["default"].set(panes._flag("a pane"), 1, 60)
    connection.ensure_connection()
    assert panes._awaited("default", "a pane") is None
    assert set(held) == {None}
