"""A comment is written on the current page: nobody leaves it, and the only request is the comment itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from reviews.comments.models import Waiting
from tests.browser.accessible import findings_of
from tests.browser.visits import LOOKS, PHONE, Line, tab_to
from workshop.live import hub
from workshop.sessions import services as sessions

WORDS = "Nobody asked us."
WITH_KEYBOARD = {"width": 360, "height": 400}
OWN = re.compile(r"/c/[^/]+/[0-9a-f]{64}/$")
PAGES = pytest.mark.parametrize("place", ["table", "scenario", "promise"])


class Requests:
    """The requests and frames that a page sends from now on, without the regular requests for own comments."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list = []
        page.on("request", lambda request: OWN.search(request.url) or self.asked.append(request))
        page.evaluate("""() => {
          window.said = [];
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (frame) { window.said.push(frame); send.call(this, frame); };
        }""")

    @property
    def said(self) -> list[str]:
        return self.page.evaluate("window.said")


@pytest.fixture
def at(discussion, table):
    places = {
        "table": table,
        "scenario": discussion.url("reviews:scenario"),
        "promise": discussion.url("reviews:promise"),
        "main": discussion.url("workshop:main-room"),
    }
    return places.__getitem__


@pytest.fixture
def opens(visits, at, ben):
    """Ben's page, once it has subscribed to its rooms."""

    def visit(place: str, **more) -> Page:
        page = visits.open(at(place), ben, **more)
        expect(page.locator("[data-comment-pass]")).to_have_count(1)
        expect(page.locator("connection-pill")).not_to_have_attribute("data-link", "away")
        page.wait_for_load_state("networkidle")
        return page

    return visit


def opener(page: Page):
    return page.locator("[popovertarget=comment-panel]")


def field(page: Page):
    return page.get_by_label("Comment", exact=True)


def send(page: Page) -> None:
    page.locator(".composer").get_by_role("button", name="Send").click()


def received(page: Page) -> None:
    expect(page.locator(".composer [data-received]")).to_contain_text("Received.")


@PAGES
def test_a_comment_is_written_on_any_page_by_one_request_without_a_name(opens, place):
    page = opens(place)
    requests = Requests(page)
    where = page.url
    opener(page).click()
    expect(field(page)).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Escape")
    opener(page).click()
    send(page)
    received(page)
    page.keyboard.press("Escape")
    expect(page.locator("comment-panel")).to_be_hidden()
    (only,) = requests.asked
    assert (only.method, "/c/" in only.url) == ("POST", True)
    assert "cookie" not in only.all_headers()
    assert "referer" not in only.all_headers()
    assert requests.said == []
    assert page.url == where
    assert [each.text for each in Waiting.objects.all()] == [WORDS]


class Polls:
    """What a page without a socket asks: the addresses, of `/here/` with the rooms."""

    def __init__(self, page: Page) -> None:
        self._page, self.asked = page, []
        page.on("request", self._note)

    def _note(self, request) -> None:
        if not OWN.search(request.url):
            address = urlsplit(request.url)
            self.asked.append((request.method, address.path, address.query if address.path == "/here/" else ""))

    def of_several_rounds(self, rounds: int = 3) -> set[tuple[str, str, str]]:
        """What it asks from now on until it has asked so many times who is here."""
        self.asked.clear()
        for _round in range(rounds):
            with self._page.expect_request("**/here/**"):
                pass
        return set(self.asked)


@pytest.mark.parametrize("place", ["table", "scenario", "main"])
def test_where_sockets_are_refused_writing_changes_no_poll_and_nothing_of_who_is_seen(
    visits, discussion, at, table, ben, chi, place
):
    refusing = Line()
    refusing.cut()
    neighbor = visits.open(table, chi)
    page = visits.open(at(place), ben, line=refusing)
    rooms = list(discussion.session.rooms.values_list("pk", flat=True))
    board = hub._running().presence  # the hub of the server, whose loop is in another thread

    def seen_by_the_server() -> dict:
        return {room: board.people_in(room) for room in rooms}

    polls = Polls(page)
    quiet = polls.of_several_rounds()
    before = seen_by_the_server()
    assert any(str(ben.pk) in names for names in before.values())
    neighbor.evaluate("""() => {
      window.changed = [];
      new MutationObserver((changes) => window.changed.push(...changes.map(({ target }) => target.outerHTML)))
        .observe(document.querySelector("people-here"), { childList: true, subtree: true, attributes: true });
    }""")
    if place != "main":
        opener(page).click()
    field(page).focus()
    page.keyboard.type(WORDS)
    assert polls.of_several_rounds() <= quiet
    assert seen_by_the_server() == before
    send(page)
    received(page)
    posts = [path for method, path, _query in polls.asked if method == "POST"]
    assert len(posts) == 1
    assert posts[0].startswith("/c/")
    assert polls.of_several_rounds() <= quiet
    assert seen_by_the_server() == before
    assert neighbor.evaluate("window.changed") == []


@pytest.mark.typeset
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("place", ["table", "main"])
def test_no_letter_of_a_comment_is_asked_for(opens, place, language):
    """Typefaces are loaded in slices of about a hundred characters: requests for them would reveal what is written, and when."""
    page = opens(place, language=language)
    requests = Requests(page)
    composer = page.locator("comment-composer")
    if place != "main":
        opener(page).click()
    composer.locator("textarea").fill("鬱蒼、麒麟、魑魅魍魎。蠢動 Łódź Ж Ω")
    composer.locator("button[data-kind=primary]").click()
    expect(composer.locator("[data-received]")).not_to_be_empty()
    expect(page.locator("own-comments li")).to_contain_text("魑魅魍魎")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert [(request.method, "/c/" in request.url) for request in requests.asked] == [("POST", True)]


@pytest.mark.parametrize("place", ["scenario", "promise"])
def test_a_new_pillar_renews_the_pass_of_each_page_before_anybody_needs_it(opens, discussion, place):
    page = opens(place)
    old = page.locator("[data-comment-pass]").get_attribute("data-comment-pass")
    discussion.goes_to("briefing", "security")
    expect(page.locator("[data-comment-pass]")).not_to_have_attribute("data-comment-pass", old)
    for room in discussion.session.rooms.filter(kind__in=("main", "screen")):
        for pane in page.locator(f'live-pane[data-room="{room.pk}"]').all():
            expect(pane).to_have_attribute("data-version", str(room.version))
    requests = Requests(page)
    opener(page).click()
    page.keyboard.type(WORDS)
    send(page)
    received(page)
    assert [request.method for request in requests.asked] == ["POST"]


def test_the_draft_is_there_again_after_closing_on_the_next_page_and_after_a_reload(opens, at):
    page = opens("table")
    opener(page).click()
    page.keyboard.type("Half a thou")
    page.keyboard.press("Escape")
    expect(opener(page)).to_be_focused()
    opener(page).click()
    expect(field(page)).to_have_value("Half a thou")
    for go_on in (page.reload, lambda: page.goto(at("promise")), lambda: page.goto(at("scenario"))):
        go_on()
        expect(page.locator("comment-panel")).to_be_visible()
        expect(field(page)).to_have_value("Half a thou")
    expect(field(page)).to_be_focused()
    field(page).press_sequentially("ght")
    send(page)
    received(page)
    page.reload()
    expect(field(page)).to_have_value("")


def test_a_draft_is_shown_to_nobody_else_in_this_tab(visits, opens, at, chi):
    page = opens("table")
    opener(page).click()
    field(page).fill(WORDS)
    other = visits.open("about:blank", chi)
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())
    page.goto(at("table"))
    expect(page.locator("body")).to_have_attribute("data-me", str(chi.pk))
    assert page.locator("comment-composer textarea").input_value() == ""


def test_a_comment_that_another_tab_has_sent_is_not_offered_again(opens, at):
    page = opens("table")
    opener(page).click()
    field(page).fill(WORDS)
    with page.context.expect_page() as duplicated:
        page.evaluate("address => void window.open(address)", at("scenario"))  # a tab with a copy of this one's draft
    other = duplicated.value
    expect(other.locator("comment-composer textarea")).to_have_value(WORDS)
    send(page)
    received(page)
    expect(other.locator("comment-composer textarea")).to_have_value("")
    other.reload()
    expect(other.locator("comment-composer")).to_be_attached()
    expect(other.locator("comment-composer textarea")).to_have_value("")
    assert Waiting.objects.count() == 1


def test_what_was_written_on_in_one_tab_stays_when_the_other_sends(opens, at):
    page = opens("table")
    opener(page).click()
    field(page).fill(WORDS)
    with page.context.expect_page() as duplicated:
        page.evaluate("address => void window.open(address)", at("scenario"))
    other = duplicated.value
    expect(other.locator("comment-composer textarea")).to_have_value(WORDS)
    expect(field(other)).to_be_visible()
    field(other).fill(f"{WORDS} And why?")
    send(page)
    received(page)
    other.reload()
    expect(other.locator("comment-composer textarea")).to_have_value(f"{WORDS} And why?")


def test_a_writer_is_led_on_with_everyone_else_and_the_words_come_along(opens, discussion):
    page = opens("table")
    opener(page).click()
    page.keyboard.type("Half a thou")
    discussion.goes_to("presentation", "operationalExcellence")
    expect(page).to_have_url(re.compile(r"/main/$"))
    expect(field(page)).to_have_value("Half a thou")
    expect(field(page)).to_be_focused()


def test_without_storage_nobody_is_led_away_from_what_they_write(opens, discussion):
    page = opens(
        "table", before="Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('closed'); } });"
    )
    opener(page).click()
    page.keyboard.type("Half a thou")
    discussion.goes_to("presentation", "operationalExcellence")
    expect(page.locator("[data-strip]")).to_be_visible()
    expect(field(page)).to_have_value("Half a thou")


def test_a_comment_that_was_on_its_way_when_the_page_went_is_one_comment(opens, at):
    page = opens("table")
    arrived = []

    def answer(route: Route) -> None:
        if arrived:
            route.continue_()
        else:
            headers = {name: route.request.headers[name] for name in ("content-type", "origin")}
            words = route.request.post_data
            arrived.append(httpx.post(route.request.url, content=words, headers=headers, timeout=60).status_code)

    page.context.route("**/c/**", answer)
    opener(page).click()
    page.keyboard.type(WORDS)
    with page.expect_request("**/c/**"):
        send(page)
    page.goto(at("scenario"))  # before the page heard that it was accepted
    received(page)
    expect(field(page)).to_have_value("")
    assert arrived == [202]
    assert Waiting.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (429, '{"error": "Too many comments at once. Send it again in a minute."}', "Too many comments at once."),
        (503, '{"error": "Not kept: something failed."}', "Not kept: something failed."),
        (403, '{"error": "The page was open too long.", "stale": true}', "The page was open too long."),
        (413, "<html>nginx</html>", "an error on our side"),
        (200, "{}", "an error on our side"),
    ],
)
def test_whatever_is_not_accepted_is_said_and_the_words_stay(opens, status, body, said):
    page = opens("table")
    page.context.route("**/c/**", lambda route: route.fulfill(status=status, body=body, headers={"Retry-After": "60"}))
    requests = Requests(page)
    opener(page).click()
    page.keyboard.type(WORDS)
    send(page)
    expect(page.locator("#comment-error")).to_contain_text(said)
    expect(field(page)).to_have_value(WORDS)
    assert len(requests.asked) == 1


def test_the_whole_way_goes_by_keyboard(opens):
    page = opens("table")
    tab_to(page, opener(page))
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("c is typed here")
    tab_to(page, page.locator(".composer").get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    received(page)
    tab_to(page, page.locator("comment-panel [data-close]"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("comment-panel")).to_be_hidden()
    expect(opener(page)).to_be_focused()
    page.get_by_label("Message your table").focus()
    page.keyboard.type("c")
    expect(page.locator("comment-panel")).to_be_hidden()
    page.locator("#board .sheet__body").focus()
    page.keyboard.press("c")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#board .sheet__body")).to_be_focused()


@pytest.mark.typeset
@PAGES
def test_above_a_phones_keyboard_the_composer_is_usable_and_the_page_stands_still(opens, place):
    page = opens(place, screen=PHONE)
    before = page.locator("main").bounding_box()
    opener(page).tap()
    page.set_viewport_size(WITH_KEYBOARD)
    expect(field(page)).to_be_in_viewport(ratio=1)
    expect(page.locator(".composer").get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    expect(page.locator("comment-panel [data-close]")).to_be_in_viewport(ratio=1)
    page.keyboard.type("word " * 40)
    expect(page.locator(".composer").get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("window.scrollY") == 0
    page.set_viewport_size(PHONE)
    assert page.locator("main").bounding_box() == before


def test_own_comments_are_listed_where_they_were_written(opens):
    page = opens("table")
    opener(page).click()
    field(page).fill(WORDS)
    send(page)
    expect(page.locator("comment-panel own-comments")).to_contain_text("only you can see it, in this browser.")


@LOOKS
def test_an_open_panel_is_accessible(opens, language, scheme):
    page = opens("table", language=language, color_scheme=scheme)
    opener(page).click()
    assert findings_of(page) == []


def test_after_the_day_every_page_says_that_comments_are_closed(visits, discussion, at, ben):
    sessions.finish(discussion.session)
    page = visits.open(at("table"), ben)
    opener(page).click()
    expect(page.locator("comment-panel")).to_contain_text("The session is over; comments are closed.")
    page.keyboard.press("Escape")
    expect(opener(page)).to_be_focused()
    page.goto(discussion.url("workshop:main-room"))
    expect(page.locator("main")).to_contain_text("The session is over; comments are closed.")


def test_the_desk_has_no_composer(visits, discussion, ana):
    page = visits.open(discussion.url("workshop:desk"), ana)
    expect(opener(page)).to_have_count(0)
