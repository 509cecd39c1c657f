"""The cookies of a request identify its visitor, and their rights are read from the database each time (I1, I4, I5).

At every address, a visitor who has lost a right gets the same answer as a visitor who never had it. A link with a token shows
its page and reveals nothing about the visitor.
"""

from __future__ import annotations

import pytest
from django.conf import settings

from reviews.tables.models import Entry
from tests.actors import Browser, Day, make_session, user
from tests.attacks.rights import BY_SQL, Scene
from tests.attacks.test_matrix import ROWS, address, crowd, strip
from tests.routes import routes
from workshop.accounts.links import sign_in_token
from workshop.people import memberships
from workshop.sessions import links, moves

pytestmark = pytest.mark.django_db
__all__ = ["address", "crowd"]  # fixtures of the matrix

# what is lost: as whom the matrix treats its owner from then on
TREATED_AS = {
    "sign-in deleted": "stranger",
    "sign-in flushed": "stranger",
    "sign-in expired": "stranger",
    "account switched off": "stranger",
    "account deleted": "stranger",
    "password changed by a command": "stranger",
    "role taken away": "zoe",
    "removed": "stranger",
    "deleted": "stranger",
    "generation raised": "stranger",
    "membership deleted": "late",
}
LEAVES_THE_BROWSER = {
    "workshop:sign-out",
    "workshop:leave",
}  # otherwise later requests would be made as somebody else


@pytest.mark.parametrize("lost", TREATED_AS)
def test_a_visitor_who_lost_a_right_gets_what_a_visitor_without_it_gets(lost, crowd, address, discussion, monkeypatch):
    monkeypatch.setattr("workshop.people.guess_throttling.MIN_DELAY", 0.0)
    monkeypatch.setattr("workshop.people.guess_throttling.DELAY_STEP", 0.0)
    who, _left, lose = BY_SQL[lost]
    browser = crowd[{"ana": "lead", "ben": "member"}[who]]
    table = discussion.url("reviews:talk", group=discussion.group_of("Ben").pk)
    assert browser.get(table).status_code == 200
    question = discussion.review("operationalExcellence").pillar.questions.first().key
    stand_ins = {"QUESTION": question, "SEEN": moves.number_of(discussion.session.pk)}
    asked = {
        route: (method, address(route), {name: stand_ins.get(value, value) for name, value in posted.items()})
        for route, (method, posted, _expected) in ROWS.items()
        if route not in LEAVES_THE_BROWSER
    }

    lose(Scene(discussion, browser, browser))
    got = {
        route: (browser.get(where) if method == "GET" else browser.sends(where, **posted)).status_code
        for route, (method, where, posted) in asked.items()
    }
    expected = {route: ROWS[route][2][TREATED_AS[lost]] for route in asked}
    told_so = {
        route
        for route in got
        if lost in ("removed", "generation raised") and (expected[route], got[route]) == (404, 410)
    }
    gone = {"workshop:personal-link", "workshop:sign-in-once"}  # these links end together with the right
    assert {route: status for route, status in got.items() if route not in told_so | gone} == {
        route: status for route, status in expected.items() if route not in told_so | gone
    }


# ── two rights in one browser ──

AT_A_TABLE = sorted(route for route in ROWS if "tables/<uuid:group>/" in str(routes()[route].pattern))


@pytest.mark.parametrize("route", AT_A_TABLE)
def test_an_observer_who_takes_part_has_no_further_rights_at_other_tables(route, crowd, address, discussion):
    """Anybody with the code may join, which gives a right to one's own table and to no other."""
    both = crowd["observer"]
    both.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = crowd["neighbour"].cookies[settings.MEMBERSHIPS_COOKIE_NAME].value
    method, posted, expected = ROWS[route]
    question = discussion.review("operationalExcellence").pillar.questions.first().key
    posted = {name: question if value == "QUESTION" else value for name, value in posted.items()}
    answer = both.get(address(route)) if method == "GET" else both.sends(address(route), **posted)
    assert answer.status_code == expected["observer"]


def test_a_facilitator_who_takes_part_writes_as_one_at_other_tables(crowd, address, discussion):
    both = crowd["co"]
    both.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = crowd["neighbour"].cookies[settings.MEMBERSHIPS_COOKIE_NAME].value
    assert both.sends(address("reviews:entries"), text="From the desk").status_code == 200
    assert Entry.objects.get(text="From the desk").writer == "Co (facilitator)"


# ── tokens ──


@pytest.mark.parametrize("name", ["reviews:screen", "reviews:screen-pane", "reviews:screen-stage"])
def test_a_screens_link_shows_everyone_the_same(name, discussion, ana, stranger):
    where = discussion.url(name, token=links.screen_token(discussion.session))
    as_nobody = strip(stranger.get(where))
    assert as_nobody[0] == 200
    for who in (ana, discussion.people["Ben"]):
        browser = Browser(who)
        before = cookies(browser)
        assert strip(browser.get(where)) == as_nobody
        assert identity(cookies(browser)) == identity(before)


def test_a_screens_link_gives_nobody_a_way_into_the_session(discussion, stranger):
    """Neither the cookie that a page may set nor the token itself opens another address."""
    token = links.screen_token(discussion.session)
    stranger.get(discussion.url("reviews:screen", token=token))
    for name in ("workshop:main-room", "reviews:comments", "reviews:stage"):
        for query in ("", f"?by={discussion.session.pk}.{token}", f"?token={token}"):
            assert stranger.get(discussion.url(name) + query).status_code == 404


def test_opening_a_personal_link_changes_nobody(discussion, ana):
    """Mail scanners and curious colleagues open links; only the button on the page gives the membership."""
    bens_link = f"/p/{discussion.people['Ben'].pk}/{memberships.token(discussion.people['Ben'])}/"
    for who in (ana, discussion.people["Chi"]):
        browser = Browser(who)
        before, page = cookies(browser), me(browser, discussion)
        assert browser.get(bens_link).status_code == 200
        assert identity(cookies(browser)) == identity(before)
        assert me(browser, discussion) == page


def test_a_facilitator_who_takes_a_membership_is_still_the_facilitator(discussion, ana):
    elsewhere = make_session(user("Zoe"))
    visitor = Day(elsewhere, ana).comes("Ana", "Hoshi Freight")
    browser = Browser(ana)
    assert browser.post(f"/p/{visitor.pk}/{memberships.token(visitor)}/").status_code == 302
    assert browser.get(discussion.url("workshop:desk")).status_code == 200
    assert (
        browser.get(f"/s/{elsewhere.pk}/main/").status_code
        == browser.get(discussion.url("workshop:main-room")).status_code
    )
    assert browser.get(f"/s/{elsewhere.pk}/desk/").status_code == 404


def test_a_participant_who_takes_a_membership_in_another_session_keeps_the_first(discussion, bens):
    elsewhere = make_session(user("Zoe"))
    visitor = Day(elsewhere, None).comes("Ben", "Kita Paper")
    before = me(bens, discussion)
    assert bens.post(f"/p/{visitor.pk}/{memberships.token(visitor)}/").status_code == 302
    assert me(bens, discussion) == before


def test_a_link_that_signs_in_changes_nobody_until_its_button_is_pressed(discussion, ana, bens):
    zoe = user("Zoe")
    link = f"/sign-in/once/{zoe.pk}/{sign_in_token(zoe)}/"
    for browser in (Browser(ana), bens):
        before = cookies(browser)
        assert browser.get(link).status_code == 200
        assert identity(cookies(browser)) == identity(before)


def cookies(browser: Browser) -> dict[str, str]:
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def identity(kept: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in kept.items()
        if name in (settings.SESSION_COOKIE_NAME, settings.MEMBERSHIPS_COOKIE_NAME)
    }


def me(browser: Browser, day: Day) -> tuple:
    """The person that the session takes this browser for."""
    return strip(browser.get(day.url("workshop:me")))
