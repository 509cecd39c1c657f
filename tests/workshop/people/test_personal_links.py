"""Personal links and memberships: renewed, ended by a removal, valid again, forged."""

import re
from uuid import uuid4

import pytest

from tests.actors import Browser, make_session
from tests.workshop.people.joining import join
from workshop.people import memberships, services

pytestmark = pytest.mark.django_db


def test_opening_a_personal_link_takes_no_membership_but_pressing_its_button_does(day, stranger):
    ben = day.people["Ben"]
    link = f"/p/{ben.pk}/{memberships.token(ben)}/"
    assert "Continue as Ben" in stranger.get(link).content.decode()
    assert stranger.get(day.url("workshop:main-room")).status_code == 404
    stranger.post(link)
    assert stranger.get(day.url("workshop:main-room")).status_code == 200


def test_a_renewed_link_ends_the_old_one_and_its_memberships(day, stranger):
    ben = day.people["Ben"]
    old = f"/p/{ben.pk}/{memberships.token(ben)}/"
    stranger.post(old)
    services.renew_link(ben)
    page = stranger.get(day.url("workshop:main-room"))
    assert page.status_code == 410
    assert "Your personal link was replaced" in page.text
    assert day.session.title not in page.text
    assert stranger.get(day.url("workshop:me")).status_code == 410
    assert "no longer valid" in stranger.get(old).content.decode()


def test_a_replaced_link_is_answered_like_one_of_nobody(day, stranger):
    ben = day.people["Ben"]
    old = memberships.token(ben)
    services.renew_link(ben)
    nobody = uuid4()
    answers = {participant: stranger.get(f"/p/{participant}/{old}/") for participant in (ben.pk, nobody)}
    its_own = (
        rf"{ben.pk}|{nobody}|(?<=\")[A-Za-z0-9]{{64}}|(?<=database-time\" content=\")\d+"  # address, form's key, time
    )
    pages = {re.sub(its_own, "…", answer.text) for answer in answers.values()}
    assert {answer.status_code for answer in answers.values()} == {410}
    assert len(pages) == 1
    assert "It has been replaced by a newer one" in pages.pop()


def test_a_removed_person_has_no_page_no_link_and_no_membership_and_is_told_why(day, bens, stranger):
    ben = day.people["Ben"]
    link = f"/p/{ben.pk}/{memberships.token(ben)}/"
    services.remove(ben)
    page = bens.get(day.url("workshop:main-room"))
    assert page.status_code == 410
    assert "You are no longer in this session" in page.content.decode()
    assert day.session.title not in page.content.decode()
    for browser in (bens, stranger):
        answer = browser.post(link)
        assert answer.status_code == 410
        assert "no longer valid" in answer.content.decode()
    assert "let you back in" in join(bens, day.session).content.decode()
    assert day.session.participants.count() == 5


def test_a_person_let_in_again_comes_back_with_the_same_browser_and_link(day, bens, stranger):
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
