"""Several people use one browser in turn: nobody can read the previous person's texts, and no unsent text is lost silently."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from reviews.tables.models import Entry
from tests.browser.test_outbox import BY_ITSELF, TALK, TITLE, Way, stored
from tests.browser.visits import PHONE, until
from workshop.people import memberships, services
from workshop.people.models import Participant

COMMENT = "I would rather not say who I am"
HALF_A_COMMENT = "And I am not sure whether to say this"


@pytest.fixture
def page(visits, table, ben) -> Page:
    """Ben's page: he has begun a finding and a post at his table, sent a comment, and begun another one."""
    page = visits.open(table, ben)
    page.get_by_text("Write a finding").click()
    page.get_by_label(TITLE).fill("Half a thought")
    page.get_by_label(TALK).fill("What if we")
    page.goto(table.split("tables/")[0] + "main/")
    page.get_by_label("Comment", exact=True).fill(COMMENT)
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator("own-comments")).to_contain_text(COMMENT)
    page.get_by_label("Comment", exact=True).fill(HALF_A_COMMENT)
    assert HALF_A_COMMENT in memory(page)
    return page


def memory(page: Page) -> str:
    """Everything that this browser and this tab store for us."""
    return page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)") + stored(page)


def leave(page: Page) -> None:
    page.get_by_role("link", name="Leave the session in this browser").click()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_label("Session code")).to_be_visible()


def is_forgotten(page: Page) -> None:
    until(page, "!document.cookie.includes('left=')")
    for words in ("Half a thought", "What if we", COMMENT, HALF_A_COMMENT, "hashira.draft", "hashira.comments"):
        assert words not in memory(page)


def joins(page: Page, discussion, name: str) -> None:
    page.goto(f"/j/{discussion.session.code}/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Company").fill("Alone")
    page.locator(".lobby__form .button[data-kind=primary]").last.click()


def test_after_leaving_the_next_person_reads_nothing_of_the_one_before(page, discussion):
    leave(page)
    is_forgotten(page)
    joins(page, discussion, "Hal")
    expect(page.locator("#mine")).to_contain_text("Hal")
    expect(page.locator("own-comments li")).to_have_count(0)


def test_a_comment_begun_in_another_tab_is_forgotten_too(page, ben):
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Comment", exact=True).fill("What I say in the other tab")
    elsewhere = page.context.new_page()
    elsewhere.goto(page.url)
    elsewhere.get_by_label("Comment", exact=True).fill("What I say in a third one")
    elsewhere.goto("/")
    assert "What I say in a third one" in memory(elsewhere)
    leave(page)
    is_forgotten(page)
    expect(other).to_have_url(re.compile(r"//[^/]+/$"))
    for tab in (other, elsewhere):
        until(tab, "!JSON.stringify(sessionStorage).includes('What I say')")
        assert str(ben.pk) not in memory(tab)


def test_a_tab_that_did_not_hear_of_it_forgets_when_somebody_else_comes(page, discussion):
    tab = page.context.new_page()
    tab.goto(page.url)
    tab.get_by_label("Comment", exact=True).fill("What I say where nobody hears")
    tab.goto("about:blank")
    leave(page)
    joins(page, discussion, "Hal")
    expect(page.locator("#mine")).to_contain_text("Hal")
    tab.goto(page.url)
    expect(tab.get_by_label("Comment", exact=True)).to_have_value("")
    assert "What I say where nobody hears" not in memory(tab)


def test_a_page_on_which_nothing_was_forgotten_is_made_up_for_by_the_next(page, discussion):
    page.get_by_role("link", name="Leave the session in this browser").click()
    page.route("**/static/js/**", lambda route: route.abort())
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_label("Session code")).to_be_visible()
    page.unroute("**/static/js/**")
    joins(page, discussion, "Hal")
    is_forgotten(page)
    expect(page.locator("own-comments li")).to_have_count(0)


def test_joining_as_somebody_else_asks_and_forgets(page, discussion):
    page.goto(f"/j/{discussion.session.code}/")
    expect(page.get_by_role("link", name="Continue as Ben")).to_be_visible()
    page.get_by_text("Join as someone else").first.click()
    joins_instead(page)
    is_forgotten(page)
    expect(page.locator("own-comments li")).to_have_count(0)


def joins_instead(page: Page) -> None:
    page.get_by_label("Your name").fill("Hal")
    page.get_by_label("Company").fill("Alone")
    page.get_by_role("button", name="Join as someone else").click()
    expect(page.locator("#mine")).to_contain_text("Hal")


def test_a_joining_page_that_was_open_before_asks_whether_it_is_the_same_person(visits, discussion):
    first = visits.open(f"/j/{discussion.session.code}/")
    second = first.context.new_page()
    second.goto(first.url)
    for page, name, company in ((first, "Hal", "Alone"), (second, "Ida", "Kita Paper")):
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Company").fill(company)
        page.get_by_role("button", name="Join").click()
    expect(second.get_by_text("You have joined as Hal from Alone in this browser.")).to_be_visible()
    second.get_by_role("button", name="Join as someone else").click()
    expect(second.locator("#mine")).to_contain_text("Ida")
    expect(first).to_have_url(visits.address + "/")
    assert Participant.objects.filter(name__in=["Hal", "Ida"]).count() == 2


def test_a_facilitators_comment_is_not_the_next_persons_who_joins_in_the_same_browser(visits, discussion, ana):
    page = visits.open(discussion.url("workshop:main-room"), ana)
    page.get_by_label("Comment", exact=True).fill(COMMENT)
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator("own-comments")).to_contain_text(COMMENT)
    page.get_by_label("Comment", exact=True).fill(HALF_A_COMMENT)
    joins(page, discussion, "Hal")
    expect(page.locator("#mine")).to_contain_text("Hal")
    is_forgotten(page)
    expect(page.locator("own-comments li")).to_have_count(0)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_a_person_who_joins_where_the_previous_membership_is_unknown_reads_no_comment(page, discussion):
    """Its cookie was deleted, has expired, or had no room for it."""
    page.context.clear_cookies(name="seats")
    joins(page, discussion, "Hal")
    expect(page.locator("#mine")).to_contain_text("Hal")
    until(page, "!document.cookie.includes('left=')")
    expect(page.locator("own-comments li")).to_have_count(0)
    assert COMMENT not in memory(page)
    assert HALF_A_COMMENT not in memory(page)


def test_a_personal_link_of_somebody_else_forgets(page, chi):
    page.goto(f"/p/{chi.pk}/{memberships.token(chi)}/")
    page.get_by_role("button", name=f"Continue as {chi.name}").click()
    expect(page.locator("#mine")).to_contain_text(chi.name)
    is_forgotten(page)


def test_going_back_the_next_person_finds_no_word_of_the_one_before_in_any_field(page, table, chi):
    """A browser fills the fields of a page when somebody goes back to it, even if it is somebody else. Chi is at Ben's table."""
    main_room = page.url
    page.goto(f"/p/{chi.pk}/{memberships.token(chi)}/")
    page.get_by_role("button", name=f"Continue as {chi.name}").click()
    expect(page.locator("#mine")).to_contain_text(chi.name)
    is_forgotten(page)
    seen = []
    while table not in seen:
        page.go_back(wait_until="load")
        page.wait_for_timeout(500)  # fields are filled once the page is there
        seen.append(page.url.removeprefix(main_room.split("/s/")[0]))
        for field in page.locator(
            "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [readonly])"
        ).all():
            assert field.input_value() == "", seen
    assert main_room.removeprefix(main_room.split("/s/")[0]) in seen
    is_forgotten(page)


def test_after_a_facilitator_signed_out_the_next_person_reads_no_comment_of_theirs(visits, discussion, ana):
    page = visits.open(discussion.url("workshop:main-room"), ana)
    other = page.context.new_page()
    for tab, words in ((page, COMMENT), (other, HALF_A_COMMENT)):
        tab.goto(discussion.url("workshop:main-room"))
        tab.get_by_label("Comment", exact=True).fill(words)
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator("own-comments")).to_contain_text(COMMENT)
    page.goto("/sessions/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Session code")).to_be_visible()
    is_forgotten(page)
    expect(other.get_by_label("Comment", exact=True)).to_have_count(0)
    assert HALF_A_COMMENT not in memory(other)
    joins(page, discussion, "Hal")
    expect(page.locator("#mine")).to_contain_text("Hal")
    expect(page.locator("own-comments li")).to_have_count(0)


def test_what_was_removed_is_forgotten_when_asked_for(page, ben):
    services.remove(ben)  # the page loads itself again; a reload of ours would collide with that
    page.get_by_role("button", name="Delete stored data").click()
    expect(page.get_by_label("Session code")).to_be_visible()
    is_forgotten(page)


def test_a_removal_alone_forgets_nothing(page, ben, table):
    services.remove(ben)
    expect(page.get_by_role("button", name="Delete stored data")).to_be_visible()
    services.restore(ben)
    page.goto(table)
    expect(page.get_by_label(TALK)).to_have_value("What if we")


def test_what_is_stored_of_another_session_stays(page, discussion):
    page.evaluate("""() => {
      localStorage.setItem("hashira.comments.other", "[]");
      localStorage.setItem("hashira.draft.other.talk", "[]");
    }""")
    leave(page)
    until(page, "!document.cookie.includes('left=')")
    assert set(json.loads(page.evaluate("JSON.stringify(localStorage)"))) == {
        "hashira.comments.other",
        "hashira.draft.other.talk",
    }


@pytest.fixture
def unsent(page, table) -> Way:
    """Ben has written two posts that cannot be sent."""
    way = Way(page.context, "entries/")
    way.is_open = False
    page.goto(table)
    for text in ("One", "Two"):
        page.get_by_label(TALK).fill(text)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_label(TALK)).to_have_value("")
    page.goto(table.split("tables/")[0] + "leaving/")
    return way


@pytest.mark.typeset
def test_a_long_button_does_not_widen_a_phones_page(page, unsent, discussion):
    """This includes a company and a name of the maximum length."""
    page.set_viewport_size(PHONE)
    Participant.objects.filter(name="Ben").update(name="Ben" * 30, company="W" * 80)
    page.reload()
    expect(page.get_by_role("button", name="Delete them and leave")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.goto(f"/j/{discussion.session.code}/")
    page.get_by_text("Join as someone else").first.click()
    expect(page.get_by_role("button", name="Delete them and join as someone else")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_leaving_says_what_is_not_sent_and_deletes_it_only_when_asked_to(page, unsent):
    expect(page.get_by_role("alert")).to_contain_text("2 entries have not been sent yet.")
    page.get_by_role("button", name="Delete them and leave").click()
    expect(page.get_by_label("Session code")).to_be_visible()
    until(page, "!document.cookie.includes('left=')")
    assert stored(page) == "[]"
    assert not Entry.objects.exists()


def test_what_is_not_sent_can_be_sent_first(page, unsent):
    page.get_by_role("link", name="Send them first").click()
    expect(page.locator("connection-pill")).to_have_text("2 not sent yet")
    unsent.is_open = True
    expect(page.locator("connection-pill")).to_have_text("Connected", timeout=BY_ITSELF)
    leave(page)
    assert [entry.text for entry in Entry.objects.order_by("told_at")] == ["One", "Two"]


def test_what_came_to_wait_after_the_page_was_opened_is_asked_about_too(visits, discussion, table, ben):
    leaving = visits.open(discussion.url("workshop:leave"), ben)
    other = leaving.context.new_page()
    other.goto(table)
    Way(leaving.context, "entries/").is_open = False
    other.get_by_label(TALK).fill("Late")
    other.keyboard.press("Control+Enter")
    expect(other.get_by_label(TALK)).to_have_value("")
    leaving.get_by_role("button", name="Leave").click()
    expect(leaving.get_by_role("alert")).to_contain_text("1 entry has not been sent yet.")
    leaving.get_by_role("button", name="Delete them and leave").click()
    expect(leaving.get_by_label("Session code")).to_be_visible()


def test_leaving_works_without_scripts(visits, discussion, ben):
    page = visits.open(discussion.url("workshop:leave"), ben, java_script_enabled=False)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_label("Session code")).to_be_visible()


def test_after_a_facilitator_signs_out_the_next_person_reads_nothing_of_theirs(visits, discussion, ana):
    page = visits.open(discussion.url("workshop:main-room"), ana)
    page.get_by_label("Comment", exact=True).fill(COMMENT)
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator("own-comments")).to_contain_text(COMMENT)
    ana.set_password("a long word of mine")
    ana.save()
    page.goto("/sign-in/?next=/sessions/")
    page.get_by_label("Email").fill(ana.email)
    page.get_by_label("Password").fill("a long word of mine")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_label("Session code")).to_be_visible()
    until(page, "!document.cookie.includes('left=')")
    assert COMMENT not in memory(page)
    joins(page, discussion, "Hal")
    expect(page.locator("own-comments li")).to_have_count(0)
