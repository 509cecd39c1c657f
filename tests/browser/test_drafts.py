"""Several drafts for one form: each can be reached, and none is overwritten."""

import pytest
from playwright.sync_api import Locator, Page, expect

from reviews.tables.models import Entry
from tests.browser.test_outbox import BY_ITSELF, TALK, TITLE, Way
from workshop.groups import services as groups
from workshop.groups.queries import groups_of

OTHER = "Another draft is stored in this browser."


@pytest.fixture
def page(visits, table, ben) -> Page:
    return visits.open(table, ben)


def begins(page: Page, title: str, risk: str = "") -> None:
    if not page.get_by_label(TITLE).is_visible():
        page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill(title)
    if risk:
        page.get_by_label(risk).check()


def drafts_in(form: Locator, field: str) -> set[str]:
    """The drafts that the form shows one after the other by its button, until the first one is shown again."""
    found: list[str] = []
    while (value := form.get_by_label(field).input_value()) not in found:
        found.append(value)
        if form.get_by_text(OTHER).is_visible():
            form.get_by_role("button", name="Show it").click()
    return set(found)


def test_two_tabs_with_one_form_are_two_drafts(page, table):
    other = page.context.new_page()
    other.goto(table)
    begins(page, "From the first tab", "High risk")
    begins(other, "From the second tab", "Medium risk")
    page.close()
    other.close()
    again = other.context.new_page()
    again.goto(table)
    assert drafts_in(again.locator("#finding-form"), TITLE) == {"From the first tab", "From the second tab"}
    expect(
        again.get_by_label(
            "Medium risk" if again.get_by_label(TITLE).input_value().endswith("second tab") else "High risk"
        )
    ).to_be_checked()


def test_two_tabs_that_go_on_from_one_draft_do_not_overwrite_each_other(page, table):
    begins(page, "Begun")
    other = page.context.new_page()
    other.goto(table)
    page.get_by_label(TITLE).fill("Begun, and on in the first tab")
    other.get_by_label(TITLE).fill("Begun, and on in the second tab")
    page.get_by_label(TITLE).fill("Begun, and further in the first tab")
    again = page.context.new_page()
    again.goto(table)
    assert drafts_in(again.locator("#finding-form"), TITLE) == {
        "Begun, and further in the first tab",
        "Begun, and on in the second tab",
    }


def test_what_one_tab_sends_leaves_the_draft_of_the_other(page, table):
    other = page.context.new_page()
    other.goto(table)
    other.get_by_label(TALK).fill("Begun in the other tab")
    page.get_by_label(TALK).fill("Said here")
    page.get_by_label(TALK).press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Said here"])
    other.close()
    expect(page.locator("#talk-form").get_by_text(OTHER)).to_be_visible()
    page.locator("#talk-form").get_by_role("button", name="Show it").click()
    expect(page.get_by_label(TALK)).to_have_value("Begun in the other tab")
    page.reload()
    expect(page.get_by_label(TALK)).to_have_value("Begun in the other tab")


def test_a_draft_that_is_discarded_leaves_the_other(page, table):
    other = page.context.new_page()
    other.goto(table)
    begins(page, "Keep this")
    begins(other, "Not this")
    other.reload()
    other.get_by_role("button", name="Discard").click()
    expect(other.get_by_label(TITLE)).to_have_value("")
    other.get_by_role("button", name="Show it").click()
    expect(other.get_by_label(TITLE)).to_have_value("Keep this")
    expect(other.locator("#finding-form").get_by_text(OTHER)).to_be_hidden()


def test_two_edits_that_are_taken_back_are_two_drafts(page, finding):
    page.reload()
    way = Way(page.context, "edits/")
    way.is_open = False
    for title in ("The first way to say it", "The second way to say it"):
        page.get_by_role("button", name="Edit Nobody").click()
        page.locator("#edit_title").fill(title)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#edit-form")).to_have_count(0)
    expect(page.locator(".waiting__line")).to_have_count(2)
    page.route("**/findings/*/", lambda route: None)  # the form for editing it is not opened in between
    for _ in range(2):
        page.get_by_role("button", name="Edit again").first.click()
    expect(page.locator(".waiting__line")).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    page.get_by_role("button", name="Edit Nobody").click()
    expect(page.locator("#edit_title")).not_to_have_value(finding.title)
    assert drafts_in(page.locator("#edit-form"), TITLE) == {"The first way to say it", "The second way to say it"}


def test_words_taken_back_beside_a_finding_that_is_being_written_are_two_drafts(page):
    way = Way(page.context, "findings/")
    way.is_open = False
    begins(page, "Sent into nothing", "High risk")
    page.get_by_role("button", name="Add to board").click()
    expect(page.locator(".waiting__line")).to_contain_text("Not sent yet")
    begins(page, "Begun since", "Medium risk")
    page.get_by_text("Back to the findings").click()
    page.get_by_role("button", name="Edit again").click()
    expect(page.get_by_label(TITLE)).to_have_value("Sent into nothing")
    expect(page.get_by_label("High risk")).to_be_checked()
    assert drafts_in(page.locator("#finding-form"), TITLE) == {"Sent into nothing", "Begun since"}


def test_a_new_finding_and_two_rewritten_ones_each_have_their_own(page, finding):
    page.reload()
    begins(page, "A new one")
    page.get_by_text("Back to the findings").click()
    page.get_by_role("button", name="Edit Nobody").click()
    page.locator("#edit_title").fill("The old one, otherwise")
    page.reload()
    expect(page.locator("#finding-form").get_by_label(TITLE)).to_have_value("A new one")
    page.get_by_text("Back to the findings").click()
    page.get_by_role("button", name="Edit Nobody").click()
    expect(page.locator("#edit_title")).to_have_value("The old one, otherwise")


def test_drafts_come_along_to_another_table(page, discussion, ben):
    begins(page, "Begun at the old table")
    page.get_by_label(TALK).fill("Not said yet")
    sits = discussion.group_of("Ben")
    to = next(group for group in groups_of(discussion.session) if group != sits)
    groups.move(ben, to, seen=str(sits.pk))
    page.goto(discussion.url("reviews:table", group=to.pk))
    expect(page.get_by_label(TITLE)).to_have_value("Begun at the old table")
    expect(page.get_by_label(TALK)).to_have_value("Not said yet")
    page.get_by_label(TALK).press("Control+Enter")
    expect(page.locator("live-pane .bubble__text")).to_have_text(["Not said yet"], timeout=BY_ITSELF)
    assert Entry.objects.get().group == to


def test_a_facilitators_drafts_stay_at_their_tables(visits, discussion, ana):
    one, two = (discussion.url("reviews:table", group=group.pk) for group in groups_of(discussion.session))
    page = visits.open(one, ana)
    page.get_by_label(TALK).fill("For the first table only")
    page.goto(two)
    expect(page.get_by_label(TALK)).to_have_value("")
    page.goto(one)
    expect(page.get_by_label(TALK)).to_have_value("For the first table only")


def test_a_draft_of_the_release_before_is_shown_too(page, ben, table):
    old = '{"at": %d, "values": [["text", "From before"]]}'
    page.evaluate(
        "([key, old]) => localStorage.setItem(key, old.replace('%d', Date.now()))",
        [f"hashira.draft.{ben.pk}.talk", old],
    )
    page.reload()
    expect(page.get_by_label(TALK)).to_have_value("From before")


def test_what_one_tab_has_sent_is_not_offered_again_by_another(page, table):
    begins(page, "No way back", "High risk")
    page.get_by_label(TALK).fill("We deploy by hand")
    other = page.context.new_page()
    other.goto(table)
    expect(other.get_by_label(TITLE)).to_have_value("No way back")
    expect(other.get_by_label(TALK)).to_have_value("We deploy by hand")

    page.get_by_role("button", name="Add to board").click()
    page.get_by_label(TALK).press("Control+Enter")
    for form in (other.get_by_label(TITLE), other.get_by_label(TALK)):
        expect(form).to_have_value("")
    expect(other.get_by_text(OTHER)).to_have_count(2)
    for said in other.get_by_text(OTHER).all():
        expect(said).to_be_hidden()
