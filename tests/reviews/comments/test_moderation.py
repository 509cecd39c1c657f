"""What facilitators do with comments, at the desk."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from reviews.comments import queries
from reviews.comments.log_redaction import NotStored
from reviews.comments.models import Comment
from reviews.comments.services import moderation
from tests.actors import Browser, make_session, user
from tests.reviews.comments.composer import waiting_of
from workshop.live.models import Room
from workshop.sessions import services as sessions
from workshop.sessions.models import Facilitator

State = Comment.State


def state_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def address(name: str, comment: Comment) -> str:
    return reverse(f"reviews:{name}", kwargs={"session": comment.session_id, "comment": comment.pk})


def versions(session) -> dict[str, int]:
    return dict(Room.objects.filter(session=session).values_list("kind", "version"))


@pytest.fixture
def waiting(session, nobody) -> Comment:
    return waiting_of(session, nobody, "We want to, but we never manage to.")[0]


@pytest.mark.usefixtures("counted_tellings")
def test_what_is_shown_reaches_the_screen(desk, session, waiting):
    before = versions(session)
    answer = desk.sends(address("showing", waiting))
    assert answer.status_code == 204
    assert state_of(waiting) == State.SHOWN
    assert versions(session) == before | {"desk": before["desk"] + 1, "screen": before["screen"] + 1}
    assert answer["Room-Version"].endswith(f" {before['desk'] + 1}")


def test_showing_it_twice_tells_it_once(desk, session, waiting):
    desk.sends(address("showing", waiting))
    before = versions(session)
    assert desk.sends(address("showing", waiting)).status_code == 204
    assert versions(session) == before


def test_one_comment_is_talked_about_at_a_time_and_the_former_goes_back(desk, shown):
    first, second = shown("First", "Second")
    desk.sends(address("discuss", first))
    desk.sends(address("discuss", second))
    assert [state_of(first), state_of(second)] == [State.SHOWN, State.ON_AIR]


def test_picking_up_shows_a_comment_that_waited(desk, waiting):
    desk.sends(address("discuss", waiting))
    assert state_of(waiting) == State.ON_AIR


def test_what_was_discussed_by_mistake_is_put_back(desk, shown):
    (comment,) = shown("Only one")
    desk.sends(address("discuss", comment))
    desk.sends(address("showing", comment))
    assert state_of(comment) == State.SHOWN


def test_a_comment_is_answered_on_the_spot(desk, shown):
    (comment,) = shown("Only one")
    assert desk.sends(address("answer", comment)).status_code == 200
    assert state_of(comment) == State.ANSWERED


def test_a_written_answer_is_kept_also_afterwards(desk, shown):
    (comment,) = shown("Only one")
    desk.sends(address("answer", comment))
    answer = desk.sends(address("answer", comment), answer="Start with one hour a month.")
    assert answer.status_code == 200
    assert Comment.objects.get().answer == "Start with one hour a month."


def test_answering_on_the_spot_takes_no_written_answer_away(desk, shown):
    (comment,) = shown("Only one")
    desk.sends(address("answer", comment), answer="Start with one hour a month.")
    desk.sends(address("answer", comment))
    assert Comment.objects.get().answer == "Start with one hour a month."


def test_what_nobody_has_seen_is_not_answered(desk, waiting):
    assert desk.sends(address("answer", waiting), answer="Too early.").status_code == 422
    assert state_of(waiting) == State.WAITING


def test_declining_needs_a_reason_and_says_so_at_the_field(desk, waiting):
    answer = desk.sends(address("refusal", waiting), reason="  ")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Give the reason" in answer.text
    assert state_of(waiting) == State.WAITING


def test_the_writer_of_a_declined_comment_reads_why(desk, session, waiting, nobody):
    assert desk.sends(address("refusal", waiting), reason="It names a person.").status_code == 200
    stored = nobody.asks_after(session, waiting.hash).json()
    assert (stored["state"], stored["reason"]) == ("declined", "It names a person.")


@pytest.mark.usefixtures("counted_tellings")
def test_that_a_comment_was_declined_is_told_to_everyone_since_nobody_knows_whose_it_was(desk, session, waiting):
    before = versions(session)
    desk.sends(address("refusal", waiting), reason="It names a person.")
    assert state_of(waiting) == State.DECLINED
    assert versions(session) == before | {"desk": before["desk"] + 1, "screen": before["screen"] + 1}


def test_a_declined_comment_leaves_the_screen(desk, session, shown):
    (comment,) = shown("It was Kim.")
    desk.sends(address("refusal", comment), reason="It names a person.")
    assert queries.shown_in(session) == []


def test_the_second_facilitator_is_told_at_the_form_and_keeps_the_text(desk, waiting):
    desk.sends(address("refusal", waiting), reason="It names a person.")
    answer = desk.sends(address("refusal", waiting), reason="It is off the topic.")
    assert answer.status_code == 422
    assert "Another facilitator" in answer.text
    assert "It is off the topic." in answer.text
    assert Comment.objects.get().reason == "It names a person."


@pytest.mark.parametrize("words", ["a" * 1001, "NUL \x00"])
def test_an_answer_that_cannot_be_kept_is_given_back_with_how_to_fix_it(desk, shown, words):
    (comment,) = shown("Only one")
    answer = desk.sends(address("answer", comment), answer=words)
    assert answer.status_code == 422
    assert 'id="answer-error"' in answer.text


def test_no_two_are_talked_about_even_if_somebody_forgot_the_service(shown):
    first, second = shown("First", "Second")
    Comment.objects.filter(pk=first.pk).update(state=State.ON_AIR)
    with pytest.raises(IntegrityError):
        Comment.objects.filter(pk=second.pk).update(state=State.ON_AIR)


def test_an_error_of_the_database_carries_no_words(session, shown, monkeypatch):
    (comment,) = shown("It was Kim.")

    def refuse(*args):
        raise IntegrityError("Failing row contains (It was Kim.)")

    monkeypatch.setattr(moderation.announce, "comments_moderated", refuse)
    with pytest.raises(NotStored) as failure:
        moderation.discuss(session, comment.pk)
    assert "Kim" not in repr(failure.value)
    assert failure.value.__context__ is None


# ── who may ──

WRITES = ("showing", "discuss", "answer", "refusal")


@pytest.mark.parametrize("name", WRITES)
def test_an_observer_reads_and_moderates_nothing(session, waiting, name):
    watcher = user("Watcher")
    Facilitator.objects.create(session=session, user=watcher, role=Facilitator.Role.OBSERVER)
    assert Browser(watcher).sends(address(name, waiting), reason="No.").status_code == 403
    queue = Browser(watcher).get(reverse("reviews:queue", kwargs={"session": session.pk}))
    assert waiting.text in queue.text
    assert "hx-post" not in queue.text


@pytest.mark.parametrize("name", WRITES)
def test_a_co_facilitator_moderates(session, shown, name):
    helper = user("Helper")
    Facilitator.objects.create(session=session, user=helper, role=Facilitator.Role.CO)
    (comment,) = shown("Only one")
    assert Browser(helper).sends(address(name, comment), reason="No.").status_code in (200, 204)


@pytest.mark.parametrize("name", WRITES)
def test_participants_strangers_and_other_sessions_facilitators_find_nothing(bens, stranger, waiting, name):
    eve = user("Eve")
    make_session(eve)
    answers = [browser.sends(address(name, waiting), reason="No.") for browser in (bens, stranger, Browser(eve))]
    assert {answer.status_code for answer in answers} == {404}
    assert state_of(waiting) == State.WAITING


@pytest.mark.parametrize("name", WRITES)
def test_a_comment_of_another_session_is_not_found(desk, ana, waiting, name):
    other = make_session(ana)
    elsewhere = reverse(f"reviews:{name}", kwargs={"session": other.pk, "comment": waiting.pk})
    assert desk.sends(elsewhere, reason="No.").status_code == 404


@pytest.mark.parametrize("name", WRITES)
def test_after_the_end_nothing_is_moderated(desk, session, waiting, name):
    sessions.finish(session)
    late = desk.sends(address(name, waiting), reason="No.")
    assert (late.status_code, late.text) == (410, "The session is over. Nothing can be changed any more.")


@pytest.mark.parametrize("name", WRITES)
def test_a_get_changes_nothing(desk, waiting, name):
    assert desk.get(address(name, waiting)).status_code == 405
