"""One browser, several people: joining in somebody's place asks first, and leaving forgets."""

import pytest

from tests.actors import Browser, make_session
from tests.workshop.people.joining import join, joined_as, lobby, offer_in
from workshop.people import memberships, services
from workshop.people.models import Participant
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db


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
def test_another_name_or_company_in_the_same_browser_is_not_taken_for_the_person_who_joined(
    session, stranger, name, company
):
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


def test_claiming_to_be_somebody_who_did_not_join_here_asks(session, stranger):
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


def test_the_browser_forgets_anyone_who_commented_there_before_somebody_joins(session, stranger, ana):
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
    gone = bens.post(day.url("workshop:leave")).url
    assert gone == "/?left=1"
    assert "You have left the session in this browser." in bens.get(gone).content.decode()
    assert "You have left" not in bens.get("/").content.decode()
    assert left(bens) == f"{day.session.pk}.{ben.pk}"
    assert bens.get(day.url("workshop:main-room")).status_code == 404
    assert bens.get(day.url("workshop:leave")).status_code == 404


def test_after_leaving_the_form_one_joined_by_brings_nobody_back_unasked(session):
    browser = Browser()
    offer = offer_in(browser, session)
    join(browser, session, offer=offer)
    browser.post(f"/s/{session.pk}/leaving/")
    assert "Ben has already joined" in join(browser, session, offer=offer).content.decode()
    assert browser.get(f"/s/{session.pk}/main/").status_code == 404


def test_leaving_one_session_leaves_no_other(day, ana, bens):
    other = make_session(ana)
    join(bens, other)
    bens.post(day.url("workshop:leave"))
    assert bens.get(f"/s/{other.pk}/main/").status_code == 200


def test_a_removed_person_can_have_the_browser_forget_and_stays_removed(day, bens):
    services.remove(day.people["Ben"])
    assert day.url("workshop:leave") in bens.get(day.url("workshop:main-room")).content.decode()
    bens.post(day.url("workshop:leave"))
    assert left(bens) == f"{day.session.pk}.{day.people['Ben'].pk}"
    assert bens.get(day.url("workshop:main-room")).status_code == 410
    services.restore(day.people["Ben"])
    assert bens.get(day.url("workshop:main-room")).status_code == 200


def test_people_to_forget_add_up_and_invalid_ones_are_ignored(day, ana, bens):
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


def test_a_removed_person_who_is_let_in_again_does_not_replace_the_person_who_joined_since(day, bens):
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
    assert "Chi has already joined" in again.content.decode()
