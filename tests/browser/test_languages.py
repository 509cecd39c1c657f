"""People choose among the languages of a session; what they write is shown as written."""

import pytest
from playwright.sync_api import expect

from tests.actors import Day, make_session

TEXTS = [
    "𠮷野家の髙橋と山﨑です。①②〜☆",
    "👩‍👩‍👧 🏳️‍🌈 ok",
    "שלום, מה שלומכם?",
    "مرحبا بالعالم",
    "<script>alert(1)</script> & \"quoted\" 'text'",
]


def test_the_switch_leads_from_one_language_to_the_other_and_back(visits, discussion, ben):
    main_room = visits.open(discussion.url("workshop:main-room"), ben)
    expect(main_room.get_by_role("heading", level=1)).to_have_text("Operational Excellence")
    main_room.get_by_role("link", name="日本語").click()
    expect(main_room.locator("html")).to_have_attribute("lang", "ja")
    expect(main_room.get_by_role("heading", level=1)).not_to_contain_text("Operational")
    discussion.goes_to("presentation", "operationalExcellence")  # frames are in the same language
    expect(main_room.locator(".main-room__where")).to_contain_text("発表")
    main_room.get_by_role("link", name="English").click()
    expect(main_room.get_by_role("heading", level=1)).to_have_text("Operational Excellence")


@pytest.mark.parametrize(("languages", "switches"), [(["ja", "en"], 1), (["ja"], 0)], ids=["two", "one"])
def test_with_one_language_the_switch_is_not_shown(visits, ana, languages, switches):
    day = Day(make_session(ana, languages=languages), ana)
    main_room = visits.open(day.url("workshop:main-room"), day.comes("Ben", "Kita Paper"), language="en")
    expect(main_room.get_by_role("link", name="シナリオ" if len(languages) == 1 else "Scenario")).to_be_visible()
    expect(main_room.locator("a.language")).to_have_count(switches)
    expect(main_room.locator("html")).to_have_attribute("lang", "en" if len(languages) == 2 else "ja")


def test_every_script_reaches_the_others_as_it_was_written(visits, table, ben, chi):
    bens, chis = visits.open(table, ben), visits.open(table, chi, language="ja")
    for text in TEXTS:
        bens.locator("#talk-form textarea").fill(text)
        bens.keyboard.press("Control+Enter")
        expect(bens.locator("#talk-form textarea")).to_have_value("")
    for page in (bens, chis):
        expect(page.locator("live-pane .bubble__text")).to_have_text(TEXTS)
    written = chis.locator("live-pane .bubble__text").evaluate_all(
        "all => all.map((each) => getComputedStyle(each).direction)"
    )
    assert written == ["ltr", "ltr", "rtl", "rtl", "ltr"]
