"""In a browser without storage, posts are sent from the page's memory or stay in their fields, and the page says so."""

import pytest
from playwright.sync_api import Page, expect

from reviews.comments.models import Waiting
from reviews.tables.models import Edit, Entry, Finding
from tests.browser.test_outbox import BY_ITSELF, SOONEST, TALK, TITLE, Way, find, said

UNSTORED = "This browser cannot store unsent text. Keep this page open until it is sent."
PATIENT = 60_000  # ms; the page waits for the database, then opens it a second time

FAILS = "throw new DOMException('', '%s');"
NEVER = "return new EventTarget();"
OPEN = "IDBFactory.prototype.open = function () { %s };"
# Faults of IndexedDB that prevent storing.
BROKEN = {
    "opening throws": OPEN % (FAILS % "SecurityError"),
    "opening never answers": OPEN % NEVER,
    "opening is blocked": OPEN
    % "const request = new EventTarget(); setTimeout(() => request.onblocked?.(new Event('blocked'))); return request;",
    "opening fails": OPEN
    % "const request = new EventTarget(); setTimeout(() => request.onerror?.(new Event('error'))); return request;",
    "there is none": "Object.defineProperty(window, 'indexedDB', { value: undefined });",
    "reading it throws": "Object.defineProperty(window, 'indexedDB', { get() { %s } });" % (FAILS % "SecurityError"),
    "the connection is closed": "IDBDatabase.prototype.transaction = function () { %s };"
    % (FAILS % "InvalidStateError"),
    "a transaction never ends": "IDBDatabase.prototype.transaction = () => ({ objectStore: () => ({ getAll: () => new EventTarget(),"
    " getAllKeys: () => new EventTarget(), get: () => new EventTarget(), delete: () => ({}) }) });",
    "nothing can be put": "IDBObjectStore.prototype.put = function () { %s };" % (FAILS % "QuotaExceededError"),
    "nothing can be deleted either": "IDBObjectStore.prototype.put = IDBObjectStore.prototype.delete = function () { %s };"
    % (FAILS % "UnknownError"),
}
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
}"""
FULL_STORAGE = "Storage.prototype.setItem = function () { throw new DOMException('', 'QuotaExceededError'); };"
LOCKS = "if (navigator.locks) navigator.locks.request = () => %s;"
# In addition to the outbox's database.
OTHER = {
    "localStorage is refused": NO_STORAGE,
    "localStorage is full": FULL_STORAGE,
    "locks are refused": LOCKS % "Promise.reject(new DOMException('', 'SecurityError'))",
    "locks throw": LOCKS % "{ throw new DOMException('', 'InvalidStateError'); }",
    "locks never answer": LOCKS % "new Promise(() => {})",
    "tabs cannot talk": "window.BroadcastChannel = function () { throw new DOMException('', 'SecurityError'); };",
    "everything": BROKEN["opening throws"]
    + NO_STORAGE
    + LOCKS % "{ throw new DOMException('', 'SecurityError'); }"
    + "window.BroadcastChannel = undefined;",
}
WHILE_OPEN = {
    "deleted": "indexedDB.deleteDatabase('hashira');",
    "closed": BROKEN["the connection is closed"],
    "full": BROKEN["nothing can be put"],
}


def say(page: Page, text: str) -> None:
    page.get_by_label(TALK).fill(text)
    page.keyboard.press("Control+Enter")


def everything_is_sent(page: Page, discussion) -> None:
    """Posts in order, a finding, an edited finding and a comment arrive once each, and their fields are empty."""
    for text in ("First", "Second"):
        say(page, text)
        expect(page.locator("live-pane .bubble__text").last).to_have_text(text, timeout=PATIENT)
        expect(page.get_by_label(TALK)).to_have_value("", timeout=PATIENT)
    find(page, "Found without a memory")
    expect(page.locator(".slip__title")).to_have_count(2, timeout=PATIENT)
    expect(page.locator("#finding-form")).not_to_have_attribute("data-sending", "")
    expect(page.locator("#finding-form").get_by_label(TITLE)).to_have_value("")
    page.get_by_role("button", name="Edit Nobody").click()
    page.locator("#edit_title").fill("Nobody can go back at night")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".slip__title").first).to_have_text("Nobody can go back at night", timeout=PATIENT)
    expect(page.locator("#edit-form")).to_have_count(0, timeout=PATIENT)
    assert said() == ["First", "Second"]
    assert (Finding.objects.count(), Edit.objects.count()) == (2, 1)

    page.goto(discussion.url("workshop:main-room"))
    page.get_by_label("Comment", exact=True).fill("Without a name")
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator("own-comments")).to_contain_text("Without a name", timeout=PATIENT)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    assert [each.text for each in Waiting.objects.all()] == ["Without a name"]


@pytest.mark.parametrize("before", [*BROKEN.values(), *OTHER.values()], ids=[*BROKEN, *OTHER])
def test_everything_is_sent_all_the_same(visits, table, ben, finding, discussion, before):
    everything_is_sent(visits.open(table, ben, before=before), discussion)


@pytest.mark.parametrize("then", WHILE_OPEN.values(), ids=WHILE_OPEN)
def test_everything_is_sent_where_the_database_goes_while_the_page_is_open(
    visits, table, ben, finding, discussion, then
):
    page = visits.open(table, ben)
    say(page, "Before")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Before"])
    Entry.objects.all().delete()
    page.evaluate(f"() => {{ {then} }}")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Before"])
    everything_is_sent(page, discussion)


def test_everything_is_sent_where_the_quota_is_one_byte(visits, table, ben, finding, discussion):
    page = visits.open(table, ben)
    quota = {"origin": visits.address, "quotaSize": 1}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    everything_is_sent(page, discussion)


@pytest.mark.parametrize("before", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_sent_either_stays_in_its_field_until_it_is(visits, table, ben, before):
    page = visits.open(table, ben, before=before)
    way = Way(page.context, "entries/")
    way.is_open = False
    say(page, "Kept by the page alone")
    expect(page.locator("#talk [data-unstored]")).to_have_text(UNSTORED, timeout=PATIENT)
    expect(page.locator('.bubble[data-state="waiting"] [data-fate]')).to_have_text(
        "Not sent yet. Keep this page open until it is sent."
    )
    expect(page.locator("connection-pill")).to_have_text("1 not sent yet · Keep this page open")
    expect(page.get_by_label(TALK)).to_have_value("Kept by the page alone")
    page.get_by_label(TALK).press("Control+Enter")  # pressed again, it is the same
    way.is_open = True
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Kept by the page alone"], timeout=BY_ITSELF)
    expect(page.get_by_label(TALK)).to_have_value("", timeout=PATIENT)
    expect(page.locator("connection-pill")).to_have_text("Connected", timeout=PATIENT)
    assert said() == ["Kept by the page alone"]


def test_words_in_memory_go_out_in_the_order_written(visits, table, ben):
    page = visits.open(table, ben, before=BROKEN["opening throws"])
    way = Way(page.context, "entries/")
    way.is_open = False
    for number, text in enumerate(("First", "Second", "Third")):
        say(page, text)
        expect(page.locator("waiting-posts .bubble")).to_have_count(number + 1)
    way.is_open = True
    expect(page.locator("live-pane .bubble__text")).to_have_text(["First", "Second", "Third"], timeout=BY_ITSELF)
    expect(page.get_by_label(TALK)).to_have_value("", timeout=PATIENT)
    assert way.tried == ["First", "Second", "Third"]


def test_a_finding_that_is_neither_stored_nor_sent_stays_in_its_form_which_takes_words_again(visits, table, ben):
    page = visits.open(table, ben, before=BROKEN["opening throws"])
    way = Way(page.context, "findings/")
    way.status = 503
    find(page, "Written into nothing")
    form = page.locator("#finding-form")
    expect(form.get_by_role("alert")).to_have_text(UNSTORED, timeout=PATIENT)
    expect(form).not_to_have_attribute("data-sending", "")
    expect(form.get_by_label(TITLE)).to_have_value("Written into nothing")
    way.status = None
    expect(page.locator(".slip__title")).to_have_text(["Written into nothing"], timeout=BY_ITSELF)
    expect(form.get_by_label(TITLE)).to_have_value("", timeout=PATIENT)
    assert Finding.objects.count() == 1


def test_a_finding_in_memory_that_is_written_on_is_sent_as_it_reads_then(visits, table, ben):
    page = visits.open(table, ben, before=BROKEN["opening throws"])
    way = Way(page.context, "findings/")
    way.is_open = False
    find(page, "Half of it")
    form = page.locator("#finding-form")
    expect(form.get_by_role("alert")).to_have_text(UNSTORED, timeout=PATIENT)
    form.get_by_label(TITLE).fill("All of it")
    page.get_by_role("button", name="Add to board").click()
    way.is_open = True
    expect(form.get_by_label(TITLE)).to_have_value("", timeout=BY_ITSELF)
    expect(page.locator(".slip__title")).to_have_text(["All of it"])
    assert way.tried == ["All of it"]


def test_a_comment_that_cannot_be_stored_on_this_device_stays_in_its_field_until_it_is_sent(visits, discussion, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben, before=BROKEN["opening throws"] + ";" + SOONEST)
    reached = []
    main_room.context.route("**/c/**", lambda route: route.continue_() if reached else route.abort())
    field = main_room.get_by_label("Comment", exact=True)
    field.fill("I would rather not say who I am")
    main_room.locator(".composer").get_by_role("button", name="Send").click()
    main_room.get_by_role("button", name="Save on this device until it can be sent").click()
    expect(main_room.locator("#comment-error")).to_have_text(UNSTORED)
    expect(field).to_have_value("I would rather not say who I am")
    reached.append(True)
    expect(field).to_have_value("", timeout=BY_ITSELF)
    assert Waiting.objects.count() == 1


def asks_before_closing(page: Page) -> bool:
    """Whether the page asks before it is closed."""
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.close(run_before_unload=True)
    beside = page.context.new_page()
    while not asked and not page.is_closed():
        beside.wait_for_timeout(50)
    return asked == ["beforeunload"]


def test_a_page_that_alone_holds_words_asks_before_it_is_closed(visits, table, ben):
    page = visits.open(table, ben, before=BROKEN["opening throws"])
    page.context.set_offline(True)
    say(page, "Only here")
    expect(page.locator("waiting-posts .bubble")).to_have_count(1)
    assert asks_before_closing(page)


def test_a_page_whose_drafts_are_not_stored_asks_before_it_is_closed(visits, table, ben):
    page = visits.open(table, ben, before=FULL_STORAGE)
    page.get_by_label(TALK).click()
    page.keyboard.type("Not stored")
    assert asks_before_closing(page)


def test_a_page_that_stores_closes_without_asking(visits, table, ben):
    page = visits.open(table, ben)
    page.context.set_offline(True)
    say(page, "Stored")
    expect(page.locator('.bubble[data-state="waiting"]')).to_have_count(1)
    page.get_by_label(TALK).press_sequentially("A draft")
    assert not asks_before_closing(page)


def test_what_waits_outlives_a_database_that_is_deleted(visits, table, ben):
    page = visits.open(table, ben)
    way = Way(page.context, "entries/")
    way.is_open = False
    say(page, "First")
    expect(page.locator('.bubble[data-state="waiting"]')).to_have_count(1)
    page.evaluate("() => new Promise((done) => (indexedDB.deleteDatabase('hashira').onsuccess = done))")
    say(page, "Second")
    expect(page.locator('.bubble[data-state="waiting"] .bubble__text')).to_have_text(["First", "Second"])
    page.reload()
    expect(page.locator('.bubble[data-state="waiting"] .bubble__text')).to_have_text(["First", "Second"])
    way.is_open = True
    expect(page.locator("live-pane .bubble__text")).to_have_text(["First", "Second"], timeout=BY_ITSELF)
    assert said() == ["First", "Second"]
