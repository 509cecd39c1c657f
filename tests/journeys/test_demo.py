"""`manage.py demo`: the story of the parcel company."""

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

from reviews.comments.models import Comment
from reviews.comments.services import inbox
from reviews.management import demo_story
from reviews.pillars import queries as pillars
from reviews.tables import queries as tables
from tests.actors import make_session
from workshop.groups import queries as groups
from workshop.sessions import queries as sessions
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db(transaction=True)  # comments are posted by separate requests

BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def nothing_runs(settings, tmp_path):
    """Whatever runs from the folder of the tests."""
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def batches_at_once(monkeypatch):
    monkeypatch.setattr(inbox, "SOONEST", 0.0)
    monkeypatch.setattr(inbox, "LATEST", 0.01)


@pytest.fixture
def short(monkeypatch):
    """The same story with shorter texts, for tests in which the texts do not matter."""
    whole = demo_story.read

    def read(language: str) -> dict:
        told = whole(language)
        for table in told["tables"]:
            table.update(talk=[], ticks={}, findings=table["findings"][:1])
        return told | {"comments": told["comments"][:2]}

    monkeypatch.setattr(demo_story, "read", read)


def demo(*words: str) -> dict:
    out = io.StringIO()
    call_command("demo", "--json", *words, stdout=out)
    return json.loads(out.getvalue())


def opened(link: str) -> Client:
    """A browser that has opened a personal link or a sign-in link."""
    browser = Client(headers={"host": "127.0.0.1:8000"})
    path = link.removeprefix(BASE)
    assert browser.post(path.partition("?")[0], {"next": path.partition("next=")[2]}).status_code == 302
    return browser


def test_the_story_stands_in_the_discussion_of_the_first_pillar_with_its_comments():
    session = Session.objects.get(code=demo()["code"])

    stage = sessions.open_stage(session.pk)
    review = pillars.open_review(session.pk)
    boards = tables.boards_of(review, groups.groups_of(session))
    assert (stage.kind, stage.topic) == ("discussion", review.pillar.key)
    assert stage.started_at < stage.ends_at
    assert [len(board.group.members.all()) for board in boards] == [4, 3, 3, 3]
    assert all(board.findings and board.focus and board.answered for board in boards)
    states = list(Comment.objects.values_list("state", flat=True))
    assert sorted(states) == ["answered", "declined", "on_air", "shown", "shown", "shown", "waiting", "waiting"]
    assert Comment.objects.values("batch").distinct().count() == 1


def test_every_link_opens_the_page_it_names_and_eve_of_another_session_finds_nothing(short):
    found = demo()
    session = Session.objects.get(code=found["code"])
    anybody = Client(headers={"host": "127.0.0.1:8000"})

    assert opened(found["facilitator"]).get(f"/s/{session.pk}/desk/").status_code == 200
    assert opened(found["participants"]["Ben"]).get(f"/s/{session.pk}/main/").status_code == 200
    assert anybody.get(found["join"].removeprefix(BASE)).status_code == 200
    assert anybody.get(found["screen"].removeprefix(BASE)).status_code == 200
    assert {"Ben", "Chi", "Dov"} <= found["participants"].keys()
    assert opened(found["eve"]).get(f"/s/{session.pk}/main/").status_code == 404


def test_a_second_call_tells_the_same_story_and_a_used_link_becomes_a_fresh_one(short):
    first = demo()
    opened(first["facilitator"])
    second = demo()

    assert Session.objects.count() == 2
    assert second["participants"] == first["participants"]
    assert second["facilitator"] != first["facilitator"]


def test_a_reset_begins_again_and_touches_no_other_session(ana, short):
    first = demo()
    mine = make_session(ana)
    second = demo("--reset")

    assert Session.objects.count() == 3
    assert Session.objects.filter(pk=mine.pk).exists()
    assert second["participants"]["Ben"] != first["participants"]["Ben"]


def test_its_codes_are_new_ones_each_time(short):
    first = demo()["code"], *codes_of_all()
    demo("--reset")
    assert not set(first) & set(codes_of_all())


def codes_of_all() -> list[str]:
    return list(Session.objects.values_list("code", flat=True))


def test_told_in_the_other_language_it_is_the_same_story(short):
    assert demo("--language", "en")["code"] == demo("--language", "ja")["code"]
    assert Session.objects.count() == 2


def test_where_there_is_a_session_already_the_demo_is_left_out_on_request(ana):
    mine = make_session(ana)

    assert demo("--if-empty") == {}
    assert list(Session.objects.all()) == [mine]


def test_its_links_can_be_read_without_creating_anything(short):
    assert demo("--links-only") == {}
    assert not Session.objects.exists()

    links = demo()
    assert demo("--links-only") == links


def test_it_can_be_told_in_english(short):
    assert "Madoka" in demo("--language", "en")["participants"]
    assert demo_story.session_of(demo_story.read("en")).languages == ["en", "ja"]


def test_half_a_story_is_not_kept(monkeypatch, short):
    monkeypatch.setattr("reviews.management.demo_comments.LONGEST_WAIT", 0.0)
    with pytest.raises(Exception, match="did not leave"):
        demo()

    assert demo_story.session_of(demo_story.read("ja")) is None


def test_without_json_it_prints_the_links_as_text(short):
    links = demo()
    out = io.StringIO()
    call_command("demo", stdout=out)
    for link in (links["join"], links["screen"], links["eve"], *links["participants"].values()):
        assert link in out.getvalue()
