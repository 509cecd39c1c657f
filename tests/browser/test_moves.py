"""The desk's moves by keyboard: all pages follow them, and they can be undone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PHONE, tab_to
from workshop.sessions import moves
from workshop.sessions.models import Move


def settled(desk) -> None:
    """Waits until no button has changed its meaning within the last moment."""
    expect(desk.locator("[data-fresh]")).to_have_count(0)


def test_p_pauses_for_everyone_and_z_lets_the_clock_run_on_as_if_it_never_had_stood(visits, discussion, ana, ben):
    desk, bens = (
        visits.open(discussion.url("workshop:desk"), ana),
        visits.open(discussion.url("workshop:main-room"), ben),
    )
    end = bens.locator("#stage-clock").get_attribute("data-ends-at")
    desk.keyboard.press("p")
    expect(bens.locator("#stage-clock")).to_have_attribute("data-state", "paused")
    expect(bens.locator(".clock__until")).to_have_text("paused")
    expect(bens.locator("[data-strip]")).to_be_hidden()  # no page offers to follow
    expect(desk.locator("[data-key=p]")).to_contain_text("Resume")
    settled(desk)
    desk.keyboard.press("z")
    expect(bens.locator("#stage-clock")).to_have_attribute("data-state", "running")
    expect(bens.locator("#stage-clock")).to_have_attribute("data-ends-at", end)
    expect(desk.locator("#undo")).to_have_text("Undone: Discussion")


def test_the_undo_offer_counts_down_and_disappears(visits, discussion, ana):
    move = Move.objects.get(session=discussion.session)
    Move.objects.filter(pk=move.pk).update(made_at=move.made_at - timedelta(seconds=8))
    desk = visits.open(discussion.url("workshop:desk"), ana)
    expect(desk.locator("#undo")).to_contain_text("Discussion started")
    left = desk.locator("[data-left]")
    first = left.text_content()
    assert re.fullmatch(r"\d+ s", first)
    expect(left).not_to_have_text(first)
    expect(desk.locator("#undo")).to_be_hidden()
    desk.keyboard.press("z")
    desk.keyboard.press("p")
    expect(desk.locator("[data-key=p]")).to_contain_text("Resume")
    move.refresh_from_db()
    assert move.kind == Move.Kind.PAUSE  # z had no effect


def test_a_stage_is_skipped_and_taken_back_without_a_mouse(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    more = desk.locator("#now-more > summary")
    tab_to(desk, more)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Escape")
    expect(desk.locator("#now-skip")).to_be_hidden()
    expect(more).to_be_focused()
    desk.keyboard.press("Enter")
    tab_to(desk, desk.locator("#now-skip"))
    desk.keyboard.press("Enter")
    expect(desk.locator(".agenda [data-state=skipped] s")).to_have_text("Presentation")
    expect(desk.locator("#now-skip")).to_be_hidden()
    expect(more).to_be_focused()
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("button", name="Restore: Presentation"))
    desk.keyboard.press("Enter")
    expect(desk.locator(".agenda [data-state=skipped]")).to_have_count(0)


def test_a_second_press_of_next_meant_what_stood_there_before(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    desk.keyboard.press("n")
    expect(desk.locator("[data-key=n]")).to_contain_text("Close the pillar")
    desk.keyboard.press("n")
    settled(desk)
    assert discussion.review("operationalExcellence").state == "open"


def test_a_colleague_who_is_too_late_is_told_why(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    seen = moves.number_of(discussion.session.pk)
    desk.keyboard.press("p")
    expect(desk.locator("[data-key=p]")).to_contain_text("Resume")
    settled(desk)
    desk.evaluate(
        f"""document.querySelector('[data-key="5"]').setAttribute('hx-vals', '{{"minutes":"5","seen":"{seen}"}}')"""
    )
    desk.keyboard.press("5")
    expect(desk.locator("[data-messages]")).to_contain_text("since this page was shown (Discussion paused)")


@pytest.mark.typeset
def test_a_phone_shows_every_button_of_the_desk(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana, screen=PHONE)
    for button in desk.locator(".now__clock > .button, .now__next, #undo .button").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


PRESS = """([key, code, modifiers]) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...modifiers }))"""


def test_the_keys_of_the_desk_are_found_on_keyboards_that_write_no_latin_letters(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    label = desk.locator("#now-pause")
    for key, meaning in (("з", "Resume"), ("せ", "Pause"), ("ｐ", "Resume"), ("π", "Pause")):
        settled(desk)
        desk.evaluate(PRESS, [key, "KeyP", {}])
        expect(label).to_contain_text(meaning)


def test_shift_or_altgr_with_a_key_of_the_desk_presses_nothing(visits, discussion, ana):
    desk = visits.open(discussion.url("workshop:desk"), ana)
    number = moves.number_of(discussion.session.pk)
    for key, code, modifiers in (
        ("P", "KeyP", {"shiftKey": True}),
        ("5", "Digit5", {"shiftKey": True}),
        ("p", "KeyP", {"modifierAltGraph": True}),
        ("5", "Digit5", {"modifierAltGraph": True}),
    ):
        desk.evaluate(PRESS, [key, code, modifiers])
    desk.keyboard.press("2")
    expect(desk.locator("#undo")).to_contain_text("extended")
    assert moves.number_of(discussion.session.pk) == number + 1
