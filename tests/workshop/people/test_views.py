"""Coming in: by code, by personal link, and what is said to who cannot."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from django.utils.html import escape

from tests.actors import Browser, make_session
from workshop.accounts.links import sign_in_token
from workshop.people import memberships, services
from workshop.people.models import Participant
from workshop.sessions import services as sessions
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db


def lobby(session: Session) -> str:
    return f"/j/{session.code}/"


def join(browser: Browser, session: Session, name="Ben", company="Kita Paper", **more):
    return browser.post(lobby(session), {"name": name, "company": company} | more)


def offer_in(browser: Browser, session: Session) -> str:
    """The offer of the joining page as this browser gets it."""
    return re.search(r'name="offer" value="([^"]+)"', browser.get(lobby(session)).content.decode())[1]


def joined_as(browser: Browser, session: Session) -> str | None:
    """Whom the joining page of this browser names as joined."""
    found = re.search(r"You have joined as (.+?) from", browser.get(lobby(session)).content.decode())
    return found and found[1]


def test_name_and_company_are_enough_for_a_membership(session, stranger):
    assert join(stranger, session).url == f"/s/{session.pk}/main/"
    assert stranger.get(f"/s/{session.pk}/main/").status_code == 200


def test_before_joining_it_says_who_reads_what_is_written_at_a_table(session, stranger):
    page = stranger.get(f"/j/{session.code}/").text
    who, _end, said = page.partition("Your group and the facilitators")[2].partition("</dt>")
    assert "read what you write at your table" in said.partition("</dd>")[0], who


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
    assert "Ben is here already" in join(second, session, offer=offer).content.decode()
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


def test_a_form_opened_before_somebody_else_joined_in_this_browser_asks(session, stranger):
    offer = offer_in(stranger, session)
    join(stranger, session)
    page = join(stranger, session, name="Chi", company="Oru Dairy", offer=offer)
    assert page.status_code == 422
    assert "You have joined as Ben from Kita Paper in this browser." in page.content.decode()
    assert 'value="Chi"' in page.content.decode()
    assert joined_as(stranger, session) == "Ben"
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "company"),
    [("Ben", "Oru Dairy"), ("Chi", "Kita Paper"), ("Ben (3)", "Kita Paper"), ("Benjamin", "Kita Paper")],
)
def test_another_name_or_company_in_the_same_browser_is_not_taken_for_who_joined(session, stranger, name, company):
    join(stranger, session)
    assert join(stranger, session, name=name, company=company).status_code == 422


@pytest.mark.parametrize(
    ("name", "company"), [("Ben", "Kita Paper"), (" ben ", "KITA PAPER"), ("Ｂｅｎ", "Kita　Paper")]
)
def test_the_same_name_and_company_in_the_same_browser_lead_back(session, stranger, name, company):
    join(Browser(), session)
    join(stranger, session, asked="Ben")
    assert join(stranger, session, name=name, company=company).status_code == 302
    assert joined_as(stranger, session) == "Ben (2)"
    assert Participant.objects.count() == 2


def joins_instead(browser: Browser, session: Session, **more):
    ben = Participant.objects.get(name="Ben")
    return join(browser, session, name="Chi", company="Oru Dairy", instead_of=str(ben.pk), **more)


def test_somebody_else_joins_once_they_said_so_and_takes_the_place_in_the_cookie(session, stranger):
    join(stranger, session)
    assert joins_instead(stranger, session).status_code == 302
    assert joined_as(stranger, session) == "Chi"
    assert len(memberships.read(stranger.cookies["seats"].value)) == 1
    assert [person.name for person in session.participants.present()] == ["Ben", "Chi"]


def test_somebody_else_who_presses_twice_joins_once(session, stranger):
    offer = offer_in(stranger, session)
    join(stranger, session)
    bens = stranger.cookies["seats"].value
    joins_instead(stranger, session, offer=offer)
    stranger.cookies["seats"] = bens  # the second press was sent before the first one's cookie came
    joins_instead(stranger, session, offer=offer)
    assert sorted(session.participants.values_list("name", flat=True)) == ["Ben", "Chi"]


def test_saying_so_about_somebody_else_than_who_joined_here_asks(session, stranger):
    other = services.join(session, name="Dov", company="Oru Dairy")
    join(stranger, session)
    page = join(stranger, session, name="Chi", company="Oru Dairy", instead_of=str(other.pk))
    assert page.status_code == 422


def left(browser: Browser) -> str:
    return browser.cookies["left"].value if "left" in browser.cookies else ""


def test_the_browser_is_told_whom_to_forget_when_somebody_else_joins(session, stranger):
    join(stranger, session)
    ben = Participant.objects.get()
    joins_instead(stranger, session)
    assert left(stranger).endswith(f"~{session.pk}.{ben.pk}")
    assert not stranger.cookies["left"]["httponly"]


def test_the_browser_forgets_whoever_commented_there_before_somebody_joins(session, stranger, ana):
    join(stranger, session)
    assert left(stranger) == f"{session.pk}.0"
    join(stranger, session)
    assert left(stranger) == f"{session.pk}.0", "who sends the form again goes on"
    signed_in = Browser(ana)
    join(signed_in, session, name="Chi")
    assert left(signed_in) == f"{session.pk}.{ana.pk}"


def test_the_browser_is_told_whom_to_forget_when_they_leave(day, bens):
    ben = day.people["Ben"]
    assert "You have joined as Ben from Kita Paper" in bens.get(day.url("workshop:leave")).content.decode()
    assert bens.post(day.url("workshop:leave")).url == "/"
    assert left(bens) == f"{day.session.pk}.{ben.pk}"
    assert bens.get(day.url("workshop:main-room")).status_code == 404
    assert bens.get(day.url("workshop:leave")).status_code == 404


def test_after_leaving_the_form_one_joined_by_brings_nobody_back_unasked(session):
    browser = Browser()
    offer = offer_in(browser, session)
    join(browser, session, offer=offer)
    browser.post(f"/s/{session.pk}/leaving/")
    assert "Ben is here already" in join(browser, session, offer=offer).content.decode()
    assert browser.get(f"/s/{session.pk}/main/").status_code == 404


def test_leaving_one_session_leaves_no_other(day, ana, bens):
    other = make_session(ana)
    join(bens, other)
    bens.post(day.url("workshop:leave"))
    assert bens.get(f"/s/{other.pk}/main/").status_code == 200


def test_who_was_removed_has_the_browser_forget_and_stays_removed(day, bens):
    services.remove(day.people["Ben"])
    assert day.url("workshop:leave") in bens.get(day.url("workshop:main-room")).content.decode()
    bens.post(day.url("workshop:leave"))
    assert left(bens) == f"{day.session.pk}.{day.people['Ben'].pk}"
    assert bens.get(day.url("workshop:main-room")).status_code == 410
    services.restore(day.people["Ben"])
    assert bens.get(day.url("workshop:main-room")).status_code == 200


def test_whom_to_forget_adds_up_and_takes_nothing_made_up(day, ana, bens):
    other = make_session(ana)
    join(bens, other)
    bens.cookies["left"] = "made-up"
    bens.post(day.url("workshop:leave"))
    first = left(bens)
    bens.post(f"/s/{other.pk}/leaving/")
    assert left(bens).startswith(first + "~")
    assert "made-up" not in left(bens)


def test_anothers_personal_link_asks_first_and_then_takes_the_place(day, bens):
    ben, chi = day.people["Ben"], day.people["Chi"]
    link = f"/p/{chi.pk}/{memberships.token(chi)}/"
    for answer in (bens.get(link), bens.post(link)):
        assert "You have joined as Ben from Kita Paper in this browser." in answer.content.decode()
    assert joined_as(bens, day.session) == "Ben"
    assert bens.post(link, {"instead_of": str(ben.pk)}).status_code == 302
    assert joined_as(bens, day.session) == "Chi"
    assert len(memberships.read(bens.cookies["seats"].value)) == 1
    assert left(bens) == f"{day.session.pk}.{ben.pk}"


def test_ones_own_personal_link_asks_nothing_and_forgets_nothing(day, bens):
    ben = day.people["Ben"]
    assert bens.post(f"/p/{ben.pk}/{memberships.token(ben)}/").status_code == 302
    assert left(bens) == ""


def test_a_removed_person_who_is_let_in_again_does_not_take_the_place_of_who_joined_since(day, bens):
    ben, chi = day.people["Ben"], day.people["Chi"]
    services.remove(ben)
    bens.post(f"/p/{chi.pk}/{memberships.token(chi)}/")
    services.restore(ben)
    assert joined_as(bens, day.session) == "Chi"


@pytest.mark.parametrize(("language", "says"), [("en", "You have joined as"), ("ja", "このブラウザーでは")])
def test_the_question_is_asked_in_both_languages(session, language, says):
    browser = Browser(language=language)
    join(browser, session)
    assert says in join(browser, session, name="Chi").content.decode()


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


def test_joining_again_from_the_same_browser_leads_back_to_the_membership(session, stranger):
    join(stranger, session)
    assert joined_as(stranger, session) == "Ben"


def test_a_full_session_says_so(session, stranger):
    Session.objects.update(capacity=1)
    session.refresh_from_db()
    join(Browser(), session)
    for page in (stranger.get(lobby(session)), join(stranger, session, name="Chi")):
        assert "Every seat is taken" in page.content.decode()
        assert "Tell a facilitator" in page.content.decode()
    assert Participant.objects.count() == 1


def test_in_a_full_session_who_has_a_membership_comes_back_to_it(day, bens, stranger):
    Session.objects.update(capacity=5)
    assert joined_as(bens, day.session) == "Ben"
    link = f"/p/{day.people['Ben'].pk}/{memberships.token(day.people['Ben'])}/"
    assert stranger.post(link).status_code == 302


def test_a_membership_that_was_taken_away_is_free_for_somebody_else(day, stranger):
    Session.objects.update(capacity=5)
    services.remove(day.people["Ben"])
    assert join(stranger, day.session, name="Hal").status_code == 302


def test_two_who_want_the_last_place_do_not_both_get_it(session):
    Session.objects.update(capacity=1)
    services.join(session, name="Ben", company="Kita Paper")
    with pytest.raises(services.SessionFull):
        services.join(session, name="Chi", company="Oru Dairy")  # `session` still thinks that there is no limit


def test_opening_a_personal_link_takes_no_membership_but_pressing_its_button_does(day, stranger):
    ben = day.people["Ben"]
    link = f"/p/{ben.pk}/{memberships.token(ben)}/"
    assert "Go on as Ben" in stranger.get(link).content.decode()
    assert stranger.get(day.url("workshop:main-room")).status_code == 404
    stranger.post(link)
    assert stranger.get(day.url("workshop:main-room")).status_code == 200


def test_a_renewed_link_ends_the_old_one_and_its_memberships(day, stranger):
    ben = day.people["Ben"]
    old = f"/p/{ben.pk}/{memberships.token(ben)}/"
    stranger.post(old)
    services.renew_link(ben)
    assert stranger.get(day.url("workshop:main-room")).status_code == 404
    assert "no longer valid" in stranger.get(old).content.decode()


def test_who_is_removed_has_no_page_no_link_and_no_membership_and_is_told_why(day, bens, stranger):
    ben = day.people["Ben"]
    link = f"/p/{ben.pk}/{memberships.token(ben)}/"
    services.remove(ben)
    page = bens.get(day.url("workshop:main-room"))
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
    services.remove(ben)
    services.restore(ben)
    assert bens.get(day.url("workshop:main-room")).status_code == 200
    assert stranger.post(f"/p/{ben.pk}/{memberships.token(ben)}/").status_code == 302


def test_to_everyone_else_a_removed_person_is_nobody(day, stranger):
    ben = day.people["Ben"]
    services.remove(ben)
    assert "A facilitator" not in stranger.get(f"/p/{ben.pk}/{'0' * 40}/").content.decode()
    assert stranger.get(day.url("workshop:main-room")).status_code == 404


def test_a_forged_membership_is_no_membership(day, stranger):
    stranger.cookies["seats"] = Browser(day.people["Ben"]).cookies["seats"].value[:-2] + "xx"
    assert stranger.get(day.url("workshop:main-room")).status_code == 404


def test_one_browser_has_memberships_in_two_sessions(day, ana, stranger):
    other = make_session(ana)
    join(stranger, day.session, name="Hal")
    join(stranger, other)
    assert stranger.get(f"/s/{other.pk}/main/").status_code == 200
    assert stranger.get(day.url("workshop:main-room")).status_code == 200


def test_a_link_that_signs_in_works_once_and_only_by_its_button(ana, stranger):
    link = f"/sign-in/once/{ana.pk}/{sign_in_token(ana)}/"
    assert stranger.get(link).status_code == 200
    assert stranger.get("/sessions/").status_code == 302
    assert stranger.post(link).url == "/sessions/"
    assert Browser().post(link).status_code == 410


def test_a_wrong_password_says_what_to_check(ana, stranger):
    response = stranger.post("/sign-in/", {"username": ana.email, "password": "wrong"})
    assert response.status_code == 422
    assert "do not belong together" in response.content.decode()


@pytest.mark.parametrize(
    "wanted",
    ["/sign-in/", "/sign-in/?next=/sign-in/", "/sign-in/#here", "sign-in/", "%2f%2fevil.example", "/sign-in/?"],
)
def test_who_is_signed_in_is_not_led_to_the_page_where_one_signs_in(ana, stranger, wanted):
    form = {"username": ana.email, "password": "Ana-keeps-this", "next": wanted}
    for answer in (stranger.post("/sign-in/", form), stranger.get("/sign-in/", {"next": wanted})):
        assert (answer.status_code, answer.url) == (302, "/sessions/")


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
