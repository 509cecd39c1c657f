"""What matters is said to screen readers, once and in few words: the test reads what is added to the live regions of the page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer
from tests.browser.visits import LAPTOP, PHONE, until
from workshop.sessions import services as sessions

TOPIC = "operationalExcellence"

TIME = r"(\d+ \w+ )?\d\d:\d\d"  # with its day when that is no longer the day of the session
LOCAL_TIME = r"\((\w+ \d+ \w+ )?\d\d:\d\d your time\)"

# Notes every text that is added to a live region, except to the state of the connection, which changes as the network does.
LISTEN = """
window.announced = [];
new MutationObserver((mutations) => {
  for (const { target, addedNodes } of mutations) {
    const element = target.nodeType === 1 ? target : target.parentElement;
    const region = element?.closest("[aria-live], [role=log], [role=status], [role=alert]");
    if (!region || region.localName === "connection-pill") continue;
    for (const node of addedNodes) {
      if (node.matches?.("[aria-live=off]")) continue;
      const said = node.cloneNode(true);
      for (const silent of said.querySelectorAll?.("[aria-live=off]") ?? []) silent.remove();
      const text = said.textContent.replace(/\\s+/g, " ").trim();
      if (text) window.announced.push(text);
    }
  }
}).observe(document, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", () => { window.announced.length = 0; });
"""


@pytest.fixture
def opens(visits):
    def open_page(path: str, person, *, timezone_id: str = "Asia/Tokyo", **more) -> Page:
        return visits.open(path, person, before=LISTEN, timezone_id=timezone_id, **more)

    return open_page


def hears(page: Page, *texts: str) -> None:
    """The page has announced this by now, in this order, and nothing else since the last look."""
    until(page, f"window.announced.length >= {len(texts)}")
    page.wait_for_timeout(700)  # what would be said twice is said by then
    announced = page.evaluate("window.announced.splice(0)")
    assert len(announced) == len(texts), announced
    for text, heard in zip(texts, announced, strict=True):
        assert re.fullmatch(text, heard), announced


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_talk_is_a_log_that_says_each_entry_once(opens, discussion, table, ben, chi, screen):
    page = opens(f"{table}#talk", ben, screen=screen)
    log = page.get_by_role("log", name="Talk")
    talk.say(
        discussion.group_of("Ben"), discussion.review(TOPIC), author=Writer(chi), client_id=uuid4(), text="We are lost"
    )
    expect(log).to_contain_text("We are lost")
    hears(page, rf"{chi.name} {TIME} We are lost")
    page.locator("#talk-form textarea").fill("So am I")
    page.keyboard.press("Control+Enter")
    expect(log).to_contain_text("So am I")
    hears(page, rf"Ben {TIME} So am I")


def test_a_reader_in_another_zone_is_told_each_entry_once_with_both_times(opens, discussion, table, ben, chi):
    page = opens(f"{table}#talk", ben, timezone_id="Europe/London")
    place = discussion.group_of("Ben"), discussion.review(TOPIC)
    talk.say(*place, author=Writer(chi), client_id=uuid4(), text="We are lost")
    hears(page, rf"{chi.name} {TIME} Japan time {LOCAL_TIME} We are lost")
    page.locator(".table__talk live-pane").first.evaluate("pane => pane.refresh()")
    hears(page)


def test_a_new_finding_is_announced_by_its_title(opens, discussion, table, ben, chi):
    bens, chis = opens(table, ben), opens(table, chi)
    place = discussion.group_of("Ben"), discussion.review(TOPIC)
    words = {"title": "Nobody can go back", "as_is": "By hand", "to_be": "", "risk": "high", "evidence": ""}
    findings.report(*place, author=Writer(ben), client_id=uuid4(), **words)
    for page in (bens, chis):
        hears(page, "New finding: Nobody can go back")
    findings.report(*place, author=Writer(chi), client_id=uuid4(), **words | {"title": "Nobody knows the way"})
    hears(bens, "New finding: Nobody knows the way")
    bens.reload()
    expect(bens.locator(".slip__title")).to_have_count(2)
    hears(bens)


@pytest.mark.parametrize("place", ["main room", "table", "scenario", "desk"])
def test_a_change_of_the_clock_is_announced(opens, discussion, table, ana, ben, place):
    address = {
        "main room": discussion.url("workshop:main-room"),
        "table": table,
        "scenario": discussion.url("reviews:scenario"),
        "desk": discussion.url("workshop:desk"),
    }[place]
    page = opens(address, ana if place == "desk" else ben)
    expect(page).to_have_title(re.compile("^Discussion: Operational Excellence · "))
    stage = discussion.session.stages.get(kind="discussion", topic=TOPIC)
    clock = f"until {TIME}"
    for move, sentence in (
        (lambda: sessions.pause(stage), "The stage is paused"),
        (lambda: sessions.resume(stage), f"The stage is resumed, {clock}"),
        (lambda: sessions.extend(stage, timedelta(minutes=5)), f"More time, {clock}"),
        (lambda: discussion.undoes(), f"Less time, {clock}"),
    ):
        move()
        stage.refresh_from_db()
        hears(page, sentence)


def test_a_new_stage_is_announced_and_is_in_the_title_of_the_page(opens, discussion, table, ana, ben, chi):
    main_room, desk = opens(discussion.url("workshop:main-room"), ben), opens(discussion.url("workshop:desk"), ana)
    follower = opens(table, chi)
    expect(follower).to_have_title(re.compile("^Discussion: Operational Excellence · "))
    sessions.end(discussion.session.stages.get(kind="discussion", topic=TOPIC))
    for page in (main_room, desk):
        hears(page, "Discussion: finished")
        expect(page).to_have_title(re.compile("^Discussion: finished · "))
    expect(follower).to_have_url(re.compile("/main/"))
    discussion.goes_to("presentation", TOPIC)
    for page in (main_room, desk):
        hears(page, "Presentation: Operational Excellence")
        expect(page).to_have_title(re.compile("^Presentation: Operational Excellence · "))
    expect(follower).to_have_title(re.compile("^Presentation: Operational Excellence · "))


def test_that_ones_own_words_are_not_sent_is_announced_once(opens, table, ben):
    page = opens(table, ben)
    page.context.route("**/entries/", lambda route: route.abort())
    for text in ("The first", "The second"):
        page.locator("#talk-form textarea").fill(text)
        page.keyboard.press("Control+Enter")
    expect(page.locator('.bubble[data-state="waiting"]')).to_have_count(2)
    hears(page, r"Not sent yet\. .*")


def test_that_ones_own_words_are_refused_is_announced_with_the_reason(opens, table, ben):
    page = opens(table, ben)
    page.context.route(
        "**/entries/", lambda route: route.fulfill(status=400, content_type="text/plain", body="The reason")
    )
    page.locator("#talk-form textarea").fill("Refused words")
    page.keyboard.press("Control+Enter")
    hears(page, "The reason")
