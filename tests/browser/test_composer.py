"""The comment composer: one line at the bottom of a phone, which covers nothing and confirms what was sent."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from reviews.comments import limits
from reviews.comments.models import Waiting
from tests.browser.visits import PHONE

SLIM = 64  # px
RECEIVED = "Received. It reaches the facilitators within half a minute, together with other comments."


@pytest.fixture
def main_room(visits, discussion, ben) -> Page:
    discussion.goes_to("briefing", "security")
    page = visits.open(discussion.url("workshop:main-room"), ben, screen=PHONE)
    expect(page.locator(".principles li").first).to_be_visible()
    return page


def send(page: Page, text: str) -> None:
    page.get_by_label("Comment", exact=True).fill(text)
    page.locator(".composer").get_by_role("button", name="Send").click()


def clear_of_the_composer(page: Page) -> bool:
    """Whether the last line of the content is above the composer when the page is scrolled to its end."""
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    return page.evaluate("""() => {
      const last = Array.from(document.querySelectorAll("#comments li, #comments h2")).filter((row) => row.checkVisibility()).at(-1);
      return last.getBoundingClientRect().bottom <= document.querySelector(".composer").getBoundingClientRect().top;
    }""")


@pytest.mark.typeset
def test_it_is_one_slim_line_at_the_bottom_until_somebody_writes(main_room):
    composer = main_room.locator(".composer")
    box = composer.bounding_box()
    assert box["height"] <= SLIM
    assert box["y"] + box["height"] == PHONE["height"]
    expect(main_room.get_by_role("link", name="The author is not stored")).to_be_hidden()

    main_room.get_by_label("Comment", exact=True).focus()
    expect(main_room.get_by_role("link", name="The author is not stored")).to_be_visible()
    assert composer.bounding_box()["height"] > box["height"]
    assert composer.bounding_box()["y"] + composer.bounding_box()["height"] == PHONE["height"]


def test_the_last_paragraph_can_be_scrolled_clear_of_it_closed_open_and_full(main_room):
    assert clear_of_the_composer(main_room)
    main_room.get_by_label("Comment", exact=True).focus()
    assert clear_of_the_composer(main_room)
    main_room.get_by_label("Comment", exact=True).fill("word\n" * 60)
    assert clear_of_the_composer(main_room)
    send(main_room, "long " * 400)
    expect(main_room.locator("#comment-error")).to_be_visible()
    assert clear_of_the_composer(main_room)


def test_the_page_does_not_move_while_somebody_writes(main_room):
    main_room.get_by_label("Comment", exact=True).focus()
    main_room.keyboard.type("word " * 30)
    assert main_room.evaluate("window.scrollY") == 0


@pytest.mark.typeset
def test_it_says_that_the_comment_was_received_until_the_next_one_is_begun(main_room):
    expect(main_room.locator(".composer").get_by_role("status")).to_be_empty()
    send(main_room, "Nobody asked us.")
    expect(main_room.locator(".composer").get_by_role("status")).to_have_text(RECEIVED)
    expect(main_room.locator(".composer").get_by_role("status")).to_be_in_viewport(ratio=1)
    expect(main_room.get_by_label("Comment", exact=True)).to_have_value("")
    main_room.get_by_label("Comment", exact=True).press_sequentially("A")
    expect(main_room.locator(".composer").get_by_role("status")).to_be_empty()


def test_that_it_was_received_is_said_to_its_writer_alone(visits, main_room, discussion, chi):
    other = visits.open(discussion.url("workshop:main-room"), chi)
    before = other.locator("main").inner_html()
    send(main_room, "Nobody asked us.")
    expect(main_room.locator(".composer").get_by_role("status")).to_have_text(RECEIVED)
    expect(other.locator(".composer").get_by_role("status")).to_be_empty()
    assert "Nobody asked us." not in before + other.locator("main").inner_html()


def test_an_answer_about_ones_own_comment_that_breaks_off_opens_nothing_and_can_be_asked_for_again(main_room):
    breaks_off = [True]

    def answer(route: Route) -> None:
        if breaks_off:
            route.fulfill(status=200, content_type="application/json", body='{"state": "inb')
        else:
            route.continue_()

    main_room.context.route(re.compile(r"/c/[^/]+/[0-9a-f]{64}/$"), answer)
    send(main_room, "Nobody asked us.")
    expect(main_room.locator(".composer").get_by_role("status")).to_have_text(RECEIVED)
    main_room.locator(".own-fold summary").click()
    expect(main_room.locator(".own-fold")).to_have_attribute("open", "")
    ask = main_room.locator("own-comments [data-ask]")
    ask.focus()
    with main_room.expect_response(re.compile(r"/c/[^/]+/[0-9a-f]{64}/$")):
        main_room.keyboard.press("Enter")
    expect(ask).to_have_attribute("aria-expanded", "false")
    breaks_off.clear()
    ask.click()
    expect(ask).to_have_attribute("aria-expanded", "true")
    expect(main_room.locator("own-comments dl")).to_contain_text("Nobody asked us.")


@pytest.mark.typeset
def test_what_is_too_long_is_answered_beside_it_and_nothing_is_lost(main_room):
    send(main_room, "あ" * 2000)
    expect(main_room.locator("#comment-error")).to_contain_text(
        "A comment can have at most 280 characters; this one has 2000."
    )
    expect(main_room.locator("#comment-error")).to_be_in_viewport(ratio=1)
    expect(main_room.get_by_label("Comment", exact=True)).to_have_value("あ" * 2000)
    expect(main_room.locator(".composer").get_by_role("status")).to_be_empty()


@pytest.mark.typeset
def test_a_button_that_takes_no_press_for_a_moment_is_dimmed_and_stays_in_its_place(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    button = desk.locator("[data-key=n]")
    before = button.bounding_box()
    assert button.evaluate("button => getComputedStyle(button).opacity") == "1"
    button.evaluate("button => button.setAttribute('data-fresh', '')")
    assert float(button.evaluate("button => getComputedStyle(button).opacity")) < 0.6
    assert button.evaluate("button => getComputedStyle(button).cursor") == "progress"
    assert button.bounding_box() == before


# ── too many ──

WAIT = 5.0  # seconds to the next minute
TOO_MANY = "Too many comments arrived at once, so this one was not accepted yet. Your text is still here"


class Minutes:
    """The minutes of the server's limits, which the test advances."""

    now = 20 * limits.MINUTE - WAIT

    def monotonic(self) -> float:
        return self.now

    def go_on(self) -> None:
        self.now += WAIT


@pytest.fixture
def minutes(monkeypatch) -> Minutes:
    minutes = Minutes()
    monkeypatch.setattr(limits, "time", minutes)
    return minutes


@pytest.fixture
def busy(main_room, settings, minutes):
    """A limit of one comment a minute for an address that has already sent one."""
    settings.COMMENTS_AN_ADDRESS = 1
    send(main_room, "The first.")
    expect(main_room.locator(".composer").get_by_role("status")).to_have_text(RECEIVED)
    send(main_room, "The second.")
    expect(main_room.locator("#comment-error")).to_contain_text(TOO_MANY)
    expect(main_room.get_by_label("Comment", exact=True)).to_have_value("The second.")
    return main_room


def written() -> list[str]:
    return sorted(Waiting.objects.values_list("text", flat=True))


def test_what_is_not_taken_for_now_stays_in_its_field_and_is_sent_again(busy, minutes):
    minutes.go_on()
    expect(busy.get_by_label("Comment", exact=True)).to_have_value("")
    expect(busy.locator("#comment-error")).to_be_hidden()
    assert written() == ["The first.", "The second."]


def test_a_text_that_is_changed_while_it_waits_is_not_sent_before_its_writer_sends_it(busy, minutes):
    busy.get_by_label("Comment", exact=True).fill("The second, but I am still")
    minutes.go_on()
    busy.wait_for_timeout(2 * WAIT * 1000)
    expect(busy.get_by_label("Comment", exact=True)).to_have_value("The second, but I am still")
    assert written() == ["The first."]


def test_a_comment_stored_on_the_device_says_so_and_is_sent_later(busy, minutes):
    busy.get_by_role("button", name="Save on this device").click()
    row = busy.locator("waiting-posts[data-lane=comments] li")
    expect(row).to_contain_text("The second.")
    expect(row).to_contain_text(TOO_MANY)
    minutes.go_on()
    expect(row).to_have_count(0)
    assert written() == ["The first.", "The second."]


def test_a_comment_that_waits_goes_although_the_laptops_clock_is_set_back(busy, minutes):
    busy.get_by_role("button", name="Save on this device").click()
    row = busy.locator("waiting-posts[data-lane=comments] li")
    expect(row).to_contain_text(TOO_MANY)
    busy.evaluate("() => { const now = Date.now; Date.now = () => now() - 2 * 3600 * 1000; }")
    minutes.go_on()
    expect(row).to_have_count(0)
    assert written() == ["The first.", "The second."]
