"""Coming in: by code, by personal link, and what is said to who cannot."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from tests.hands import Browser, make_session
from workshop.people import seats, services
from workshop.people.models import Participant
from workshop.sessions import links
from workshop.sessions import services as sessions
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("workshop.people.guessing.LEAST", 0.0)
    monkeypatch.setattr("workshop.people.guessing.STEP", 0.0)


def lobby(session: Session) -> str:
    return f"/j/{session.code}/"


def join(browser: Browser, session: Session, name="Ben", company="Kita Paper", **more):
    return browser.post(lobby(session), {"name": name, "company": company} | more)


def test_name_and_company_are_enough_for_a_seat(session, stranger):
    assert join(stranger, session).url == f"/s/{session.pk}/hall/"
    assert stranger.get(f"/s/{session.pk}/hall/").status_code == 200


def test_the_code_is_taken_in_lower_case_and_with_a_space(session, stranger):
    typed = f" {session.code[:4].lower()} {session.code[4:].lower()} "
    assert stranger.post("/j/", {"code": typed}).url == lobby(session)


@pytest.mark.parametrize("typed", ["", "WRONGCOD", "K7QM", "\x00", "🦊" * 30, "x" * 5000])
def test_a_wrong_code_says_what_to_check(session, stranger, typed):
    response = stranger.post("/j/", {"code": typed})
    assert response.status_code == 422
    assert "Check the eight characters" in response.content.decode()


def test_a_code_ends_with_its_session(session, stranger):
    sessions.finish(session)
    assert stranger.get(lobby(session)).status_code == 410


def test_a_missing_company_is_asked_for_beside_its_field_and_the_name_stays(session, stranger):
    response = join(stranger, session, company="")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write “independent”" in page
    assert 'value="Ben"' in page
    assert 'aria-describedby="id_company_error"' in page
    assert not Participant.objects.exists()


@pytest.mark.parametrize("name", ["長" * 300, "a\x00b", "\x07"])
def test_a_name_that_cannot_be_kept_is_refused_with_what_to_do(session, stranger, name):
    assert join(stranger, session, name=name).status_code == 422
    assert not Participant.objects.exists()


@pytest.mark.parametrize("name", ["𠮷田 﨑", "עדה", "O'Neil <b>", "👩‍🚀 Zoë"])
def test_any_name_people_have_is_welcome(session, stranger, name):
    join(stranger, session, name=name)
    assert Participant.objects.get().name == name
    assert f">{escape(name)}</b>" in stranger.get(f"/s/{session.pk}/me/").content.decode()


def test_who_has_the_name_of_somebody_here_is_asked_whether_that_is_them(session, stranger):
    join(Browser(), session)
    page = join(stranger, session, name="ben", company="Oru Dairy")
    assert page.status_code == 422
    assert "Is that you?" in page.content.decode()
    assert "personal link" in page.content.decode()
    assert "Kita Paper" not in page.content.decode()
    assert Participant.objects.count() == 1


def test_two_of_the_same_name_are_two_people_and_told_apart(session):
    for _ in range(3):
        Browser().post(lobby(session), {"name": "Ben", "company": "Kita Paper", "asked": "Ben"})
    assert sorted(Participant.objects.values_list("name", flat=True)) == ["Ben", "Ben (2)", "Ben (3)"]


def test_a_joining_page_that_is_sent_twice_takes_one_seat(session):
    page = Browser().get(lobby(session)).content.decode()
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    first, second = Browser(), Browser()
    for sender in (first, second):  # the second left before the first one's cookie came
        assert sender.post(lobby(session), {"name": "Ben", "company": "Kita Paper", "offer": offer}).status_code == 302
    ben = Participant.objects.get()
    assert ben.name == "Ben"
    assert all("seat here as Ben" in sender.get(lobby(session)).content.decode() for sender in (first, second))


def test_an_old_joining_page_does_not_bring_back_a_seat_that_was_taken_away(session):
    offer = re.search(r'name="offer" value="([^"]+)"', Browser().get(lobby(session)).content.decode())[1]
    form = {"name": "Ben", "company": "Kita Paper", "offer": offer}
    Browser().post(lobby(session), form)
    Participant.objects.update(joined_at=timezone.now() - timedelta(hours=1))
    late = Browser()
    late.post(lobby(session), form | {"name": "Mallory"})
    assert "seat here as Ben" not in late.get(lobby(session)).content.decode()


def test_an_offer_that_was_made_up_is_no_offer(session, stranger):
    assert join(stranger, session, offer="a" * 300).status_code == 302


def test_the_question_is_asked_again_for_another_name(session, stranger):
    for name in ("Ben", "Chi"):
        join(Browser(), session, name=name)
    again = stranger.post(lobby(session), {"name": "Chi", "company": "Oru Dairy", "asked": "Ben"})
    assert "Chi is here already" in again.content.decode()


def test_the_longest_name_can_be_told_apart_too(session):
    for _ in range(2):
        Browser().post(lobby(session), {"name": "長" * 80, "company": "Kita Paper", "asked": "長" * 80})
    assert Participant.objects.filter(name="長" * 80 + " (2)").exists()


def test_joining_again_from_the_same_browser_leads_back_to_the_seat(session, stranger):
    join(stranger, session)
    assert "You have a seat here as Ben" in stranger.get(lobby(session)).content.decode()


def test_a_full_session_says_so(session, stranger):
    Session.objects.update(capacity=1)
    session.refresh_from_db()
    join(Browser(), session)
    for page in (stranger.get(lobby(session)), join(stranger, session, name="Chi")):
        assert "Every seat is taken" in page.content.decode()
        assert "Tell a facilitator" in page.content.decode()
    assert Participant.objects.count() == 1


def test_in_a_full_session_who_has_a_seat_comes_back_to_it(day, bens, stranger):
    Session.objects.update(capacity=5)
    assert "You have a seat here as Ben" in bens.get(lobby(day.session)).content.decode()
    link = f"/p/{day.people['Ben'].pk}/{seats.token(day.people['Ben'])}/"
    assert stranger.post(link).status_code == 302


def test_a_seat_that_was_taken_away_is_free_for_somebody_else(day, stranger):
    Session.objects.update(capacity=5)
    services.end_seat(day.people["Ben"])
    assert join(stranger, day.session, name="Hal").status_code == 302


def test_two_who_want_the_last_seat_do_not_both_get_it(session):
    Session.objects.update(capacity=1)
    services.join(session, name="Ben", company="Kita Paper")
    with pytest.raises(services.NoSeatLeft):
        services.join(session, name="Chi", company="Oru Dairy")  # `session` still thinks that there is no limit


def test_opening_a_personal_link_takes_no_seat_but_pressing_its_button_does(day, stranger):
    ben = day.people["Ben"]
    link = f"/p/{ben.pk}/{seats.token(ben)}/"
    assert "Go on as Ben" in stranger.get(link).content.decode()
    assert stranger.get(day.url("workshop:hall")).status_code == 404
    stranger.post(link)
    assert stranger.get(day.url("workshop:hall")).status_code == 200


def test_a_renewed_link_ends_the_old_one_and_its_seats(day, stranger):
    ben = day.people["Ben"]
    old = f"/p/{ben.pk}/{seats.token(ben)}/"
    stranger.post(old)
    services.renew_link(ben)
    assert stranger.get(day.url("workshop:hall")).status_code == 404
    assert "no longer valid" in stranger.get(old).content.decode()


def test_who_is_removed_has_no_page_no_link_and_no_seat_and_is_told_why(day, bens, stranger):
    ben = day.people["Ben"]
    link = f"/p/{ben.pk}/{seats.token(ben)}/"
    services.end_seat(ben)
    page = bens.get(day.url("workshop:hall"))
    assert page.status_code == 410
    assert "Your seat has ended" in page.content.decode()
    assert day.session.title not in page.content.decode()
    for browser in (bens, stranger):
        answer = browser.post(link)
        assert answer.status_code == 410
        assert "no longer valid" in answer.content.decode()
    assert "they can let you in again" in join(bens, day.session).content.decode()
    assert day.session.participants.count() == 5


def test_who_is_let_in_again_comes_back_with_the_same_browser_and_link(day, bens, stranger):
    ben = day.people["Ben"]
    services.end_seat(ben)
    services.give_seat_back(ben)
    assert bens.get(day.url("workshop:hall")).status_code == 200
    assert stranger.post(f"/p/{ben.pk}/{seats.token(ben)}/").status_code == 302


def test_to_everyone_else_a_removed_person_is_nobody(day, stranger):
    ben = day.people["Ben"]
    services.end_seat(ben)
    assert "A facilitator" not in stranger.get(f"/p/{ben.pk}/{'0' * 40}/").content.decode()
    assert stranger.get(day.url("workshop:hall")).status_code == 404


def test_a_forged_seat_is_no_seat(day, stranger):
    stranger.cookies["seats"] = Browser(day.people["Ben"]).cookies["seats"].value[:-2] + "xx"
    assert stranger.get(day.url("workshop:hall")).status_code == 404


def test_one_browser_has_seats_in_two_sessions(day, ana, stranger):
    other = make_session(ana)
    join(stranger, day.session, name="Hal")
    join(stranger, other)
    assert stranger.get(f"/s/{other.pk}/hall/").status_code == 200
    assert stranger.get(day.url("workshop:hall")).status_code == 200


def test_a_link_that_signs_in_works_once_and_only_by_its_button(ana, stranger):
    link = f"/sign-in/once/{ana.pk}/{links.sign_in_token(ana)}/"
    assert stranger.get(link).status_code == 200
    assert stranger.get("/sessions/").status_code == 302
    assert stranger.post(link).url == "/sessions/"
    assert Browser().post(link).status_code == 410


def test_a_wrong_password_says_what_to_check(ana, stranger):
    response = stranger.post("/sign-in/", {"username": ana.email, "password": "wrong"})
    assert response.status_code == 422
    assert "do not belong together" in response.content.decode()


def test_a_password_signs_in(ana, stranger):
    assert stranger.post("/sign-in/", {"username": ana.email, "password": "Ana-keeps-this"}).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_after_signing_in_nobody_is_led_elsewhere(ana, stranger, elsewhere):
    response = stranger.post("/sign-in/", {"username": ana.email, "password": "Ana-keeps-this", "next": elsewhere})
    assert response.url == "/sessions/"


def test_in_a_session_with_one_language_the_page_speaks_it(ana):
    session = make_session(ana, languages=["ja"])
    visitor = Browser(language="en")
    assert 'lang="ja"' in visitor.get(lobby(session)).content.decode()
