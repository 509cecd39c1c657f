"""The pages of a lens: ticking choices shows the risk, and importing a file shows what is wrong with it."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from reviews.lenses import services
from tests.browser.visits import PHONE, Visits, tab_to
from tests.reviews.lenses.lenses import lens, question, text_of

RULES = [("alpha && !beta", "MEDIUM_RISK"), ("alpha && beta && gamma", "NO_RISK"), ("default", "HIGH_RISK")]
ASKED = "/lenses/a-lens/1/questions/first/"


@pytest.fixture
def asked(db) -> str:
    """A question whose rules have a flaw: adding beta to alpha makes the risk worse."""
    services.import_lens(lens(question(choices=["alpha", "beta", "gamma", "none_no"], rules=RULES)))
    return ASKED


def has_the_frame(page: Page, letters: str) -> None:
    expect(page.locator(".lattice [data-now]")).to_have_text(letters)


def test_ticking_changes_the_risk_and_moves_the_frame(visits: Visits, ana, asked):
    page = visits.open(asked, ana)
    result = page.locator("#lens-result")
    expect(result).to_contain_text("Unanswered")
    has_the_frame(page, "none")
    page.get_by_label("We do alpha").check()
    expect(result).to_contain_text("Medium risk")
    expect(result).to_contain_text("rule 1 applies")
    has_the_frame(page, "A")
    page.get_by_label("We do beta").check()
    expect(result).to_contain_text("High risk")
    has_the_frame(page, "AB")
    expect(page.locator(".rules li[aria-current]")).to_contain_text("default")
    expect(page).to_have_url(re.compile(r"choice=alpha&choice=beta$"))
    page.reload()
    expect(result).to_contain_text("High risk")
    page.get_by_label("B: not applicable").check()
    expect(result).to_contain_text("Medium risk")
    expect(page.locator(".lattice [data-now]")).to_have_count(0)


def test_ticks_that_come_faster_than_answers_all_count(visits: Visits, ana, asked):
    page = visits.open(asked, ana)
    for name in ("alpha", "beta", "gamma"):
        page.get_by_label(f"We do {name}").check(no_wait_after=True)
    expect(page.locator("#lens-result")).to_contain_text("No risk")
    has_the_frame(page, "ABC")


def test_ticking_by_keyboard_keeps_the_focus(visits: Visits, ana, asked):
    page = visits.open(asked, ana)
    first = page.get_by_label("We do alpha")
    tab_to(page, first)
    page.keyboard.press("Space")
    expect(page.locator("#lens-result")).to_contain_text("Medium risk")
    expect(first).to_be_focused()


def test_without_scripts_a_button_shows_the_risk(visits: Visits, ana, asked):
    page = visits.open(asked, ana, java_script_enabled=False)
    page.get_by_label("We do alpha").check()
    page.get_by_role("button", name="Show the risk").click()
    expect(page.locator("#lens-result")).to_contain_text("Medium risk")


@pytest.mark.typeset
@pytest.mark.parametrize("screen", [{"width": 1280, "height": 800}, PHONE], ids=["laptop", "phone"])
def test_ticking_moves_nothing_on_the_page(visits: Visits, ana, asked, screen):
    page = visits.open(asked, ana, screen=screen)
    page.evaluate("document.fonts.ready")
    places = [
        page.locator(place)
        for place in ("h1", "#lens-result", "#lens-rules li >> nth=2", ".lattice svg >> nth=0", ".proofs")
    ]

    def stand() -> list:
        top = page.evaluate("scrollY")
        return [round(place.bounding_box()["y"] + top) for place in places if place != places[1]]

    before = stand()
    page.get_by_label("We do alpha").check()
    expect(page.locator("#lens-result")).to_contain_text("Medium risk")
    assert stand() == before


def test_a_file_is_imported_published_and_its_next_version_compared(visits: Visits, ana, tmp_path):
    page = visits.open("/lenses/", ana)
    for number, title in enumerate(("How do you first?", "How do you now?")):
        path = tmp_path / f"{number}.json"
        path.write_text(text_of(lens(question(title=title))))
        page.goto("/lenses/import/")
        page.get_by_label("File", exact=True).set_input_files(path)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_role("status").filter(has_text="Imported as a draft.")).to_be_visible()
        if number == 0:
            page.get_by_role("button", name="Publish as 1.0").click()
            expect(page.get_by_text("Version 1.0")).to_be_visible()
    page.get_by_role("link", name="See what changes").click()
    expect(page.get_by_text("How do you first?")).to_be_visible()
    page.go_back()
    page.get_by_label("Major: 2.0").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2.0")).to_be_visible()
    page.get_by_role("link", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download original").click()
    assert download.value.suggested_filename == "a-lens-2.0.json"
    assert json.loads(download.value.path().read_text())["pillars"][0]["questions"][0]["title"] == "How do you now?"


def test_a_refused_text_stays_in_its_field(visits: Visits, ana):
    page = visits.open("/lenses/import/", ana)
    page.get_by_label("Or paste its text").fill('{"pillars": ')
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("alert")).to_contain_text("1 error")
    expect(page.get_by_label("Or paste its text")).to_have_value('{"pillars": ')
