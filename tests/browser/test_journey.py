"""One pillar of a session, from the code to the PDF, in four browsers."""

import re
from io import BytesIO

import pypdf
from playwright.sync_api import Page, expect

from tests.browser.visits import PHONE, Visits
from tests.browser.worker import Worker
from workshop.accounts.models import User
from workshop.sessions.models import Session

FINDING = "Nobody can go back to the version before"
COMMENT = "We were told not to ask about this. 黙っていました。"


def test_a_pillar_from_the_code_to_its_pdf(visits, worker, ana, session):
    desk = signs_in(visits, ana, session)
    ben = joins(visits, session, "Ben", "Kita Paper")
    chi = joins(visits, session, "Chi 𠮷", "Hoshi Freight", screen=PHONE)
    desk.get_by_role("link", name="Comment screen’s link…").click()
    screen = visits.open(desk.get_by_role("link", name="Open the comment screen").get_attribute("href"))
    desk.get_by_role("button", name="Close", exact=True).click()
    expect(screen.locator(".screen__address")).to_contain_text(re.sub("(....)(....)", r"\1 \2", session.code))

    find_tables(desk, ben, chi)
    go_to_the_discussion(desk, ben, chi, screen)
    work_at_the_table(desk, ben, chi)
    present(desk, ben, chi)
    comment_without_a_name(desk, ben, chi, screen, worker)
    close_the_pillar(desk, ben, chi, worker)


def joins(visits: Visits, session: Session, name: str, company: str, **visit) -> Page:
    page = visits.open("/", **visit)
    page.get_by_label("Session code").fill(session.code.lower())
    page.get_by_role("button", name="Join").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Company").fill(company)
    page.get_by_role("button", name="Join").click()
    expect(page).to_have_url(re.compile("/main/"))
    return page


def signs_in(visits: Visits, user: User, session: Session) -> Page:
    page = visits.open("/sign-in/")
    page.get_by_label("Mail address").fill(user.email)
    page.get_by_label("Password").fill("Ana-keeps-this")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=session.title).click()
    expect(page).to_have_url(re.compile("/desk/"))
    return page


def starts(desk: Page, stage: str) -> None:
    expect(desk.locator("[data-key=n]:not([data-fresh])")).to_contain_text(f"Start: {stage}")
    desk.keyboard.press("n")


def accepts(desk: Page, question: str) -> None:
    expect(desk.get_by_role("dialog", name=question)).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog")).to_have_count(0)


def find_tables(desk: Page, ben: Page, chi: Page) -> None:
    """Groups are assigned, and everyone gets a table without doing anything."""
    expect(desk.locator(".desk__groups")).to_contain_text("2 people have joined.")
    desk.get_by_role("button", name="Assign groups").click()
    for page in (ben, chi):
        expect(page.get_by_role("link", name="To your table")).to_be_visible()


def go_to_the_discussion(desk: Page, ben: Page, chi: Page, screen: Page) -> None:
    """The next stage is started by one key, and all pages follow."""
    starts(desk, "Welcome")
    accepts(desk, "Start the session today?")  # it was planned for another day
    for page in (ben, chi, screen):
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    starts(desk, "Reading")
    for page in (ben, chi):
        expect(page).to_have_url(re.compile("/scenario/"))
        expect(page.locator(".reader p").first).to_be_visible()
    starts(desk, "Briefing")
    for page in (ben, chi):
        expect(page).to_have_url(re.compile("/main/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Operational Excellence")
        expect(page.locator(".principles li").first).to_be_visible()
    starts(desk, "Discussion")
    for page in (ben, chi):
        expect(page).to_have_url(re.compile("/tables/"))


def work_at_the_table(desk: Page, ben: Page, chi: Page) -> None:
    """At the table: talk, the question, a finding, a tick and its risk."""
    chi.get_by_role("navigation", name="At this table").get_by_role("link", name="Talk").click()
    ben.get_by_label("Message your table").fill("I know this from us <b>too</b> 👩‍👩‍👧")
    ben.keyboard.press("Control+Enter")
    expect(chi.locator("live-pane .bubble__text")).to_have_text("I know this from us <b>too</b> 👩‍👩‍👧")
    expect(ben.locator(".bubble[data-own]")).to_have_count(1)

    bens, chis = (page.locator("#question-ops_change") for page in (ben, chi))
    chi.get_by_role("navigation", name="At this table").get_by_role("link", name="Questions").click()
    bens.locator("summary").click()
    bens.get_by_role("button", name="Focus on this question").click()
    expect(chis).to_contain_text("Our focus question")
    expect(desk.locator(".group__focus")).to_have_text("How do changes reach production?")
    chis.locator("summary").click()
    chis.get_by_label("Changes are small and go out at least every week").check()
    expect(bens.get_by_label("Changes are small and go out at least every week")).to_be_checked()
    for question in (bens, chis):
        expect(question.locator(".risk")).to_have_text("High risk")

    ben.get_by_text("Write a finding").click()
    ben.get_by_label("Finding, in one line").fill(FINDING)
    ben.get_by_label("As-is").fill("The old package is overwritten")
    ben.get_by_label("High risk").check()
    ben.get_by_role("button", name="Add to board").click()
    chi.get_by_role("navigation", name="At this table").get_by_role("link", name="Findings").click()
    expect(chi.locator(".slip__title")).to_have_text(FINDING)


def present(desk: Page, ben: Page, chi: Page) -> None:
    """Presentations: the group's findings are on all pages."""
    starts(desk, "Presentation")
    for page in (ben, chi):
        expect(page).to_have_url(re.compile("/main/"))
        expect(page.locator("#presentation .slip__title")).to_have_text(FINDING)
        expect(page.locator("#presentation")).to_contain_text("Focus question: How do changes reach production?")


def comment_without_a_name(desk: Page, ben: Page, chi: Page, screen: Page, worker: Worker) -> None:
    """An anonymous comment, moderated at the desk and shown on the screen."""
    chi.get_by_label("Comment", exact=True).fill(COMMENT)
    with chi.expect_request(re.compile(r"/c/[0-9a-f-]+/$")) as sent:
        chi.locator(".composer").get_by_role("button", name="Send").click()
    expect(chi.locator("own-comments")).to_contain_text("only you can see it")
    assert sent.value.method == "POST"
    assert "cookie" not in sent.value.all_headers()
    assert "referer" not in sent.value.all_headers()
    with chi.expect_request(re.compile(r"/main/$")) as other:
        chi.reload()
    assert "cookie" in other.value.all_headers(), "this browser has cookies it could have sent"
    expect(desk.locator(".queue")).not_to_contain_text(COMMENT)
    worker.moves_the_inbox()
    row = desk.locator(".queue > li", has_text=COMMENT)
    expect(row).to_be_visible()
    expect(screen.locator("body")).not_to_contain_text(COMMENT)
    row.get_by_role("button", name="Show", exact=True).click()
    expect(screen.locator(".screen__rank")).to_contain_text(COMMENT)
    expect(ben.locator("#comments live-pane")).to_contain_text(COMMENT)
    shown = desk.locator(".queue > li[data-state=shown]", has_text=COMMENT)
    shown.locator("button:not([data-fresh])", has_text="Discuss now").click()
    expect(screen.locator(".screen__focus blockquote")).to_have_text(COMMENT)


def close_the_pillar(desk: Page, ben: Page, chi: Page, worker: Worker) -> None:
    """The pillar is closed, and everyone gets its PDF."""
    expect(desk.locator("[data-key=n]:not([data-fresh])")).to_contain_text("Close the pillar")
    desk.keyboard.press("n")
    accepts(desk, "Close the pillar Operational Excellence?")
    for page in (ben, chi):
        expect(page.locator("#summaries")).to_contain_text("The link appears here when it is ready.")
    worker.makes_the_summaries()
    expect(desk.locator("#summaries").get_by_role("link", name="PDF")).to_be_visible()
    expect(ben.locator("#summaries").get_by_role("link", name="PDF")).to_have_count(0)
    worker.lets_half_a_minute_go_by()
    for page in (ben, chi):
        expect(page.locator("#summaries").get_by_role("link", name="PDF")).to_be_visible()
    pdf = ben.request.get(ben.locator("#summaries").get_by_role("link", name="PDF").get_attribute("href"))
    assert pdf.headers["content-type"] == "application/pdf"
    written = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf.body())).pages)
    assert FINDING in " ".join(written.split())
