"""The comment screen follows the stage, cuts no line of any comment, and shows all of them in turn."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from reviews.comments.models import Comment
from reviews.comments.services import moderation
from reviews.tables.services import answers
from tests.browser.accessible import findings_of
from workshop.sessions import links

pytestmark = pytest.mark.typeset

FULL_HD, LAPTOP = {"width": 1920, "height": 1080}, {"width": 1280, "height": 720}
LOOKS = pytest.mark.parametrize(
    ("language", "size"),
    [(language, size) for language in ("ja", "en") for size in (FULL_HD, LAPTOP)],
    ids=lambda each: each if isinstance(each, str) else str(each["height"]),
)
JA = "引き継ぎの資料には前の版へ戻す手順がなく、夜の作業は一人だけが知っています。"
EN = "Nowhere in the handover is there a way back, and only one person knows it. "
PILLAR = "operationalExcellence"

# What of the side column, and of the middle, is outside its box or under something else, by the text of its rows.
CUT = """() => {
  const cut = [];
  for (const list of document.querySelectorAll(".screen turning-list")) {
    if (!list.checkVisibility()) continue;
    const box = list.getBoundingClientRect();
    for (const text of list.querySelectorAll("p, h2")) {
      if (!text.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const line of range.getClientRects()) {
        const isInside = line.bottom <= box.bottom + 1 && line.top >= box.top - 1 && line.right <= box.right + 1;
        if (!isInside || line.bottom > innerHeight) cut.push(text.textContent.trim().slice(0, 40));
      }
    }
  }
  return cut;
}"""
OVERLAP = """() => {
  const boxes = [".screen__head", ".screen__focus", ".screen__now > *", ".screen__rank", ".screen__join"]
    .flatMap((selector) => [...document.querySelectorAll(selector)]).filter((element) => element.checkVisibility());
  const rects = boxes.map((element) => [element.className || element.localName, element.getBoundingClientRect()]);
  return rects.flatMap(([name, one], place) => rects.slice(place + 1)
    .filter(([, other]) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 &&
      other.top < one.bottom - 1)
    .map(([other]) => `${name} and ${other}`));
}"""


@pytest.fixture
def comments(discussion):
    def write(count: int, answer: str = "") -> list[Comment]:
        written = [
            Comment(
                session=discussion.session,
                topic=PILLAR,
                text=f"{number} {(JA if number % 2 else EN) * (1 + number % 3)}",
                batch=discussion.session.starts_at,
                hash=f"{number:064x}",
                state="answered" if answer else "shown",
                answer=answer,
            )
            for number in range(count)
        ]
        return Comment.objects.bulk_create(written)

    return write


@pytest.fixture
def projected(visits, discussion):
    def on(size: dict, language: str = "en", **more) -> Page:
        screen = {"session": discussion.session.pk, "token": links.screen_token(discussion.session)}
        page = visits.open(reverse("reviews:screen", kwargs=screen), screen=size, language=language, **more)
        page.evaluate("document.fonts.ready")
        expect(page.locator(".qr")).to_be_visible()
        return page

    return on


def seen_in_turn(page: Page, count: int) -> set[str]:
    """The comments that are shown until every one was, each page of them without a cut line."""
    page.evaluate("document.querySelectorAll('turning-list').forEach((list) => { list.dataset.turn = 300; })")
    rows = page.locator("#screen-comments > [data-comment]")
    page.evaluate("window.seen = new Set()")
    for _look in range(600):
        assert page.evaluate(CUT) == []
        shown = page.evaluate(
            "[...document.querySelectorAll('#screen-comments > [data-comment]')].filter((row) => row.checkVisibility())"
            ".forEach((row) => window.seen.add(row.dataset.comment)) || window.seen.size"
        )
        if shown == count:
            break
        page.wait_for_timeout(100)
    assert rows.count() == count
    return set(page.evaluate("[...window.seen]"))


@LOOKS
@pytest.mark.parametrize("count", [7, 17, 41])
def test_no_line_of_the_side_column_is_cut_and_all_comments_are_seen_in_turn(
    projected, comments, count, language, size
):
    written = comments(count)
    page = projected(size, language)
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAP) == []
    assert seen_in_turn(page, count) == {comment.pk.hex for comment in written}


@LOOKS
def test_a_long_written_answer_is_shown_completely_in_its_turn(projected, comments, language, size):
    written = comments(3, answer="手順を書きます。" * 120)
    page = projected(size, language)
    expect(page.locator(".screen__answer >> visible=true").first).to_be_visible()
    assert seen_in_turn(page, 3) == {comment.pk.hex for comment in written}


def test_a_written_answer_appears_on_the_screen_as_soon_as_it_is_given(projected, discussion, comments):
    first, *_others = comments(17)
    page = projected(FULL_HD)
    moderation.answer(discussion.session, first.pk, answer="We write it down by Friday.")
    expect(page.get_by_text("We write it down by Friday.")).to_be_visible()
    assert page.evaluate(CUT) == []


@LOOKS
@pytest.mark.parametrize("count", [0, 1])
def test_with_none_or_one_the_code_is_large_and_nothing_is_empty(projected, comments, count, language, size):
    comments(count)
    page = projected(size, language)
    assert page.locator(".qr").bounding_box()["height"] > size["height"] / 4
    assert page.evaluate(OVERLAP) == []
    assert page.evaluate(CUT) == []
    assert page.locator(".screen__now >> visible=true").count() == 1


# ── it follows the stage ──


@LOOKS
def test_the_middle_follows_the_stage_and_the_code_is_always_there(projected, discussion, comments, language, size):
    comments(5)
    page = projected(size, language)
    shown = {
        ("briefing", PILLAR): ".screen__principles li >> visible=true",
        ("discussion", PILLAR): ".screen__questions li >> visible=true",
        ("presentation", PILLAR): ".screen__boards li >> visible=true",
        ("break", ""): ".screen__agenda li >> visible=true",
        ("wrap_up", ""): ".screen__pillars li >> visible=true",
    }
    for (kind, topic), what in shown.items():
        stage = discussion.session.stages.filter(kind=kind, topic=topic).first()
        stage.__class__.objects.filter(pk=stage.pk).update(
            state="waiting", started_at=None, ended_at=None, ends_at=None
        )
        discussion.goes_to(kind, topic)
        expect(page.locator(what).first).to_be_visible()
        assert page.locator(".screen__now >> visible=true").count() == 1, kind
        expect(page.locator(".qr")).to_be_in_viewport(ratio=1)
        expect(page.locator(".screen__address")).to_be_in_viewport(ratio=1)
        assert page.evaluate(CUT) == [], kind
        assert page.evaluate(OVERLAP) == [], kind
        assert findings_of(page) == [], kind


def test_a_principle_keeps_its_number_while_those_before_it_are_out_of_sight(projected, discussion):
    discussion.goes_to("briefing", PILLAR)
    page = projected(FULL_HD)
    second = page.locator(".screen__principles li").nth(1)
    page.evaluate("document.querySelector('.screen__principles li').toggleAttribute('data-out', true)")
    assert second.evaluate("row => getComputedStyle(row, '::before').content") == '"2"'


def test_before_the_first_stage_it_says_when_it_starts(visits, session):
    screen = {"session": session.pk, "token": links.screen_token(session)}
    page = visits.open(reverse("reviews:screen", kwargs=screen), screen=FULL_HD)
    expect(page.locator(".screen__large")).to_have_text("Starts at 10:00", use_inner_text=True)
    assert page.evaluate(OVERLAP) == []


def test_in_a_discussion_it_shows_the_focus_question_of_each_table(projected, discussion):
    page = projected(FULL_HD)
    review = discussion.review(PILLAR)
    question = review.pillar.questions.order_by("position").last()
    answers.set_focus(discussion.group_of("Ben"), review, question)
    expect(page.locator(".screen__questions li")).to_have_count(1)
    expect(page.locator(".screen__questions .screen__by")).not_to_be_empty()


def test_a_comment_that_is_discussed_takes_the_middle_until_its_stage_ends(projected, discussion, comments):
    first, *_others = comments(5)
    page = projected(FULL_HD)
    moderation.discuss(discussion.session, first.pk)
    expect(page.locator(".screen__focus blockquote")).to_be_visible()
    assert page.locator(".screen__now >> visible=true").count() == 0
    discussion.goes_to("presentation", PILLAR)
    expect(page.locator(".screen__focus blockquote")).to_have_count(0)
    expect(page.locator(".screen__boards li >> visible=true").first).to_be_visible()


def test_it_keeps_the_device_awake_also_after_it_was_hidden(projected):
    page = projected(
        FULL_HD,
        before="""
          window.locks = [];
          const request = async (kind) => { window.locks.push(kind); return { released: true }; };
          Object.defineProperty(navigator, "wakeLock", { value: { request } });  // this build of Chromium has none
        """,
    )
    page.wait_for_function("window.locks.length === 1")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("window.locks.length === 2")
    assert page.evaluate("window.locks") == ["screen", "screen"]
