"""The comment screen can be read from the last row, and shows the comment being discussed completely."""

from itertools import pairwise

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from reviews.comments.models import Comment
from reviews.comments.services import inbox, moderation
from tests.browser.accessible import SMALLER_THAN
from tests.browser.visits import until
from workshop.sessions import links

pytestmark = pytest.mark.typeset

SCREENS = [(1920, 1080), (1280, 720), (3840, 2160)]
LEAST = 45  # the smallest text is this part of the screen's height
IN_FOCUS = 13  # the comment being discussed, if it fits: docs/adr/0006-the-screen-shows-the-whole-comment.md
WHATEVER_ITS_LENGTH = 22

JA = "この件は誰にも聞くなと言われていましたが、引き継ぎの資料には前の版へ戻す手順がなく、夜の作業は一人だけが知っています。"
EN = "We were told not to ask about this, but nowhere in the handover is there a way back, and only one person knows it. "
LARGE = [JA[:40], (JA * 2)[:110], EN[:110], (EN * 2)[:190], "One\nby\none,\nin\nfive"]
LONG = [(JA * 5)[:280], (EN * 3)[:280], "word\n" * 8 + "and then this", "長" * 280]


@pytest.fixture
def says(discussion, worker):
    """A comment with this text is posted, and its discussion begins."""

    def say(text: str) -> None:
        digest = f"{Comment.objects.count():064x}"
        inbox.receive(discussion.session, text=text, digest=digest)
        worker.moves_the_inbox()
        moderation.discuss(discussion.session, Comment.objects.get(hash=digest).pk)

    return say


@pytest.fixture
def projected(visits, discussion):
    def on(width: int, height: int, **more) -> Page:
        screen = {"session": discussion.session.pk, "token": links.screen_token(discussion.session)}
        return visits.open(reverse("reviews:screen", kwargs=screen), screen={"width": width, "height": height}, **more)

    return on


def part_of_the_screen(page: Page) -> float:
    """The screen's height divided by the letters' height of the comment being discussed, which must be shown completely."""
    quote = page.locator(".screen__focus blockquote")
    inside, outside = quote.bounding_box(), page.locator(".screen__focus").bounding_box()
    assert inside["y"] >= outside["y"]
    assert inside["y"] + inside["height"] <= outside["y"] + outside["height"]
    assert inside["x"] + inside["width"] <= page.viewport_size["width"]
    return page.viewport_size["height"] / quote.evaluate("quote => parseFloat(getComputedStyle(quote).fontSize)")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[1]}p")
def test_the_comment_in_focus_is_whole_and_large(projected, says, screen):
    page = projected(*screen)
    for text in LARGE + LONG:
        says(text)
        expect(page.locator(".screen__focus blockquote")).to_contain_text(text[-12:].split("\n")[-1])
        assert part_of_the_screen(page) <= (IN_FOCUS if text in LARGE else WHATEVER_ITS_LENGTH), text


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[1]}p")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_smaller_than_the_last_row_can_read(projected, says, screen, scheme):
    page = projected(*screen, color_scheme=scheme)
    assert page.evaluate(SMALLER_THAN, screen[1] / LEAST) == []
    says(JA[:40])
    says(EN[:40])
    expect(page.locator(".screen__rank")).to_contain_text(JA[:40])
    assert page.evaluate(SMALLER_THAN, screen[1] / LEAST) == []


def test_beside_a_short_comment_the_others_are_shown_and_a_long_one_has_the_whole_width(projected, says):
    page = projected(*SCREENS[0])
    says(JA[:40])
    expect(page.locator(".screen__rank")).to_be_visible()
    says(JA * 4)
    expect(page.locator(".screen__rank")).to_be_hidden()
    expect(page.locator(".screen__address")).to_be_visible()


def test_these_tests_can_see_what_they_look_for(projected, says):
    page = projected(*SCREENS[0])
    says(JA[:40])
    expect(page.locator(".screen__focus blockquote")).to_be_visible()
    page.locator(".screen__focus blockquote").evaluate("quote => { quote.dataset.length = 'longest' }")
    assert part_of_the_screen(page) > IN_FOCUS
    page.locator(".screen__address").evaluate("address => { address.style.fontSize = '23px' }")
    assert page.evaluate(SMALLER_THAN, SCREENS[0][1] / LEAST) != []
    page.locator(".screen__focus blockquote").evaluate("quote => { quote.textContent = 'word '.repeat(500) }")
    with pytest.raises(AssertionError):
        part_of_the_screen(page)


# ── one a second ──

SECOND = 1000  # ms
WATCH = """
  window.appeared = [];
  const seen = new Set();
  new MutationObserver(() => {
    for (const element of document.querySelectorAll("[data-comment]")) {
      if (element.hidden || seen.has(element.dataset.comment)) continue;
      seen.add(element.dataset.comment);
      window.appeared.push([element.textContent.trim(), performance.now()]);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
"""


@pytest.fixture
def batches(discussion, worker):
    """This many waiting comments, each in a batch of its own."""

    def come(count: int) -> list[Comment]:
        texts = [f"Comment {number}" for number in range(count)]
        for number, text in enumerate(texts):
            inbox.receive(discussion.session, text=text, digest=f"{number:064x}")
            worker.moves_the_inbox()
        return [Comment.objects.get(text=text) for text in texts]

    return come


@pytest.fixture
def shows(discussion):
    def show(*comments: Comment) -> None:
        for comment in comments:
            moderation.show(discussion.session, comment.pk)

    return show


def appeared(page: Page, count: int) -> list[str]:
    """The comments that appeared after the screen was loaded, in order: this many, at least one second apart."""
    until(page, f"window.appeared.length >= {count}")
    found = page.evaluate("window.appeared")
    moments = [moment for _text, moment in found]
    assert all(later - sooner >= SECOND - 5 for sooner, later in pairwise(moments)), found
    return [text for text, _moment in found]


def after_loading(page: Page) -> None:
    until(page, "document.querySelector('live-pane[data-pace]')?.version !== undefined")
    page.evaluate("window.appeared.length = 0")


def is_what_another_screen_shows(page: Page, projected) -> bool:
    return rank(page) == rank(projected(*SCREENS[1]))


def rank(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator("#screen-comments > [data-comment]").all_text_contents()]


def test_several_comments_that_are_shown_at_once_come_one_a_second_in_order(projected, batches, shows):
    comments = batches(8)
    page = projected(*SCREENS[1], before=WATCH)
    after_loading(page)
    shows(*comments)
    assert appeared(page, 8) == [comment.text for comment in comments], "more than there is room for at once"
    assert is_what_another_screen_shows(page, projected)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_also_those_that_lie_between_others_and_are_fetched(projected, batches, shows, motion):
    first, second, third, fourth = batches(4)
    page = projected(*SCREENS[1], before=WATCH, reduced_motion=motion)
    after_loading(page)
    shows(second, fourth, first, third)
    assert sorted(appeared(page, 4)) == [comment.text for comment in (first, second, third, fourth)]
    assert is_what_another_screen_shows(page, projected)


def test_a_screen_that_is_opened_shows_all_at_once(projected, batches, shows):
    shows(*batches(5))
    page = projected(*SCREENS[1])
    assert len(rank(page)) == 5


def test_what_is_taken_back_leaves_before_what_is_still_to_come_and_does_not_come_later(
    projected, discussion, batches, shows
):
    first, *others, last = batches(13)
    moderation.discuss(discussion.session, first.pk)
    page = projected(*SCREENS[1], before=WATCH)
    after_loading(page)
    shows(*others, last)
    for comment in (first, last):
        moderation.decline(discussion.session, comment.pk, reason="It names a person.")
    until(page, f"!document.querySelector(`[data-comment='{first.pk.hex}']`)")
    assert page.evaluate("window.appeared.length") < len(others)
    assert appeared(page, len(others)) == [comment.text for comment in others]
    assert is_what_another_screen_shows(page, projected)


def test_what_is_only_moved_waits_for_nothing(projected, discussion, batches, shows):
    comments = batches(3)
    shows(*comments)
    page = projected(*SCREENS[1], before=WATCH)
    after_loading(page)
    for comment in comments:
        moderation.discuss(discussion.session, comment.pk)
    expect(page.locator(".screen__focus blockquote")).to_have_text("Comment 2")
    assert page.evaluate("window.appeared") == []
