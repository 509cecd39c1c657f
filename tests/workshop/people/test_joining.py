"""Joining by code: what the page asks, and what it says when somebody cannot join."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from django.utils.html import escape

from tests.actors import Browser, make_session
from tests.workshop.people.joining import join, joined_as, lobby, offer_in
from workshop.people import memberships, services
from workshop.people.models import Participant
from workshop.sessions import services as sessions
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db


def test_name_and_company_are_enough_for_a_membership(session, stranger):
    assert join(stranger, session).url == f"/s/{session.pk}/main/"
    assert stranger.get(f"/s/{session.pk}/main/").status_code == 200


def test_before_joining_it_says_who_reads_what_is_written_at_a_table(session, stranger):
    page = stranger.get(f"/j/{session.code}/").text
    who, _end, said = page.partition("Seen by")[2].partition("</dt>")
    assert "read what you write at your table" in said.partition("</dd>")[0], who


def test_before_joining_it_says_what_name_and_company_are_for_and_how_long_they_are_stored(session, stranger):
    page = stranger.get(lobby(session)).text
    for heading, said in {
        "What your name and company are for": "people from one company join different groups",
        "How long they are stored": "For as long as the session exists",
    }.items():
        assert said in page.partition(heading)[2].partition("</dd>")[0]
    assert "mail" not in page.lower()


def test_the_code_is_taken_in_lower_case_and_with_a_space(session, stranger):
    typed = f" {session.code[:4].lower()} {session.code[4:].lower()} "
    assert stranger.post("/j/", {"code": typed}).url == lobby(session)


@pytest.mark.parametrize(
    "around",
    [
        "https://hashira.example/j/{}/",
        "https://hashira.example/j/{}/。",
        "コード：{}",
        "Hello Ben, here is the code of our workshop: {}. See you on Thursday at ten, and bring a laptop!",
    ],
)
def test_a_code_is_found_in_a_pasted_link_or_text(session, stranger, around):
    for code in (session.code, f"{session.code[:4]} {session.code[4:]}"):
        assert stranger.post("/j/", {"code": around.format(code)}).url == lobby(session)


def test_the_field_for_a_code_cuts_nothing_that_is_pasted(stranger, db):
    assert "maxlength" not in re.search(r'<input[^>]*id="code"[^>]*>', stranger.get("/").text)[0]


def test_a_personal_link_in_the_field_for_a_code_leads_where_it_leads(day, stranger):
    link = f"/p/{day.people['Ben'].pk}/{memberships.token(day.people['Ben'])}/"
    assert stranger.post("/j/", {"code": f"My link: https://hashira.example{link}。"}).url == link


@pytest.mark.parametrize(
    "typed", ["K7QM 3XPB", "K7QM", "コード：K7QM 3XP", '"><b>', "https://hashira.example/j/K7QM3XPB/"]
)
def test_a_wrong_code_stays_in_its_field(session, stranger, typed):
    page = stranger.post("/j/", {"code": typed})
    assert page.status_code == 422
    assert f'value="{escape(typed)}"' in page.text
    by_address = stranger.get("/j/K7QM3XPB/")
    assert (by_address.status_code, 'value="K7QM3XPB"' in by_address.text) == (404, True)


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
    assert "write “independent”" in page
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


def test_a_person_with_the_name_of_somebody_here_is_asked_whether_that_is_them(session, stranger):
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


def test_a_joining_page_that_is_sent_twice_takes_one_membership(session):
    browser = Browser()
    offer = offer_in(browser, session)
    for _ in range(2):
        assert join(browser, session, offer=offer).status_code == 302
        browser.cookies.pop("seats")  # the second was sent before the first one's cookie came
    assert Participant.objects.get().name == "Ben"


def test_an_old_joining_page_does_not_bring_back_a_membership_that_was_taken_away(session):
    browser = Browser()
    offer = offer_in(browser, session)
    join(browser, session, offer=offer)
    browser.cookies.pop("seats")
    Participant.objects.update(joined_at=timezone.now() - timedelta(hours=1))
    join(browser, session, offer=offer, asked="Ben")
    assert joined_as(browser, session) == "Ben (2)"


def test_an_offer_sent_from_another_browser_makes_a_second_person(session):
    first, second = Browser(), Browser()
    offer = offer_in(first, session)
    second.get(lobby(session))
    join(first, session, offer=offer)
    join(second, session, name="Chi", company="Oru Dairy", offer=offer)
    assert (joined_as(first, session), joined_as(second, session)) == ("Ben", "Chi")


def test_an_offer_sent_from_another_browser_with_the_same_name_is_asked_and_makes_a_second_person(session):
    first, second = Browser(), Browser()
    offer = offer_in(first, session)
    join(first, session, offer=offer)
    assert "Ben has already joined" in join(second, session, offer=offer).content.decode()
    join(second, session, offer=offer, asked="Ben")
    assert (joined_as(first, session), joined_as(second, session)) == ("Ben", "Ben (2)")


def test_an_offer_sent_twice_with_two_names_makes_two_people(session):
    browser = Browser()
    offer = offer_in(browser, session)
    join(browser, session, offer=offer)
    browser.cookies.pop("seats")  # the second was sent before the first one's cookie came
    join(browser, session, name="Chi", company="Oru Dairy", offer=offer)
    assert joined_as(browser, session) == "Chi"
    assert Participant.objects.count() == 2


def test_the_offer_names_no_browser(session, stranger):
    offer = offer_in(stranger, session)
    assert stranger.cookies["csrftoken"].value not in signing.loads(offer, salt=memberships.OFFER_SALT)


def test_the_longest_name_can_be_told_apart_too(session):
    for _ in range(2):
        Browser().post(lobby(session), {"name": "長" * 80, "company": "Kita Paper", "asked": "長" * 80})
    assert Participant.objects.filter(name="長" * 80 + " (2)").exists()


def test_joining_again_from_the_same_browser_leads_back_to_the_membership(session, stranger):
    join(stranger, session)
    assert joined_as(stranger, session) == "Ben"


def test_a_full_session_says_so(session, stranger):
    Session.objects.update(capacity=1)
    session.refresh_from_db()
    join(Browser(), session)
    for page in (stranger.get(lobby(session)), join(stranger, session, name="Chi")):
        assert "This session is full" in page.content.decode()
        assert "Ask a facilitator" in page.content.decode()
    assert Participant.objects.count() == 1


def test_in_a_full_session_a_member_can_come_back(day, bens, stranger):
    Session.objects.update(capacity=5)
    assert joined_as(bens, day.session) == "Ben"
    link = f"/p/{day.people['Ben'].pk}/{memberships.token(day.people['Ben'])}/"
    assert stranger.post(link).status_code == 302


def test_a_membership_that_was_taken_away_is_free_for_somebody_else(day, stranger):
    Session.objects.update(capacity=5)
    services.remove(day.people["Ben"])
    assert join(stranger, day.session, name="Hal").status_code == 302


def test_two_people_do_not_both_get_the_last_place(session):
    Session.objects.update(capacity=1)
    services.join(session, name="Ben", company="Kita Paper")
    with pytest.raises(services.SessionFull):
        services.join(session, name="Chi", company="Oru Dairy")  # `session` still thinks that there is no limit


def test_in_a_session_with_one_language_the_page_speaks_it(ana):
    session = make_session(ana, languages=["ja"])
    visitor = Browser(language="en")
    assert 'lang="ja"' in visitor.get(lobby(session)).content.decode()
