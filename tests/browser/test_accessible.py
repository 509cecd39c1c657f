"""axe finds nothing on any page, every text is large enough for its place, and focus is always visible."""

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page, expect

from tests.browser.accessible import SMALLER_THAN, SMALLEST, findings_of, too_small_on
from tests.browser.test_pages import addresses, full, lens_pages  # noqa: F401  a session with content everywhere
from tests.browser.visits import FOCUS_SHOWS, LAPTOP, LOOKS, Visits
from workshop.accounts.links import sign_in_token
from workshop.groups import services as groups
from workshop.people import memberships
from workshop.sessions import links
from workshop.sessions import services as sessions

TOPIC = "operationalExcellence"


@pytest.fixture
def opens(visits: Visits, language, scheme):
    """Opens a page in the test's language and color scheme; further pages in the same browser by `goto`."""
    return lambda person=None, **more: visits.open(
        "about:blank", person, language=language, color_scheme=scheme, **more
    )


@pytest.fixture
def is_accessible():
    """Checks the current page, or the one at this path. All findings are reported at the end of the test."""
    faults = []

    def look(page: Page, path: str = "", *, but: tuple[str, ...] = ()) -> None:
        if path:
            page.goto(path)
        try:
            found = too_small_on(page) + findings_of(page, but=but)
        except Error as error:  # the page followed the agenda while it was checked
            if "context was destroyed" not in str(error):
                raise
            page.wait_for_load_state()
            found = too_small_on(page) + findings_of(page, but=but)
        faults.extend(f"{page.url}: {fault}" for fault in found)

    yield look
    assert not faults, "\n".join(faults)


@LOOKS
def test_every_page_is_accessible(is_accessible, visits, opens, full, ana, ben):  # noqa: F811
    pages = {person: opens(person) for person in (None, ben, ana)}
    once = {path.split("#")[0]: (path, person) for path, person in addresses(full, ana, ben) if person is not ana}
    more = [
        (reverse("workshop:personal-link", kwargs={"participant": ben.pk, "token": memberships.token(ben)}), None),
        (reverse("workshop:sign-in-once", kwargs={"user": ana.pk, "token": sign_in_token(ana)}), None),
        (reverse("workshop:password"), ana),
        (reverse("workshop:sessions"), ana),
        (reverse("reviews:session-new"), ana),
        (full.url("workshop:desk"), ana),
        *((path, ana) for path in lens_pages()),
    ]
    for path, person in [*once.values(), *more]:
        is_accessible(pages[person], path)
    visits.complaints.clear()  # one of the pages does not exist


@LOOKS
def test_every_stage_is_accessible_and_so_is_what_stays_after_the_day(is_accessible, opens, full, ana, ben, worker):  # noqa: F811
    main_room, desk = opens(ben), opens(ana)
    for kind, topic in (("briefing", "security"), ("presentation", TOPIC), ("break", ""), ("wrap_up", "")):
        main_room.goto("about:blank")  # a page that does not follow the agenda
        full.goes_to(kind, topic)
        is_accessible(main_room, full.url("workshop:main-room"))
    full.closes(TOPIC)
    worker.makes_the_summaries()
    is_accessible(desk, full.url("workshop:desk"))
    main_room.goto("about:blank")
    is_accessible(main_room, full.url("reviews:table", group=full.group_of("Ben").pk))  # the board is closed
    main_room.goto("about:blank")
    sessions.finish(full.session)
    is_accessible(main_room, full.url("workshop:main-room"))
    is_accessible(desk, full.url("workshop:desk"))
    main_room.goto("about:blank")
    is_accessible(main_room, screen_of(full))


@LOOKS
def test_what_opens_at_the_desk_is_accessible(is_accessible, opens, full, ana):  # noqa: F811
    desk = opens(ana)
    desk.goto(full.url("workshop:desk"))
    desk.locator("#now-more > summary").click()
    expect(desk.locator("#now-more .menu")).to_be_visible()
    desk.locator(".desk__more").click()
    is_accessible(desk)
    desk.keyboard.press("Escape")
    for opener in ("#open-regrouping", ".group__people a", "[data-moderate=answer]", "[data-moderate=refusal]"):
        desk.locator(opener).first.click()
        expect(desk.locator("dialog[open]")).to_be_visible()
        is_accessible(desk)
        desk.keyboard.press("Escape")


@LOOKS
def test_what_is_refused_is_said_accessibly(is_accessible, visits, opens, full, ana, ben):  # noqa: F811
    table, main_room, strangers = opens(ben), opens(ben), opens()
    table.goto(full.url("reviews:table", group=full.group_of("Ben").pk))
    table.locator("#talk-form textarea").fill("\u0007")
    table.locator("#talk-form .button").click()
    table.locator(".finding-form > summary").click()
    table.locator("#finding-form .button[data-kind=primary]").click()
    for place in ("#talk-error", "#finding-form .field__error >> nth=0"):
        expect(table.locator(place)).to_be_visible()
    is_accessible(table)
    main_room.goto(full.url("workshop:main-room"))
    main_room.locator("#comment").fill("長" * 300)
    main_room.locator(".composer .button[data-kind=primary]").click()
    expect(main_room.locator("#comment-error")).to_be_visible()
    is_accessible(main_room)
    for path, fields in ((reverse("workshop:join", kwargs={"code": full.session.code}), {}), ("/", {"code": "WRONG"})):
        strangers.goto(path)
        for name, value in fields.items():
            strangers.locator(f"[name={name}]").fill(value)
        strangers.locator("main .button").first.click()
        expect(strangers.locator(".field__error").first).to_be_visible()
        is_accessible(strangers)
    visits.complaints.clear()


@LOOKS
def test_closed_entrances_are_accessible(is_accessible, visits, opens, full, ana, ben):  # noqa: F811
    strangers, bens = opens(), opens(ben)
    type(full.session).objects.filter(pk=full.session.pk).update(capacity=1)
    is_accessible(strangers, reverse("workshop:join", kwargs={"code": full.session.code}))
    groups.remove(ben)
    is_accessible(bens, full.url("workshop:main-room"))
    is_accessible(bens, reverse("workshop:join", kwargs={"code": full.session.code}))
    is_accessible(strangers, reverse("workshop:sign-in-once", kwargs={"user": ana.pk, "token": "old"}))
    sessions.finish(full.session)
    is_accessible(strangers, reverse("workshop:join", kwargs={"code": full.session.code}))
    visits.complaints.clear()


@LOOKS
def test_every_component_is_accessible(is_accessible, opens, settings, language, scheme):
    settings.DEBUG = True
    is_accessible(opens(), reverse("reviews:styleguide"), but=("landmark-unique",))  # each landmark in several states


def test_wherever_focus_goes_it_shows(visits: Visits, full, ana, ben):  # noqa: F811
    pages = {person: visits.open("about:blank", person) for person in (None, ben, ana)}
    for path, person in addresses(full, ana, ben):
        page = pages[person]
        page.goto(path)
        page.locator("body").press("Home")
        seen = set()
        while len(seen) < 60:
            page.keyboard.press("Tab")
            where = page.evaluate(FOCUSED)
            if where is None or where in seen:
                break
            assert page.evaluate(FOCUS_SHOWS), f"{path}: {where}"
            seen.add(where)
        assert seen or "/screen/" in path, path
    visits.complaints.clear()


def test_these_tests_can_see_what_they_look_for(visits):
    page = visits.open("/", screen=LAPTOP)
    assert findings_of(page) == []
    assert too_small_on(page) == []
    spoil(page, '<img src="/static/img/hashira.svg"><p id="spoilt">Words that nobody wants to read</p>')
    assert any(line.startswith("image-alt") for line in findings_of(page))
    for style, told in (("color: #999", "color-contrast"), ("color: #999; background: #aaa", "color-contrast")):
        page.evaluate(f"document.querySelector('#spoilt').style = '{style}'")
        assert any(line.startswith(told) for line in findings_of(page)), style
    page.evaluate("document.querySelector('.login__main').style = 'background: linear-gradient(red, blue)'")
    assert any("are undecided" in line for line in findings_of(page))
    page.evaluate("document.querySelector('#spoilt').style = 'font-size: 11px'")
    assert page.evaluate(SMALLER_THAN, SMALLEST) != []
    page.evaluate("document.querySelector('#spoilt').style = 'font-size: 15px'")
    assert page.evaluate(SMALLER_THAN, SMALLEST) == []
    assert too_small_on(page) != []
    page.evaluate("document.querySelector('.button').style = 'outline: none'")
    page.locator(".button").first.focus()
    assert not page.evaluate(FOCUS_SHOWS)
    visits.complaints.clear()


def spoil(page: Page, markup: str) -> None:
    page.evaluate(f"document.querySelector('.login__box').insertAdjacentHTML('beforeend', {markup!r})")


def screen_of(day) -> str:
    return reverse("reviews:screen", kwargs={"session": day.session.pk, "token": links.screen_token(day.session)})


# The path from the document to the focused element; empty if the focus is on the document.
FOCUSED = """() => {
  const path = [];
  for (let at = document.activeElement; at !== document.body; at = at.parentElement) {
    path.unshift(`${at.localName}:${Array.prototype.indexOf.call(at.parentElement.children, at)}`);
  }
  return path.length ? path.join(" ") : null;
}"""
