"""A backup is restored while pages are open: they show what the database contains and continue from there."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Route, expect

from tests.backups import Backup
from tests.browser.test_line import TALK, TO_POLL, says
from tests.browser.visits import Line
from workshop.live import hub

SAID = "live-pane .bubble__text"


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch) -> None:
    monkeypatch.setattr(hub, "BEAT_EVERY", 0.5)


@pytest.mark.parametrize("later", [0, 2, 4, 6], ids=lambda later: f"{later} later")
def test_open_pages_show_what_the_restored_database_holds(visits, table, ben, chi, later):
    """Four posts are lost; afterwards fewer, as many or more are posted."""
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    says(bens, "Before")
    expect(chis.locator(SAID)).to_have_text(["Before"])
    for page in (bens, chis):  # so that they know the ETag of what will be restored
        with page.expect_response("**/talk/"):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    backup = Backup()
    lost = [f"Lost {number}" for number in range(4)]
    for word in lost:
        says(bens, word)
    for page in (bens, chis):
        expect(page.locator(SAID)).to_have_text(["Before", *lost])
    backup.restore()
    words = [f"Later {number}" for number in range(later)]
    for word in words:
        says(bens, word)
    for page in (bens, chis):
        expect(page.locator(SAID)).to_have_text(["Before", *words])
        expect(page.locator("connection-pill")).to_have_text("Connected")
    says(chis, "And on it goes")
    for page in (bens, chis):
        expect(page.locator(SAID)).to_have_text(["Before", *words, "And on it goes"])


def test_what_is_told_of_the_restored_room_is_not_put_beside_what_was_lost(visits, table, ben, chi):
    """Ben's page still shows the lost posts, since its fetches are held back. New frames are not applied after them."""
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    backup = Backup()
    lost = [f"Lost {number}" for number in range(3)]
    for word in lost:
        says(chis, word)
    expect(bens.locator(SAID)).to_have_text(lost)
    held: list[Route] = []
    bens.route("**/talk/", lambda route: held.append(route))
    backup.restore()
    expect(chis.locator(SAID)).to_have_count(0)
    words = [f"Later {number}" for number in range(7)]
    for word in words:
        says(chis, word)
    expect(chis.locator(SAID)).to_have_text(words)
    assert bens.locator(SAID).all_text_contents() == lost
    bens.unroute_all()
    for route in held:
        with suppress(Error):  # the page gave up waiting for it
            route.continue_()
    expect(bens.locator(SAID)).to_have_text(words)


def test_a_page_that_comes_back_after_the_restore_shows_it_too(visits, table, ben, chi):
    line = Line()
    bens, chis = visits.open(table, ben, line=line), visits.open(table, chi)
    backup = Backup()
    for number in range(3):
        says(bens, f"Lost {number}")
    expect(bens.locator(SAID)).to_have_text([f"Lost {number}" for number in range(3)])
    line.cut()
    backup.restore()
    says(chis, "Later")
    line.restore()
    bens.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for page in (bens, chis):
        expect(page.locator(SAID)).to_have_text(["Later"])


def test_a_page_without_a_socket_shows_it_too(visits, table, ben, chi):
    line = Line()
    bens, chis = visits.open(table, ben, line=line), visits.open(table, chi)
    backup = Backup()
    for number in range(3):
        says(chis, f"Lost {number}")
    expect(bens.locator(SAID)).to_have_text([f"Lost {number}" for number in range(3)])
    line.cut()
    expect(bens.locator("connection-pill")).to_have_text("Slower than usual. Nothing is lost.", timeout=TO_POLL)
    backup.restore()
    expect(bens.locator(SAID)).to_have_count(0)
    for number in range(3):
        says(chis, f"Later {number}")
    expect(bens.locator(SAID)).to_have_text([f"Later {number}" for number in range(3)])
    expect(bens.get_by_label(TALK)).to_have_value("")
