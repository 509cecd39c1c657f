"""Unsent posts are stored in the browser and sent automatically: once, in the order written, and only for their author."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from reviews.comments.models import Waiting
from reviews.tables.models import Edit, Entry, Finding
from tests.actors import Browser
from tests.browser.visits import Line
from workshop.people.models import Participant

FIELD = re.compile(r'name="(\w+)"\n\n(.*?)\n------', re.DOTALL)  # of a multipart form
TALK = "Message your table"
TITLE = "Finding, in one line"
LATE = "Not sent yet. It will be sent automatically as soon as possible."
BY_ITSELF = 90_000  # ms; a try, a wait, another
SOONEST = "Math.random = () => 0;"  # each wait has its shortest length
WITHOUT_LOCKS = "delete Navigator.prototype.locks;"


class Way:
    """A switch for posts to addresses with this ending. While it is closed, none of them arrives."""

    def __init__(self, context: BrowserContext, ending: str) -> None:
        self.is_open = True
        self.status: int | None = None
        self.tried: list[str] = []
        context.route(f"**/{ending}", self._pass)

    def _pass(self, route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif self.status:
            route.fulfill(status=self.status, body="")
        elif not self.is_open:
            route.abort()
        else:
            words = dict(FIELD.findall(route.request.post_data_buffer.decode().replace("\r\n", "\n")))
            self.tried.append(words.get("text", words.get("title", "")))
            route.continue_()


@pytest.fixture
def page(visits, table, ben) -> Page:
    return visits.open(table, ben)


@pytest.fixture
def way(page) -> Way:
    return Way(page.context, "entries/")


def say(page: Page, *texts: str) -> None:
    for text in texts:
        page.get_by_label(TALK).fill(text)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_label(TALK)).to_have_value("")


def find(page: Page, title: str) -> None:
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill(title)
    page.get_by_label("High risk").check()
    page.get_by_role("button", name="Add to board").click()


def waiting(page: Page):
    return page.locator('.bubble[data-state="waiting"] .bubble__text')


def said() -> list[str]:
    return list(Entry.objects.order_by("told_at").values_list("text", flat=True))


def stored(page: Page) -> str:
    """Everything that this browser stores of unsent posts."""
    return page.evaluate("""() => new Promise((resolve) => {
      indexedDB.open("hashira", 1).onsuccess = ({ target: { result: database } }) => {
        database.transaction("posts").objectStore("posts").getAll().onsuccess = ({ target }) => {
          database.close();
          resolve(JSON.stringify(target.result));
        };
      };
    })""")


def test_posts_written_without_a_connection_are_sent_automatically_once_and_in_order(page):
    page.context.set_offline(True)
    say(page, "First", "Second")
    expect(waiting(page)).to_have_text(["First", "Second"])
    expect(page.get_by_text(LATE)).to_have_count(2)
    assert said() == []
    page.context.set_offline(False)
    expect(page.locator("waiting-posts .bubble")).to_have_count(0, timeout=BY_ITSELF)
    expect(page.locator(".bubble__text")).to_have_text(["First", "Second"])
    assert said() == ["First", "Second"]


def test_it_survives_a_reload_and_a_closed_tab(page, way):
    way.is_open = False
    say(page, "First", "Second")
    expect(waiting(page)).to_have_text(["First", "Second"])
    page.reload()
    expect(waiting(page)).to_have_text(["First", "Second"])
    expect(page.get_by_label(TALK)).to_have_value("")

    context, address = page.context, page.url
    page.close()
    way.is_open = True
    again = context.new_page()
    again.goto(address)
    expect(again.locator(".bubble__text")).to_have_text(["First", "Second"])
    expect(again.locator("waiting-posts .bubble")).to_have_count(0, timeout=BY_ITSELF)
    assert said() == ["First", "Second"]


def test_it_is_sent_from_another_page_of_the_same_person(page, way, discussion):
    way.is_open = False
    say(page, "From the table")
    expect(waiting(page)).to_have_count(1)
    page.goto(discussion.url("workshop:main-room"))
    expect(page.locator("connection-pill")).to_have_text("1 not sent yet")
    way.is_open = True
    expect(page.locator("connection-pill")).to_have_text("Connected", timeout=BY_ITSELF)
    assert said() == ["From the table"]


AT_ONCE = """(field, texts) => {
  for (const text of texts) {
    field.value = text;
    field.form.requestSubmit();
  }
}"""


def test_what_is_written_in_one_moment_keeps_its_order(page):
    texts = [str(number) for number in range(8)]
    page.get_by_label(TALK).evaluate(AT_ONCE, texts)
    expect(page.locator("live-pane .bubble__text")).to_have_text(texts)


@pytest.mark.parametrize("before", ["", WITHOUT_LOCKS], ids=["by the browser’s lock", "by a lease"])
def test_two_tabs_send_nothing_twice_and_nothing_out_of_order(visits, table, ben, before):
    one = visits.open(table, ben, before=before)
    way = Way(one.context, "entries/")
    two = one.context.new_page()
    two.goto(table)
    assert one.evaluate("!navigator.locks") is bool(before)
    way.is_open = False
    words = [f"Word {number}" for number in range(6)]
    for number, word in enumerate(words):
        say((one, two)[number % 2], word)
        expect(waiting(one)).to_have_count(number + 1)
    expect(waiting(two)).to_have_text(words)

    way.is_open = True
    for page in (one, two):
        page.evaluate("setTimeout(() => window.dispatchEvent(new Event('online')))")
    for page in (one, two):
        expect(page.locator("waiting-posts .bubble")).to_have_count(0, timeout=BY_ITSELF)
    assert way.tried == words
    assert said() == words


def leave_a_lease(page: Page, ahead: int) -> None:
    """Leaves the lease of a closed tab, which ends in this many milliseconds."""
    page.evaluate(
        """(ahead) => new Promise((resolve) => {
      indexedDB.open("hashira", 1).onsuccess = ({ target: { result: database } }) => {
        const lease = { id: "signed", holder: "a tab that is gone", until: Date.now() + ahead };
        database.transaction("leases", "readwrite").objectStore("leases").put(lease).onsuccess = resolve;
      };
    })""",
        ahead,
    )


def test_a_tab_closed_in_its_turn_holds_up_the_others_for_a_moment_only(visits, table, ben):
    one = visits.open(table, ben, before=WITHOUT_LOCKS)
    leave_a_lease(one, 15_000)
    one.get_by_label(TALK).fill("After you")
    one.keyboard.press("Control+Enter")
    one.wait_for_timeout(1500)
    assert said() == []
    expect(one.locator("waiting-posts .bubble")).to_have_count(0, timeout=BY_ITSELF)
    assert said() == ["After you"]


def test_a_lease_from_before_the_clock_was_set_back_holds_up_no_tab(visits, table, ben):
    one = visits.open(table, ben, before=WITHOUT_LOCKS)
    leave_a_lease(one, 2 * 3600 * 1000)
    say(one, "After you")
    expect(one.locator("waiting-posts .bubble")).to_have_count(0, timeout=BY_ITSELF)
    assert said() == ["After you"]


def test_a_finding_written_while_the_server_fails_arrives_later_and_once(page):
    way = Way(page.context, "findings/")
    way.status = 503
    find(page, "Written into nothing")
    line = page.locator(".waiting__line")
    expect(line).to_contain_text("Written into nothing")
    expect(line).to_contain_text(LATE)
    expect(page.get_by_label(TITLE)).to_be_hidden()
    page.reload()
    expect(line).to_contain_text("Written into nothing")
    way.status = None
    expect(page.locator(".slip__title")).to_have_text(["Written into nothing"], timeout=BY_ITSELF)
    expect(line).to_have_count(0)
    assert way.tried == ["Written into nothing"]
    assert Finding.objects.count() == 1


def test_an_edit_waits_too_and_its_words_can_be_taken_back(page, finding):
    page.reload()
    way = Way(page.context, "edits/")
    way.is_open = False
    page.get_by_role("button", name="Edit Nobody").click()
    page.locator("#edit_title").fill("Nobody can go back at night")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".waiting__line")).to_contain_text("Nobody can go back at night")
    expect(page.locator("#edit-form")).to_have_count(0)

    page.get_by_role("button", name="Edit again").click()
    expect(page.locator("#edit_title")).to_have_value("Nobody can go back at night")
    expect(page.locator(".waiting__line")).to_have_count(0)
    way.is_open = True
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".slip__title")).to_have_text(["Nobody can go back at night"])
    assert Edit.objects.count() == 1


def test_a_refusal_says_why_gives_the_words_back_and_lets_the_next_go_on(page, way):
    way.is_open = False
    say(page, "Ring the bell \u0007 now", "And then")
    expect(waiting(page)).to_have_count(2)
    way.is_open = True
    refused = page.locator('.bubble[data-state="refused"]')
    expect(refused).to_contain_text("Not accepted: Character 15 cannot be displayed (U+0007).", timeout=BY_ITSELF)
    expect(page.locator("live-pane .bubble__text")).to_have_text(["And then"])
    page.reload()
    page.get_by_label(TALK).fill("Begun meanwhile")
    refused.get_by_role("button", name="Edit again").click()
    expect(page.get_by_label(TALK)).to_have_value("Ring the bell \u0007 now\nBegun meanwhile")
    expect(page.get_by_label(TALK)).to_be_focused()
    expect(page.locator("waiting-posts .bubble")).to_have_count(0)
    say_so = page.get_by_label(TALK)
    say_so.fill("Ring the bell now")
    say_so.press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["And then", "Ring the bell now"])


def test_posts_for_a_table_that_its_writer_has_left_are_given_back_at_the_new_one(page, way, discussion, ben):
    way.is_open = False
    say(page, "Said to the old table")
    expect(waiting(page)).to_have_count(1)
    discussion.assigns_groups()
    page.get_by_role("link", name="To your table").click()
    expect(page).to_have_url(re.compile(str(discussion.group_of("Ben").pk)))
    way.is_open = True
    page.get_by_role("button", name="Edit again").click(timeout=BY_ITSELF)
    expect(page.get_by_label(TALK)).to_have_value("Said to the old table")
    page.get_by_label(TALK).press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Said to the old table"])
    assert Entry.objects.get().group == discussion.group_of("Ben")


def test_nobody_sends_what_somebody_else_wrote_in_the_same_browser(page, way, chi: Participant):
    way.is_open = False
    say(page, "Ben wrote this")
    expect(waiting(page)).to_have_count(1)
    cookies = page.context.cookies()
    sit(page, Browser(chi))
    way.is_open = True
    expect(page.locator(".bubble .fate")).to_contain_text(
        "this browser is now signed in as someone else", timeout=BY_ITSELF
    )
    page.reload()
    expect(page.get_by_text("This browser holds unsent messages from another participant.")).to_be_visible()
    expect(page.get_by_text("Ben wrote this")).to_have_count(0)
    assert said() == []

    page.context.add_cookies(cookies)
    page.reload()
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Ben wrote this"], timeout=BY_ITSELF)
    assert Entry.objects.get().participant.name == "Ben"


def sit(page: Page, browser: Browser) -> None:
    page.context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": page.url.split("/s/")[0]}
            for name, morsel in browser.cookies.items()
        ]
    )


def test_a_page_of_somebody_that_is_not_ours_counts_as_no_answer(page):
    page.route("**/entries/", lambda route: route.fulfill(status=200, body="Sign in to the hotel’s network"), times=1)
    say(page, "Through the hotel")
    expect(waiting(page)).to_have_text(["Through the hotel"])
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Through the hotel"], timeout=BY_ITSELF)
    assert said() == ["Through the hotel"]


OFFLINE = {"en": "No connection, 2 waiting", "ja": "オフライン（送信待ち2件）"}
NOT_SENT = {"en": "2 not sent yet", "ja": "未送信：2件"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pill_says_how_many_wait(visits, table, ben, language):
    line = Line()
    page = visits.open(table, ben, language=language, line=line)
    pill = page.locator("connection-pill")
    way = Way(page.context, "entries/")
    way.status = 500
    for word in ("One", "Two"):
        page.locator("#talk-form textarea").fill(word)
        page.keyboard.press("Control+Enter")
    expect(pill).to_have_text(NOT_SENT[language])
    line.cut()
    page.context.set_offline(True)
    expect(pill).to_have_text(OFFLINE[language], timeout=BY_ITSELF)
    line.restore()
    way.status = None
    page.context.set_offline(False)
    expect(pill).not_to_have_attribute("data-link", "away", timeout=BY_ITSELF)
    expect(page.locator("waiting-posts .bubble")).to_have_count(0, timeout=BY_ITSELF)
    assert said() == ["One", "Two"]


def test_a_comment_is_stored_only_after_its_writer_agreed(visits, discussion, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben, before=SOONEST)
    asks = {"reached": False, "cookies": []}

    def answer(route: Route) -> None:
        asks["cookies"].append(route.request.all_headers().get("cookie"))
        route.continue_() if asks["reached"] else route.abort()

    main_room.context.route("**/c/**", answer)
    field = main_room.get_by_label("Comment", exact=True)
    field.fill("I would rather not say who I am")
    keep = main_room.get_by_role("button", name="Save on this device until it can be sent")
    expect(keep).to_be_hidden()
    main_room.locator(".composer").get_by_role("button", name="Send").click()
    expect(main_room.locator("#comment-error")).to_have_text("No connection. Your text is still here.")
    expect(field).to_have_value("I would rather not say who I am")
    assert "rather not say" not in stored(main_room)

    keep.click()
    expect(field).to_have_value("")
    expect(keep).to_be_hidden()
    expect(main_room.locator(".composer").get_by_role("status")).to_contain_text("Saved on this device.")
    kept = main_room.locator("waiting-posts .comment")
    expect(kept).to_contain_text("Saved on this device.")
    assert "rather not say" in stored(main_room)
    assert str(ben.pk) not in stored(main_room)
    main_room.reload()
    expect(kept).to_contain_text("I would rather not say who I am")
    assert not Waiting.objects.exists()

    asks["reached"] = True
    expect(kept).to_have_count(0, timeout=BY_ITSELF)
    expect(main_room.locator("own-comments")).to_contain_text("I would rather not say who I am")
    assert "rather not say" not in stored(main_room)
    assert Waiting.objects.count() == 1
    assert set(asks["cookies"]) == {None}


def test_a_stored_comment_is_sent_from_the_table_too_and_can_be_taken_back_in_the_main_room(
    visits, discussion, table, ben
):
    main_room = visits.open(discussion.url("workshop:main-room"), ben, before=SOONEST)
    reached = []
    main_room.context.route("**/c/**", lambda route: route.continue_() if reached else route.abort())
    for text in ("Taken back", "Sent from the table"):
        main_room.get_by_label("Comment", exact=True).fill(text)
        main_room.locator(".composer").get_by_role("button", name="Send").click()
        main_room.get_by_role("button", name="Save on this device until it can be sent").click()
    main_room.locator(".own-fold summary").click()
    main_room.locator("waiting-posts .comment", has_text="Taken back").get_by_role("button", name="Edit again").click()
    expect(main_room.get_by_label("Comment", exact=True)).to_have_value("Taken back")
    expect(main_room.locator("waiting-posts .comment")).to_have_count(1)

    main_room.goto(table)
    reached.append(True)
    expect(main_room.locator("connection-pill")).to_have_text("1 not sent yet")
    expect(main_room.locator("connection-pill")).to_have_text("Connected", timeout=BY_ITSELF)
    assert [each.text for each in Waiting.objects.all()] == ["Sent from the table"]


def kept_without_a_connection(page: Page) -> Locator:
    return page.locator("waiting-posts .comment")


def goes_on(page: Page, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
    """Advances the page's clock, which is stopped otherwise, in steps that leave real time for its database and requests."""
    for _step in range(round(2 * seconds)):
        if until():
            return True
        page.clock.run_for(500)
        page.wait_for_timeout(60)
    return until()


@pytest.fixture
def stopped(visits, discussion, ben) -> Callable[..., Page]:
    """The main room, just opened. The test advances its clock."""

    def opened(**more) -> Page:
        page = visits.open(discussion.url("workshop:main-room"), ben, before=SOONEST, **more)
        page.clock.install()
        page.goto(page.url)
        expect(page.locator("connection-pill")).to_have_text("Connected")
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
        return page

    return opened


def keep(page: Page, *texts: str) -> None:
    for text in texts:
        page.get_by_label("Comment", exact=True).fill(text)
        page.locator(".composer").get_by_role("button", name="Send").click()
        page.get_by_role("button", name="Save on this device until it can be sent").click()
    expect(kept_without_a_connection(page)).to_have_count(len(texts))


def test_a_kept_comment_is_not_sent_as_soon_as_the_line_is_back_and_others_wait_once_more(stopped):
    """Otherwise an observer who sees the person reconnect would know the author."""
    line, reached = Line(), []
    main_room = stopped(line=line)
    main_room.context.route("**/c/**", lambda route: route.continue_() if reached else route.abort())
    line.cut()
    keep(main_room, "The first", "The second")
    goes_on(main_room, 10)  # so that the pause that began when the page was opened is almost over
    said = line.said
    line.restore()
    assert goes_on(main_room, 60, until=lambda: line.said > said)
    reached.append(True)
    goes_on(main_room, 15)
    assert not Waiting.objects.exists()
    assert goes_on(main_room, 300, until=lambda: kept_without_a_connection(main_room).count() == 1)
    goes_on(main_room, 15)
    assert [each.text for each in Waiting.objects.all()] == ["The first"]
    assert goes_on(main_room, 300, until=lambda: Waiting.objects.count() == 2)


@pytest.mark.parametrize("hidden", [False, True], ids=["and its page is seen", "and its page is hidden"])
def test_a_kept_comment_is_not_sent_as_soon_as_the_device_wakes(stopped, hidden):
    main_room, reached, sent = stopped(), [], []

    def pass_on(route: Route) -> None:
        if reached:
            sent.append(route.request.post_data)
            route.continue_()
        else:
            route.abort()

    main_room.context.route("**/c/**", pass_on)
    keep(main_room, "Kept overnight")
    goes_on(main_room, 5)
    main_room.evaluate(f"Object.defineProperty(document, 'hidden', {{ get: () => {str(hidden).lower()} }})")
    reached.append(True)
    main_room.clock.fast_forward("08:00:00")  # as on a laptop whose lid was closed
    goes_on(main_room, 15)
    assert sent == []
    assert goes_on(main_room, 300, until=lambda: kept_without_a_connection(main_room).count() == 0)
    assert [each.text for each in Waiting.objects.all()] == ["Kept overnight"]
