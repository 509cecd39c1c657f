"""Panes: the same bytes for all who may hear the room, and never older than they say."""

import pytest

from reviews.pillars import queries
from tests.actors import Browser
from workshop.sessions import services

pytestmark = pytest.mark.django_db


def test_a_pane_that_did_not_change_is_not_sent_again(day, bens):
    url = day.url("reviews:stage")
    first = bens.get(url)
    again = bens.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Room-Version"] == first.headers["Room-Version"]
    assert not again.content


def test_a_pane_names_the_version_also_where_nothing_changed(day, bens, settings):
    url = day.url("reviews:stage")
    first = bens.get(url)
    again = bens.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert first.headers["App-Version"] == again.headers["App-Version"] == settings.APP_VERSION


def test_a_page_names_its_version(day, bens, settings):
    assert f'<meta name="app-version" content="{settings.APP_VERSION}">' in bens.get(day.url("workshop:main-room")).text


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
