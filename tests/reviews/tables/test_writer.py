"""Posts that waited in a browser are accepted only in the name of their writer, not of the person who uses it now."""

from uuid import uuid4

import pytest

from reviews.tables.models import Entry
from tests.actors import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(discussion) -> str:
    return discussion.url("reviews:entries", group=discussion.group_of("Ben").pk)


def say(browser: Browser, url: str, writer: str):
    return browser.post(url, {"client_id": str(uuid4()), "text": "Mine"}, headers={"Writer": writer})


def test_the_named_writer_must_be_the_one_who_asks(discussion, entries, bens, desk, ana):
    assert say(bens, entries, str(discussion.people["Ben"].pk)).status_code == 200
    assert say(desk, entries, str(ana.pk)).status_code == 200
    assert [entry.writer for entry in Entry.objects.order_by("told_at")] == ["Ben", "Ana (facilitator)"]


def test_the_page_names_its_writer(discussion, bens, desk, ana):
    table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    assert f'data-me="{discussion.people["Ben"].pk}"' in bens.get(table).text
    assert f'data-me="{ana.pk}"' in desk.get(table).text


def test_somebody_elses_words_are_not_taken(discussion, entries, bens, desk):
    chis = str(discussion.people["Chi"].pk)
    assert say(bens, entries, chis).status_code == 412
    assert say(desk, entries, chis).status_code == 412
    assert not Entry.objects.exists()


def test_a_stranger_learns_nothing_by_naming_somebody(discussion, entries, stranger):
    named = say(stranger, entries, str(discussion.people["Ben"].pk))
    nowhere = say(stranger, entries.replace(str(discussion.session.pk), str(uuid4())), str(uuid4()))
    assert (named.status_code, named.content) == (nowhere.status_code, nowhere.content) == (412, b"")
