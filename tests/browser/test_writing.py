"""A post is stored once, even if its button is pressed twice, it is refused, or its connection or answer is lost."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from reviews.comments.models import Waiting
from reviews.tables.models import Entry, Finding
from tests.browser.visits import lose_the_answer
from workshop.groups.models import Round
from workshop.sessions.models import Session, Stage

TALK = "Message your table"
TRIED_AGAIN = 90_000  # ms


@pytest.fixture
def page(visits, table, ben) -> Page:
    return visits.open(table, ben)


@pytest.mark.parametrize("between", [0, 100], ids=["at once", "in a fifth of a second"])
def test_pressed_twice_a_word_is_said_once(page, between):
    page.get_by_label(TALK).fill("Once is enough")
    page.get_by_role("button", name="Send").click(click_count=2, delay=between)
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Once is enough"])
    expect(page.get_by_label(TALK)).to_have_value("")
    expect(page.locator("#talk-form .field__error")).to_have_count(0)
    assert Entry.objects.count() == 1


def test_a_form_submitted_twice_is_one_finding(page):
    page.get_by_text("Write a finding").click()
    page.get_by_label("Finding, in one line").fill("Two presses, one finding")
    page.get_by_label("Medium risk").check()
    page.evaluate("const form = document.getElementById('finding-form'); form.requestSubmit(); form.requestSubmit()")
    expect(page.locator(".slip__title")).to_have_text(["Two presses, one finding"])
    expect(page.get_by_label("Finding, in one line")).to_have_value("")
    assert Finding.objects.count() == 1


def test_a_comment_pressed_twice_is_one_comment(visits, discussion, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben)
    main_room.get_by_label("Comment", exact=True).fill("Only once, please")
    main_room.locator(".composer").get_by_role("button", name="Send").dblclick()
    expect(main_room.locator("own-comments li")).to_have_count(1)
    assert Waiting.objects.count() == 1


@pytest.mark.parametrize("between", [0, 100], ids=["at once", "in a fifth of a second"])
def test_a_double_click_starts_one_stage(visits, day, ana, between):
    Session.objects.update(starts_at=timezone.now())  # starting on another day asks first
    desk = visits.open(day.url("workshop:desk"), ana)
    desk.locator("[data-key=n]").click(click_count=2, delay=between)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Welcome")
    expect(desk.locator("[data-key=n]:not([data-sending])")).to_contain_text("Start: Reading")
    assert list(Stage.objects.exclude(state="waiting").values_list("kind", flat=True)) == ["welcome"]


def test_a_double_click_assigns_groups_once(visits, day, ana):
    desk = visits.open(day.url("workshop:desk"), ana)
    desk.get_by_role("button", name="Assign groups").dblclick()
    expect(desk.locator(".group")).to_have_count(2)
    assert Round.objects.count() == 1


def test_a_word_that_is_refused_stays_and_has_the_cursor(page):
    page.get_by_label(TALK).fill("Ring the bell \u0007 now")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Character 15 cannot be displayed (U+0007). Delete it and send again.")).to_be_visible()
    expect(page.get_by_label(TALK)).to_have_value("Ring the bell \u0007 now")
    expect(page.get_by_label(TALK)).to_be_focused()
    page.get_by_label(TALK).fill("Ring the bell now")
    page.keyboard.press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Ring the bell now"])


def test_a_finding_that_is_refused_keeps_all_its_fields(page):
    page.get_by_text("Write a finding").click()
    page.get_by_label("As-is").fill("By hand, at night")
    page.get_by_label("Medium risk").check()
    page.get_by_role("button", name="Add to board").click()
    title = page.get_by_label("Finding, in one line")
    expect(title).to_be_focused()
    expect(title).to_have_accessible_description(re.compile("Please give the finding a title."))
    expect(page.get_by_label("As-is")).to_have_value("By hand, at night")
    expect(page.get_by_label("Medium risk")).to_be_checked()
    expect(page.locator("[data-messages]")).to_be_empty()  # nothing failed on our side
    assert not Finding.objects.exists()


def test_an_answer_lost_on_the_way_does_not_double_the_word(page):
    page.route("**/entries/", lose_the_answer, times=3)
    page.get_by_label(TALK).fill("It arrived, they never knew")
    page.keyboard.press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["It arrived, they never knew"])
    expect(page.locator("connection-pill")).to_have_text("1 not sent yet")
    expect(page.locator(".bubble")).to_have_count(1)
    expect(page.locator("connection-pill")).to_have_text("Connected", timeout=TRIED_AGAIN)
    expect(page.locator(".bubble")).to_have_count(1)
    assert Entry.objects.count() == 1


def test_what_is_typed_while_a_word_is_on_its_way_stays_in_the_field(page):
    def waits_for_more(route: Route) -> None:
        page.get_by_label(TALK).press_sequentially(" and more")
        route.continue_()

    page.route("**/entries/", waits_for_more, times=1)
    page.get_by_label(TALK).fill("First this")
    page.keyboard.press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["First this"])
    expect(page.get_by_label(TALK)).to_have_value(" and more")
    expect(page.get_by_label(TALK)).to_be_focused()


@pytest.mark.parametrize(
    ("platform", "shown", "hidden"), [("MacIntel", "⌘ + Enter", "Ctrl"), ("Win32", "Ctrl + Enter", "⌘")]
)
def test_the_key_that_sends_is_shown_and_sends(visits, table, ben, platform, shown, hidden):
    named = f"Object.defineProperty(navigator, 'platform', {{ value: '{platform}' }});"
    unnamed = "Object.defineProperty(navigator, 'userAgentData', { value: undefined });"
    page = visits.open(table, ben, before=named + unnamed)
    key = page.locator("#talk-form .send-key")
    expect(key).to_have_text(re.compile(re.escape(f"{shown} sends")), use_inner_text=True)
    expect(key).not_to_contain_text(hidden, use_inner_text=True)
    page.get_by_label("Message your table").fill("By a key")
    page.get_by_label("Message your table").press("Meta+Enter" if platform == "MacIntel" else "Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["By a key"])
