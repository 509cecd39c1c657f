"""Accounts that signed in by a one-time link are offered a password, and accounts with a password can change it."""

import pytest
from asgiref.sync import sync_to_async

from tests.actors import Browser
from tests.sockets import listening, subscribed
from workshop.accounts.models import User
from workshop.live.models import Room

pytestmark = pytest.mark.django_db

GOOD = "three-pillars-and-a-beam"


@pytest.fixture
def without(db) -> User:
    return User.objects.create_user("uta@example.com", name="Uta")


def keeps(browser: Browser, new: str = GOOD, again: str | None = None, **old):
    return browser.post("/password/", {"new_password1": new, "new_password2": again or new, **old})


def test_an_account_without_a_password_is_told_so_on_the_list_and_before_signing_out(without):
    page = Browser(without).get("/sessions/").content.decode()
    assert "You have no password yet" in page
    assert 'href="/password/?leaving"' in page
    leaving = Browser(without).get("/password/?leaving").content.decode()
    assert "a new link from the server" in leaving
    assert 'action="/sign-out/"' in leaving


def test_an_account_with_a_password_signs_out_at_once(ana, desk):
    page = desk.get("/sessions/").content.decode()
    assert "You have no password yet" not in page
    assert 'action="/sign-out/"' in page


def test_the_first_password_asks_for_no_old_one_and_signs_in_from_then_on(without, stranger):
    browser = Browser(without)
    assert keeps(browser).url == "/sessions/?password=kept"
    assert browser.get("/sessions/").status_code == 200
    assert stranger.post("/sign-in/", {"username": without.email, "password": GOOD}).status_code == 302


def test_a_later_one_asks_for_the_old_one(ana, desk):
    assert keeps(desk).status_code == 422
    assert keeps(desk, old_password="wrong").status_code == 422
    assert keeps(desk, old_password="Ana-keeps-this").status_code == 302


@pytest.mark.parametrize(("new", "again"), [("short", None), ("12345678901", None), (GOOD, "another-one-entirely")])
def test_a_weak_one_or_a_slip_is_said_beside_the_field(without, new, again):
    answer = keeps(Browser(without), new, again)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    without.refresh_from_db()
    assert not without.has_usable_password()


def test_other_browsers_of_the_account_are_signed_out(ana, desk):
    other = Browser(ana)
    keeps(desk, old_password="Ana-keeps-this")
    assert desk.get("/sessions/").status_code == 200
    assert other.get("/sessions/").status_code == 302


@pytest.mark.django_db(transaction=True)
async def test_the_pages_they_left_open_hear_nothing_more(session, ana, desk):
    main_room = await sync_to_async(Room.objects.main_of)(session.pk)
    other = await sync_to_async(Browser)(ana)
    async with subscribed(other, main_room) as ears:
        await sync_to_async(keeps)(desk, old_password="Ana-keeps-this")
        assert await ears.is_closed() == 4401
    async with listening(other.cookie_header) as ears:
        assert (await ears.subscribes(main_room))["kind"] == "refused"
