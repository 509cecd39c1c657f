"""Nothing that a person reads moves when something arrives: lists grow at their end, and their rows stay in place."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from reviews.comments.models import Comment
from reviews.comments.services import inbox, moderation
from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer
from tests.browser.visits import LOOKS, PHONE, until
from workshop.sessions import services as sessions

pytestmark = pytest.mark.typeset

MOST = 0.02  # layout shift score as browsers compute it: the share of the screen that moved times the distance

WATCH = """() => {
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) window.moved.push([value, sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.textContent)]);
    }
  }).observe({ type: "layout-shift", buffered: false });
}"""
# Resolves when fonts are loaded, animations are over and two frames have been drawn, so that observers have been called.
STILL = """async () => {
  const ends = (animation) => Number.isFinite(animation.effect.getComputedTiming().endTime);
  await document.fonts.ready;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def room(discussion, chi):
    """A table with many posts and findings."""
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")

    class Room:
        writer = Writer(chi)

        def says(self, text: str) -> None:
            talk.say(group, review, author=self.writer, client_id=uuid4(), text=text)

        def finds(self, title: str) -> None:
            written = {"as_is": "By hand", "to_be": "", "evidence": "", "risk": "high"}
            findings.report(group, review, author=self.writer, client_id=uuid4(), title=title, **written)

    room = Room()
    for number in range(12):
        room.says(f"{number} was said before")
        room.finds(f"{number} was found before")
    return room


@pytest.fixture
def comments(discussion, worker):
    """Comments arrive, some of them on the screen."""

    def arrive(*texts: str, shown: bool = True) -> None:
        for text in texts:
            inbox.receive(discussion.session, text=text, digest=f"{abs(hash(text)):064x}"[:64])
        worker.moves_the_inbox()
        for comment in Comment.objects.filter(text__in=texts) if shown else ():
            moderation.show(discussion.session, comment.pk)

    return arrive


def watch(page: Page) -> None:
    expect(page.locator("connection-pill")).to_have_text("Connected")
    page.wait_for_load_state("networkidle")  # what a page fetches after its first paint is not an arrival
    page.evaluate(STILL)
    page.evaluate(WATCH)


def moved(page: Page) -> list:
    """The layout shifts since the observation began, if they are more than can be tolerated."""
    page.evaluate(STILL)
    page.wait_for_timeout(300)  # nothing moves later, either
    seen = page.evaluate("window.moved")
    return seen if sum(value for value, _nodes in seen) >= MOST else []


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 800}, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("place", ["talk", "board", "scenario"])
def test_at_the_table_what_arrives_moves_nothing(visits, table, ben, room, screen, place):
    page = visits.open(f"{table}#{place}", ben, screen=screen)
    page.locator(".table__talk .sheet__body").evaluate("list => list.scrollTo(0, 0)")
    watch(page)
    room.says("This is said now")
    room.finds("This is found now")
    expect(page.get_by_text("This is said now")).to_be_attached()
    expect(page.locator(".slip__title", has_text="This is found now")).to_be_attached()
    assert not moved(page)


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 800}, PHONE], ids=["laptop", "phone"])
def test_nothing_moves_for_a_reader_when_the_groups_are_assigned(visits, day, screen):
    day.goes_to("reading")
    page = visits.open(day.url("reviews:scenario"), day.people["Ben"], screen=screen)
    watch(page)
    day.assigns_groups()
    expect(page.get_by_role("link", name="To your table")).to_be_visible()
    assert not moved(page)


@pytest.mark.parametrize("path", ["workshop:main-room", "workshop:desk", "reviews:table"])
def test_a_page_that_fits_its_screen_has_nothing_outside_of_it(visits, discussion, ana, room, path):
    more = {"group": discussion.group_of("Ben").pk} if path == "reviews:table" else {}
    page = visits.open(discussion.url(path, **more), ana)
    assert page.evaluate("document.documentElement.scrollHeight") == page.viewport_size["height"]


def test_a_reader_at_the_end_of_the_talk_stays_there(visits, table, ben, room):
    page = visits.open(table, ben)
    watch(page)
    room.says("This is said now")
    expect(page.get_by_text("This is said now")).to_be_in_viewport(ratio=1)


def test_a_reader_further_up_stays_there(visits, table, ben, room):
    page = visits.open(table, ben)
    read = page.locator(".bubble").nth(1)
    page.locator(".table__talk .sheet__body").evaluate("list => list.scrollTo(0, 0)")
    watch(page)
    before = read.bounding_box()
    room.says("This is said now")
    expect(page.get_by_text("This is said now")).to_be_attached()
    assert read.bounding_box() == before


def test_nothing_moves_for_a_writer_when_the_stage_changes(visits, discussion, table, ben, room):
    page = visits.open(table, ben)
    word = page.get_by_label("Message your table")
    word.fill("We have to")
    watch(page)
    before, read = word.bounding_box(), page.locator(".reader p").first.bounding_box()
    discussion.goes_to("presentation", "operationalExcellence")
    expect(page.locator("[data-strip]")).to_be_visible()
    assert not moved(page)
    assert [word.bounding_box(), page.locator(".reader p").first.bounding_box()] == [before, read]


@pytest.mark.parametrize("path", ["workshop:main-room", "workshop:desk"])
def test_more_time_moves_nothing(visits, discussion, ana, ben, path):
    page = visits.open(discussion.url(path), ana if path == "workshop:desk" else ben)
    watch(page)
    stage = discussion.session.stages.get(state="running")
    sessions.extend(stage, timedelta(minutes=5))
    expect(page.locator(".clock__left")).to_contain_text(re.compile("2[789]:"))
    assert not moved(page)


def test_in_the_main_room_a_comment_moves_nothing(visits, discussion, ben, comments):
    comments(*(f"{number} was written before" for number in range(9)))
    page = visits.open(discussion.url("workshop:main-room"), ben)
    page.locator("#comments .sheet__body").evaluate("list => list.scrollTo(0, 0)")
    watch(page)
    comments("This is written now")
    expect(page.get_by_text("This is written now")).to_be_attached()
    assert not moved(page)


def test_at_the_desk_a_comment_and_a_finding_move_nothing(visits, discussion, ana, room, comments):
    comments(*(f"{number} was written before" for number in range(4)), shown=False)
    desk = visits.open(discussion.url("workshop:desk"), ana)
    watch(desk)
    comments("This is written now", shown=False)
    room.finds("This is found now")
    expect(desk.locator(".queue")).to_contain_text("This is written now")
    expect(desk.locator(".groups")).to_contain_text("This is found now")
    assert not moved(desk)


@LOOKS
@pytest.mark.parametrize("path", ["workshop:main-room", "workshop:desk", "reviews:table"])
def test_on_a_phone_a_lost_connection_covers_and_moves_nothing(visits, discussion, ana, ben, path, language, scheme):
    more = {"group": discussion.group_of("Ben").pk} if path == "reviews:table" else {}
    person = ana if path == "workshop:desk" else ben
    page = visits.open(discussion.url(path, **more), person, language=language, screen=PHONE, color_scheme=scheme)
    expect(page.locator("connection-pill:not([data-link])")).to_be_attached()
    expect(page.locator(".clock__left")).to_have_text(re.compile(r":"))
    page.wait_for_load_state("networkidle")
    page.evaluate(STILL)
    clock, beam, pill = page.locator(".clock__left"), page.locator(".beam"), page.locator("connection-pill")
    before = clock.bounding_box()

    page.context.set_offline(True)

    expect(pill).to_have_attribute("data-link", "away")
    assert clock.bounding_box() == before
    places = [place.bounding_box() for place in page.locator(".beam__rooms :is(a, button)").all()]
    shown, head = pill.bounding_box(), beam.bounding_box()
    assert max(place["y"] + place["height"] for place in places) <= shown["y"] + 1
    assert shown["y"] + shown["height"] <= head["y"] + head["height"]


def test_this_test_can_see_something_move(visits, table, ben, room):
    page = visits.open(table, ben)
    watch(page)
    page.evaluate("document.querySelector('.table').insertAdjacentHTML('afterbegin', '<p class=word>Look here</p>')")
    until(page, "window.moved.length")
    assert moved(page)
