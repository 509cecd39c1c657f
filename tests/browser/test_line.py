"""A page without a socket polls instead, and says so; when the socket is back everything is up to date."""

from playwright.sync_api import expect

from reviews.tables.models import Entry
from tests.browser.visits import Line
from workshop.sessions import services as sessions

TALK = "Message your table"
TO_POLL = 90_000  # ms; the page tries three connections first, each after a longer wait


def test_a_page_without_a_socket_still_shows_what_others_write(visits, table, ben, chi):
    line = Line()
    bens, chis = visits.open(table, ben, line=line), visits.open(table, chi)
    pill = bens.locator("connection-pill")
    expect(pill).to_have_text("Connected")
    expect(pill).not_to_have_attribute("data-link", "slow")

    line.cut()
    says(chis, "Said while Ben heard nothing")
    expect(pill).to_have_text("Slower than usual. Nothing is lost.", timeout=TO_POLL)
    expect(pill).to_have_attribute("data-link", "slow")
    expect(bens.locator("live-pane .bubble__text")).to_have_text(["Said while Ben heard nothing"])
    says(bens, "Ben writes all the same")
    expect(chis.get_by_text("Ben writes all the same")).to_be_visible()
    says(chis, "And is answered")
    everything = ["Said while Ben heard nothing", "Ben writes all the same", "And is answered"]
    for page in (bens, chis):
        expect(page.locator("live-pane .bubble__text")).to_have_text(everything)

    line.restore()
    expect(pill).to_have_text("Connected", timeout=TO_POLL)
    expect(pill).not_to_have_attribute("data-link", "slow")
    says(chis, "Back by the socket")
    for page in (bens, chis):
        expect(page.locator("live-pane .bubble__text")).to_have_text([*everything, "Back by the socket"])
    assert Entry.objects.count() == 4


def test_a_laptop_that_slept_catches_up_when_it_wakes(visits, table, ben, chi):
    line = Line()
    bens, chis = visits.open(table, ben, line=line), visits.open(table, chi)
    expect(bens.locator("connection-pill")).to_have_text("Connected")
    line.cut()
    for number in range(3):
        says(chis, f"Word {number}")
    line.restore()
    bens.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(bens.locator("live-pane .bubble__text")).to_have_text(["Word 0", "Word 1", "Word 2"])


def says(page, text: str) -> None:
    page.get_by_label(TALK).fill(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label(TALK)).to_have_value("")


def test_a_page_without_a_socket_learns_that_the_session_is_over(visits, discussion, ben):
    line = Line()
    page = visits.open(discussion.url("workshop:main-room"), ben, line=line)
    pill = page.locator("connection-pill")
    expect(pill).to_have_text("Connected")
    line.cut()
    expect(pill).to_have_attribute("data-link", "slow", timeout=TO_POLL)
    sessions.finish(discussion.session)
    expect(page.get_by_role("heading", level=1)).to_have_text("This session is over", timeout=TO_POLL)


def test_after_the_session_a_table_invites_nobody_to_write(visits, discussion, table, ben):
    page = visits.open(table, ben)
    write = page.get_by_text("Write a finding")
    expect(page.get_by_label(TALK)).to_be_visible()
    expect(write).to_be_visible()
    discussion.closes("operationalExcellence")
    sessions.finish(discussion.session)
    expect(page.get_by_label(TALK)).to_be_hidden()
    expect(write).to_be_hidden()
    expect(page.get_by_text("What in the document worries you?")).to_have_count(0)


def test_a_message_that_was_begun_is_still_there_after_the_session(visits, discussion, table, ben):
    page = visits.open(table, ben)
    page.get_by_label(TALK).fill("We wanted to say")
    sessions.finish(discussion.session)
    page.wait_for_timeout(2000)
    page.reload()
    expect(page.get_by_label(TALK)).to_be_visible()
    expect(page.get_by_label(TALK)).to_have_value("We wanted to say")


def test_a_comment_written_past_the_end_of_the_session_does_not_blame_the_connection(visits, discussion, ben):
    line = Line()
    page = visits.open(discussion.url("workshop:main-room"), ben, line=line)
    expect(page.locator("connection-pill")).to_have_text("Connected")
    line.cut()
    expect(page.locator("connection-pill")).to_have_attribute("data-link", "slow", timeout=TO_POLL)
    page.get_by_label("Comment", exact=True).fill("One more thing")
    sessions.finish(discussion.session)
    expect(page.locator(".composer")).to_have_text("The session is over; comments are closed.", timeout=TO_POLL)


def test_the_open_page_of_a_table_is_only_read_once_groups_were_assigned_again(visits, discussion, table, ana):
    page = visits.open(table, ana)
    expect(page.get_by_label(TALK)).to_be_visible()
    discussion.assigns_groups()
    expect(page.get_by_label(TALK)).to_have_count(0)
    expect(page.locator("main.table")).to_have_attribute("data-reading", "")
