"""What screen readers say about comments: short, once, and nothing about those of others that wait."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from reviews.comments.models import Comment
from reviews.comments.services import inbox, moderation
from workshop.sessions import links

LONG = ("Nobody rehearses recovery. " * 10).strip()
# What is said in the live region, in order.
LISTEN = """
  window.said = [];
  addEventListener("DOMContentLoaded", () => {
    const region = document.querySelector("comment-announcer");
    new MutationObserver(() => region.textContent && window.said.push(region.textContent)).observe(region, {childList: true});
  });
"""


@pytest.fixture
def waiting(discussion, worker):
    def post(*texts: str) -> list[Comment]:
        for text in texts:
            inbox.receive(discussion.session, text=text, digest=f"{Comment.objects.count() + len(text):064x}")
        worker.moves_the_inbox()
        return [Comment.objects.get(text=text) for text in texts]

    return post


@pytest.fixture
def pages(visits, discussion, ben) -> dict[str, Page]:
    screen = {"session": discussion.session.pk, "token": links.screen_token(discussion.session)}
    return {
        "main room": visits.open(discussion.url("workshop:main-room"), ben, before=LISTEN),
        "screen": visits.open(reverse("reviews:screen", kwargs=screen), before=LISTEN),
    }


def test_a_comment_that_is_discussed_is_announced_once_in_the_main_room_and_on_the_screen(pages, discussion, waiting):
    long, other = waiting(LONG, "Another one")
    moderation.discuss(discussion.session, long.pk)
    for page in pages.values():
        expect(page.locator("comment-announcer")).to_have_text(re.compile(r"^Being discussed now: Nobody rehearses"))
    moderation.show(discussion.session, other.pk)
    moderation.discuss(discussion.session, other.pk)
    for page in pages.values():
        expect(page.locator("comment-announcer")).to_have_text("Being discussed now: Another one")
    moderation.answer(discussion.session, other.pk, answer="Yes.")
    for page in pages.values():
        expect(page.locator("[data-discussed]")).to_have_count(0)
        first, second = page.evaluate("window.said")
        assert second == "Being discussed now: Another one"
        assert len(first) < 120


def test_a_page_that_is_opened_later_says_nothing(visits, discussion, waiting, ben):
    comment, _other = waiting("Under discussion", "Other")
    moderation.discuss(discussion.session, comment.pk)
    page = visits.open(discussion.url("workshop:main-room"), ben, before=LISTEN)
    moderation.show(discussion.session, _other.pk)
    expect(page.locator(".comment", has_text="Other")).to_be_visible()
    assert page.evaluate("window.said") == []


def test_that_ones_own_comment_was_not_sent_is_announced_each_time_also_with_the_panel_closed(visits, table, ben):
    page = visits.open(table, ben, before=LISTEN)
    page.context.route(re.compile(r"/c/[^/]+/$"), refuse)
    page.get_by_role("button", name="Comment anonymously").click()
    page.get_by_label("Comment", exact=True).fill("Mine")
    page.evaluate("""
      window.alerts = [];
      const alert = document.querySelector("#comment-error");
      new MutationObserver(() => alert.hidden || window.alerts.push(alert.textContent)).observe(alert, {attributes: true});
    """)
    for times in (1, 2):
        page.locator(".composer").get_by_role("button", name="Send").click()
        page.wait_for_function("times => window.alerts.length === times", arg=times)
    held: list[Route] = []
    page.context.unroute_all()
    page.context.route(re.compile(r"/c/[^/]+/$"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/c/[^/]+/$")):
        page.locator(".composer").get_by_role("button", name="Send").click()
    page.keyboard.press("Escape")
    expect(page.locator("comment-panel")).to_be_hidden()
    refuse(held.pop())
    expect(page.locator("comment-announcer")).to_have_text(re.compile("^Your comment was not sent: "))


def refuse(route: Route) -> None:
    route.fulfill(status=422, content_type="application/json", body='{"error": "No."}')


def test_the_desk_says_how_many_comments_are_to_check_and_not_which(visits, discussion, ana, waiting):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    count = desk.locator("#queue-count")
    expect(count).to_have_attribute("role", "status")
    expect(count).to_have_text("")
    same = count.element_handle()
    waiting("One", "Another")
    expect(count).to_have_text("2 to check")
    assert same.evaluate("(element) => element.isConnected"), "screen readers hear a region that stays"
    assert desk.locator("[role=status] .queue, .queue[aria-live]").count() == 0
