"""One's own comments: what became of them is known with the next frame, without a request, and it is folded away."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Request, expect

from reviews.comments.models import Comment
from reviews.comments.services import moderation
from workshop.sessions import links

REASON = "人の名前があるため表示しません。"


@pytest.fixture
def asked() -> list[str]:
    """The addresses of comments that a page asked after."""
    return []


@pytest.fixture
def writes(visits, discussion, chi, worker, asked):
    def write(path: str, text: str) -> tuple[Page, Comment]:
        page = visits.open(path, chi)
        page.on("request", lambda request: note(request, asked))
        if page.locator("comment-panel").count():
            page.get_by_role("button", name="Comment anonymously").click()
        page.get_by_label("Comment", exact=True).fill(text)
        page.locator(".composer").get_by_role("button", name="Send").click()
        expect(page.locator("own-comments").first).to_contain_text("only you can see it")
        worker.moves_the_inbox()
        return page, Comment.objects.get(text=text)

    return write


def note(request: Request, asked: list[str]) -> None:
    if "/c/" in request.url and request.method == "GET":
        asked.append(request.url)


@pytest.mark.parametrize("place", ["main room", "table"])
def test_its_writer_reads_the_reason_of_a_refusal_with_the_next_frame_and_asks_for_nothing(
    writes, discussion, table, place, asked
):
    page, comment = writes(table if place == "table" else discussion.url("workshop:main-room"), "It was Kim.")
    moderation.show(discussion.session, comment.pk)
    expect(page.locator("own-comments li")).to_contain_text("Shown")
    moderation.decline(discussion.session, comment.pk, reason=REASON)
    expect(page.locator("own-comments li")).to_contain_text(REASON)
    assert asked == []


def test_a_page_that_is_opened_later_knows_it_too(visits, writes, discussion, asked):
    page, comment = writes(discussion.url("workshop:main-room"), "It was Kim.")
    page.goto("about:blank")
    moderation.decline(discussion.session, comment.pk, reason=REASON)
    page.goto(discussion.url("workshop:main-room"))
    expect(page.locator("own-comments li")).to_contain_text(REASON)
    assert asked == []


def test_nobody_else_reads_the_reason(visits, writes, discussion, ben):
    other = visits.open(discussion.url("workshop:main-room"), ben)
    _page, comment = writes(discussion.url("workshop:main-room"), "It was Kim.")
    moderation.decline(discussion.session, comment.pk, reason=REASON)
    expect(other.locator("#comment-outcomes li")).to_have_count(1)
    assert REASON not in other.content()
    expect(other.locator("own-comments li")).to_have_count(0)


def test_the_stored_row_can_be_looked_at_when_everyone_can_read_the_comment(writes, discussion, asked):
    page, comment = writes(discussion.url("workshop:main-room"), "Nobody rehearses recovery.")
    moderation.show(discussion.session, comment.pk)
    expect(page.locator("own-comments li")).to_have_attribute("data-state", "shown")
    page.goto(discussion.url("reviews:promise"))
    page.locator("article .own-fold summary").click()
    page.locator("article own-comments").get_by_role("button", name="What is stored").click()
    row = page.locator("article own-comments dl")
    expect(row).to_contain_text(str(comment.pk))
    expect(row).to_contain_text("Nobody rehearses recovery.")
    assert len(asked) == 1, "only when its writer asks"


@pytest.mark.parametrize("place", ["main room", "table", "promise"])
def test_what_only_its_writer_sees_is_folded_away_on_every_page_and_looks_the_same_with_none(
    visits, writes, discussion, table, ben, place
):
    paths = {
        "main room": discussion.url("workshop:main-room"),
        "table": table,
        "promise": discussion.url("reviews:promise"),
    }
    page, _comment = writes(paths[place], "It was Kim.")
    other = visits.open(paths[place], ben)
    for each in (page, other):
        if each.locator("comment-panel").count() and not each.locator("comment-panel").is_visible():
            each.get_by_role("button", name="Comment anonymously").click()
    folds = page.locator(".own-fold").all()
    assert folds
    for fold in folds:
        expect(fold.locator("summary")).to_be_visible()
        expect(fold.locator("li")).to_be_hidden()
    said = [fold.inner_text() for fold in folds]
    assert said == [fold.inner_text() for fold in other.locator(".own-fold").all()]
    folds[-1].locator("summary").click()
    expect(folds[-1].locator("li")).to_contain_text("It was Kim.")


def test_no_page_that_is_meant_for_presenting_has_ones_own_comments(visits, discussion, ana):
    screen = {"session": discussion.session.pk, "token": links.screen_token(discussion.session)}
    for page in (
        visits.open(reverse("reviews:screen", kwargs=screen)),
        visits.open(discussion.url("workshop:desk"), ana),
    ):
        expect(page.locator("live-pane").first).to_be_attached()
        assert page.locator("own-comments, comment-composer, waiting-posts[data-lane=comments]").count() == 0
