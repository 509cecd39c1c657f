"""Signing out, leaving and changing the password in one tab: what the other tabs show, and as whom."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.actors import user
from workshop.accounts.links import sign_in_token


@pytest.fixture
def desk(visits, discussion, ana):
    page = visits.open(discussion.url("workshop:desk"), ana)
    expect(page.locator("connection-pill")).to_have_text("Connected")
    return page


def beside(page, path: str):
    """Another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto(path)
    return tab


def test_signing_out_in_one_tab_ends_the_other(desk):
    sessions = beside(desk, "/sessions/")
    sessions.get_by_role("button", name="Sign out").click()
    expect(sessions.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(desk).to_have_url(re.compile(r"/sign-in/\?next="))


def test_leaving_in_one_tab_ends_the_other_and_stays_done(visits, discussion, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben)
    expect(main_room.locator("connection-pill")).to_have_text("Connected")
    second = beside(main_room, discussion.url("workshop:main-room"))
    expect(second.locator("connection-pill")).to_have_text("Connected")
    key = next(one["value"] for one in second.context.cookies() if one["name"] == settings.CSRF_COOKIE_NAME)
    second.evaluate(
        """([address, key]) => {
          const form = Object.assign(document.createElement("form"), { method: "post", action: address });
          form.append(Object.assign(document.createElement("input"), { name: "csrfmiddlewaretoken", value: key }));
          document.body.append(form);
          form.submit();
        }""",
        [discussion.url("workshop:leave"), key],
    )
    expect(second).to_have_url(re.compile(r"^[^/]+//[^/]+/\?left=1$"))
    expect(main_room.locator("connection-pill")).to_have_count(0)
    main_room.goto("/")
    expect(main_room.get_by_role("link", name=discussion.session.title)).to_have_count(0)


def test_after_a_change_of_password_every_tab_of_that_browser_stays_signed_in(desk):
    """The other tab reloads with the cookie of the answer; the previous cookie would end the new sign-in."""
    password = beside(desk, "/password/")
    password.get_by_label("Old password").fill("Ana-keeps-this")
    password.get_by_label("New password", exact=True).fill("a-long-new-secret")
    password.get_by_label(re.compile("confirmation")).fill("a-long-new-secret")
    with desk.expect_event("load"):
        password.get_by_role("button", name="Set password").click()
    expect(desk.locator("connection-pill")).to_have_text("Connected")
    expect(desk).to_have_url(re.compile(r"/desk/$"))
    expect(password).to_have_url(re.compile(r"/sessions/\?password=kept$"))
    password.reload()
    expect(password.get_by_role("button", name="Sign out")).to_be_visible()


def test_signing_in_as_somebody_else_applies_to_every_tab(desk):
    zoe = user("Zoe")
    link = beside(desk, f"/sign-in/once/{zoe.pk}/{sign_in_token(zoe)}/")
    link.get_by_role("button", name="Sign in").click()
    expect(desk.locator("connection-pill")).to_have_count(0)  # Zoe has no role in Ana's session
    link.goto("/sessions/")
    expect(link.get_by_role("button", name="Sign out")).to_be_visible()
