"""The desk asks before it closes a pillar, ends the day, or starts a session on another day than the planned one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from reviews.lenses.models import Choice
from reviews.tables.services import answers
from tests.actors import Browser, Day, make_session
from tests.reviews.comments.composer import Nobody, waiting_of
from tests.workshop.desk.test_moves import OPERATIONS, Pressing, running
from workshop.groups.names import shown
from workshop.sessions import moves
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def presentation(discussion, desk) -> Pressing:
    discussion.goes_to("presentation", OPERATIONS)
    return Pressing(discussion, desk)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_closing_asks_first_and_is_undone_at_the_desk(presentation, discussion):
    asked = presentation.press("n")
    assert discussion.review(OPERATIONS).state == "open"
    assert presentation.accept(asked).status_code == 204
    assert discussion.review(OPERATIONS).state == "closed"
    presentation.look()
    assert "The pillar is closed" in presentation.pane.text_content()
    presentation.press("z")
    assert discussion.review(OPERATIONS).state == "open"
    assert running(discussion).kind == "presentation"


def test_the_question_names_the_comments_and_the_groups_that_still_wait(presentation, discussion):
    mine = discussion.group_of("Ben")
    choice = Choice.objects.filter(question__pillar=discussion.review(OPERATIONS).pillar).first()
    answers.tick(mine, discussion.review(OPERATIONS), choice, ticked=True)
    waiting_of(discussion.session, Nobody(), "Who restores?", "And who pays?")
    asked = words(presentation.press("n"))
    others = [str(shown(group.number)) for group in mine.round.groups.exclude(pk=mine.pk)]
    assert "2 comments are waiting." in asked
    assert f"No answer yet: {', '.join(others)}" in asked
    assert str(shown(mine.number)) not in asked


def test_if_nothing_waits_the_question_names_nothing(presentation, discussion):
    choice = Choice.objects.filter(question__pillar=discussion.review(OPERATIONS).pillar).first()
    for group in discussion.group_of("Ben").round.groups.all():
        answers.tick(group, discussion.review(OPERATIONS), choice, ticked=True)
    assert "Still waiting" not in words(presentation.press("n"))


def test_a_colleague_who_was_faster_makes_the_question_void(presentation, discussion, desk):
    asked = presentation.press("n")
    Pressing(discussion, desk).press("p")
    assert presentation.accept(asked).status_code == 409
    assert discussion.review(OPERATIONS).state == "open"


def test_without_scripts_the_question_is_a_page_with_a_form(presentation, discussion, ana):
    browser = Browser(ana)
    page = browser.get(presentation.button("n")[0].get("href"))
    assert "<!doctype html>" in page.content.decode()
    assert presentation.accept(page).status_code == 204


def test_on_a_page_of_its_own_a_question_is_a_plain_form_that_leads_to_the_desk(presentation, discussion, desk):
    page = desk.get(presentation.button("n")[0].get("href"))
    form = html.document_fromstring(page.text).find(".//main//form")
    assert form.xpath("ancestor::*[@hx-disable]")
    assert desk.post(form.get("action"), dict(form.fields)).url == discussion.url("workshop:desk")
    assert discussion.review(OPERATIONS).state == "closed"


def test_a_plain_form_that_is_refused_gets_a_page_that_says_why(presentation, discussion, desk):
    answer = desk.post(discussion.url("workshop:ending"), {"seen": "0", "sure": "1"})
    assert answer.status_code == 409
    assert "The session has changed since this page was shown" in answer.text
    assert f'href="{discussion.url("workshop:desk")}"' in answer.text


@pytest.mark.parametrize("sure", [{}, {"sure": ""}, {"sure": "0"}])
@pytest.mark.parametrize("name", ["workshop:ending", "reviews:closure"])
def test_without_sure_it_asks(presentation, discussion, desk, name, sure):
    address = discussion.url(name, **({"topic": OPERATIONS} if name == "reviews:closure" else {}))
    asked = desk.sends(address, seen=moves.number_of(discussion.session.pk), **sure)
    assert (asked.status_code, asked["HX-Retarget"]) == (200, "#desk-dialog-content")
    discussion.session.refresh_from_db()
    assert not discussion.session.is_over
    assert discussion.review(OPERATIONS).state == "open"


def test_the_day_is_not_ended_on_an_outdated_picture(presentation, discussion, desk):
    asked = presentation.browser.get(discussion.url("workshop:ending"), headers={"HX-Request": "true"})
    Pressing(discussion, desk).press("p")
    assert presentation.accept(asked).status_code == 409
    assert desk.sends(discussion.url("workshop:ending"), sure="1").status_code == 422
    discussion.session.refresh_from_db()
    assert not discussion.session.is_over


def test_the_desks_button_that_ends_the_day_says_which_picture_it_was_pressed_on(discussion, desk):
    discussion.goes_to("wrap_up")
    discussion.closes(OPERATIONS)
    at_desk = Pressing(discussion, desk)
    asked = at_desk.press("now-ending")
    Pressing(discussion, desk).press("p")
    assert at_desk.accept(asked).status_code == 409
    assert at_desk.accept(at_desk.press("now-ending")).status_code == 409
    at_desk.look()
    assert at_desk.accept(at_desk.press("now-ending")).status_code == 204


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_pillar_that_is_not_open_is_not_asked_about(presentation, discussion, desk, method):
    waiting = discussion.url("reviews:closure", topic="security")
    closed = discussion.url("reviews:closure", topic=OPERATIONS)
    discussion.closes(OPERATIONS)
    sent = {"seen": str(moves.number_of(discussion.session.pk)), "sure": "1"}
    for address, why in (
        (waiting, "This pillar has not started yet."),
        (closed, "This pillar is already closed."),
    ):
        answer = getattr(desk, method)(address, sent, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.text) == (409, why)
    assert discussion.review("security").state == "waiting"


def test_ending_the_day_asks(discussion, desk):
    discussion.goes_to("wrap_up")
    page = desk.get(discussion.url("workshop:ending"))
    assert "This cannot be undone." in page.content.decode()
    assert not Session.objects.get(pk=discussion.session.pk).is_over
    assert Pressing(discussion, desk).accept(page).status_code == 204
    assert Session.objects.get(pk=discussion.session.pk).is_over


@pytest.mark.parametrize("days", [-1, 1])
def test_a_session_that_is_planned_for_another_day_asks_before_it_starts(ana, desk, days):
    day = Day(make_session(ana, starts_at=timezone.now() + timedelta(days=days)), ana)
    at_desk = Pressing(day, desk)
    asked = at_desk.press("n")
    assert (asked.status_code, asked["HX-Retarget"]) == (200, "#desk-dialog-content")
    assert "It is planned for" in words(asked)
    assert running(day) is None
    assert at_desk.accept(asked).status_code == 204
    assert running(day).kind == "welcome"


def test_a_session_of_today_starts_at_once(ana, desk):
    day = Day(make_session(ana, starts_at=timezone.now()), ana)
    assert Pressing(day, desk).press("n").status_code == 204
    assert running(day).kind == "welcome"


def test_once_the_day_has_begun_no_stage_asks(discussion, desk):
    assert Pressing(discussion, desk).press("n").status_code == 204
    assert running(discussion).kind == "presentation"
