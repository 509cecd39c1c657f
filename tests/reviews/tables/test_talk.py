"""One's own message can be edited and deleted for five minutes, and of a deleted one nothing remains."""

from __future__ import annotations

import html
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from reviews.tables.models import Entry
from tests.actors import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(discussion):
    return discussion.group_of("Ben")


@pytest.fixture
def says(discussion, group):
    def say(browser: Browser, text: str, **more) -> Entry:
        before = set(Entry.objects.values_list("pk", flat=True))
        assert browser.sends(discussion.url("reviews:entries", group=group.pk), text=text, **more).status_code == 200
        return Entry.objects.exclude(pk__in=before).first()

    return say


@pytest.fixture
def url(discussion, group):
    return lambda route, entry: discussion.url(f"reviews:{route}", group=group.pk, entry=entry.pk)


def talk(browser, discussion, group) -> str:
    page = browser.get(discussion.url("reviews:talk", group=group.pk)).content.decode()
    return " ".join(html.unescape(page).split())


def test_an_edited_message_has_its_new_text_at_its_old_place(discussion, bens, group, says, url):
    first = says(bens, "We deploy by hnad")
    says(bens, "Every Friday")
    form = bens.get(url("entry", first)).content.decode()
    assert "We deploy by hnad</textarea>" in form
    answer = bens.sends(url("entry-edits", first), text="We deploy by hand", revision="0")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Room-Version"]
    shown = talk(bens, discussion, group)
    assert shown.index("We deploy by hand") < shown.index("Every Friday")
    assert "hnad" not in shown
    assert ">edited<" in shown


def test_of_a_deleted_message_nothing_remains_in_the_database_and_the_talk_says_what_is_stored(
    discussion, bens, group, says, url
):
    entry = says(bens, "My password is swordfish")
    assert bens.sends(url("entry-deletion", entry)).status_code == 200
    shown = talk(bens, discussion, group)
    assert "swordfish" not in shown
    assert "Deleted. Nothing of its text is stored, only who wrote it and when." in shown
    assert '<b dir="auto">Ben</b>' in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reviews_entry")
        assert "swordfish" not in str(cursor.fetchall())
    entry.refresh_from_db()
    assert (entry.text, entry.digest) == ("", "")


def test_after_five_minutes_a_message_stays_as_it_is(bens, says, url):
    entry = says(bens, "We deploy by hand")
    Entry.objects.update(written_at=F("written_at") - timedelta(minutes=5))
    edit = bens.sends(url("entry-edits", entry), text="We never said that", revision="0")
    assert edit.status_code == 422
    assert "for five minutes" in edit.content.decode()
    assert "We never said that</textarea>" in edit.content.decode()
    for answer in (bens.get(url("entry", entry)), bens.sends(url("entry-deletion", entry))):
        assert answer.status_code == 409
        assert "for five minutes" in answer.content.decode()
    assert Entry.objects.get().text == "We deploy by hand"


def test_just_before_they_are_over_it_can_still_be_changed(bens, says, url):
    entry = says(bens, "We deploy by hand")
    Entry.objects.update(written_at=F("written_at") - timedelta(minutes=4))
    assert bens.sends(url("entry-edits", entry), text="By a press", revision="0").status_code == 200


def test_nobody_changes_the_message_of_somebody_else_not_even_the_lead(discussion, bens, desk, group, says, url):
    entry = says(bens, "Ben wrote this")
    neighbor = group.members.exclude(participant=discussion.people["Ben"]).first().participant
    for browser in (Browser(neighbor), desk):
        assert browser.get(url("entry", entry)).status_code == 404
        assert browser.sends(url("entry-edits", entry), text="Mine", revision="0").status_code == 404
        assert browser.sends(url("entry-deletion", entry)).status_code == 404
    assert Entry.objects.get().text == "Ben wrote this"


def test_a_facilitator_edits_what_they_said_themselves(discussion, desk, group, says, url):
    entry = says(desk, "Time is shrot")
    assert desk.sends(url("entry-edits", entry), text="Time is short", revision="0").status_code == 200
    assert Entry.objects.get().text == "Time is short"


def test_the_same_edit_and_the_same_deletion_twice_are_one(bens, says, url):
    entry = says(bens, "One")
    for _time in range(2):
        assert bens.sends(url("entry-edits", entry), text="Two", revision="0").status_code == 200
    entry.refresh_from_db()
    assert (entry.text, entry.revision) == ("Two", 1)
    for _time in range(2):
        assert bens.sends(url("entry-deletion", entry)).status_code == 200


def test_an_edit_from_another_window_is_shown_and_not_overwritten_unseen(bens, says, url):
    entry = says(bens, "One")
    bens.sends(url("entry-edits", entry), text="From the first window", revision="0")
    late = bens.sends(url("entry-edits", entry), text="From the second", revision="0")
    assert late.status_code == 422
    assert "in another window" in late.content.decode()
    assert 'name="revision" value="1"' in late.content.decode()
    assert Entry.objects.get().text == "From the first window"


def test_a_message_that_is_repeated_after_it_was_edited_or_deleted_comes_back_to_nobody(bens, says, url):
    sending = {"client_id": str(uuid4())}
    entry = says(bens, "Once", **sending)
    bens.sends(url("entry-edits", entry), text="Edited", revision="0")
    says(bens, "Once", **sending)
    bens.sends(url("entry-deletion", entry))
    says(bens, "Once", **sending)
    assert Entry.objects.get().text == ""


@pytest.mark.parametrize("text", ["", "x" * 4001, "bell \x07"])
def test_a_text_that_cannot_be_said_is_refused_in_the_form(bens, says, url, text):
    entry = says(bens, "One")
    answer = bens.sends(url("entry-edits", entry), text=text, revision="0")
    assert answer.status_code == 422
    assert 'id="entry-error"' in answer.content.decode()
    assert Entry.objects.get().text == "One"
