"""Every page on the narrowest phone: nothing scrolls or overflows sideways, and the console is empty."""

from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from reviews.comments.models import Comment
from reviews.comments.services import inbox, moderation
from reviews.lenses import services
from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer
from tests.browser.visits import LOOKS, PHONE, Visits
from tests.reviews.lenses import lenses
from workshop.groups import services as groups
from workshop.sessions import links

pytestmark = pytest.mark.typeset

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 6
UNBREAKABLE = "W" * 80
PLACES = ["questions", "scenario", "board", "talk"]


@pytest.fixture
def full(discussion, ben, worker):
    """A session with content everywhere, in the longest texts."""
    group, review, writer = discussion.group_of("Ben"), discussion.review("operationalExcellence"), Writer(ben)
    talk.say(group, review, author=writer, client_id=uuid4(), text=f"{LONG} 𠮷野家\nhttps://example.com/{LONG}")
    findings.report(
        group,
        review,
        author=writer,
        client_id=uuid4(),
        title=LONG[:200],
        as_is=LONG,
        to_be=LONG,
        evidence=LONG,
        risk="high",
    )
    for number in range(3):
        inbox.receive(discussion.session, text=f"{number} {LONG[:250]}", digest=f"{number}" * 64)
    worker.moves_the_inbox()
    one, two, _three = Comment.objects.all()
    moderation.show(discussion.session, one.pk)
    moderation.discuss(discussion.session, two.pk)
    groups.correct(discussion.people["Chi"], name=UNBREAKABLE, company="M" * 80, by_facilitator=True)
    first = services.publish(services.import_lens(long_lens("")), "major")
    services.import_lens(long_lens("Now: "), lens=first.lens)
    return discussion


def long_lens(begins: str) -> dict:
    """A lens with the longest texts and ids. It has five practices, which give the widest lattice, and a flaw in its rules."""
    link = {"displayText": begins + LONG, "url": f"https://example.com/{LONG}"}
    keys = [f"{letter * 120}" for letter in "abcde"]
    choices = [lenses.choice(key, title=begins + LONG, helpfulResource=link, improvementPlan=link) for key in keys]
    rules = [(f"{keys[0]} && !{keys[1]}", "MEDIUM_RISK"), (" && ".join(keys), "NO_RISK"), ("default", "HIGH_RISK")]
    asked = lenses.question("q" * 128, choices=choices, rules=rules, title=begins + LONG, description=LONG)
    more = lenses.question(
        "more", choices=[f"choice_{number}" for number in range(7)], rules=[("!choice_1", "NO_RISK")]
    )
    return lenses.lens(
        asked,
        more,
        name="Long",
        description=begins + LONG,
        pillars=[lenses.pillar("p" * 128, [asked, more], name=LONG)],
    )


def lens_pages(lens: str = "long", number: int = 2) -> list[str]:
    """The pages about lenses, for this version of this lens."""
    version = {"slug": lens, "number": number}
    pages = ("version", "rules", "check", "changes", "export", "print")
    return [
        reverse("reviews:lenses"),
        reverse("reviews:lens-import"),
        *(reverse(f"reviews:lens-{page}", kwargs=version) for page in pages),
        reverse("reviews:lens-pillar", kwargs=version | {"pillar": "p" * 128}),
        reverse("reviews:lens-question", kwargs=version | {"question": "q" * 128}) + "?choice=" + "a" * 120,
        reverse("reviews:lens-question", kwargs=version | {"question": "more"}),
    ]


def addresses(day, ana, ben) -> list[tuple]:
    """The address of each page, and who opens it."""
    screen = {"session": day.session.pk, "token": links.screen_token(day.session)}
    return [
        (reverse("workshop:front"), None),
        (reverse("workshop:join", kwargs={"code": day.session.code}), None),
        (reverse("workshop:sign-in"), None),
        (reverse("reviews:screen", kwargs=screen), None),
        (day.url("workshop:main-room"), ben),
        *((day.url("reviews:table", group=day.group_of("Ben").pk) + f"#{place}", ben) for place in PLACES),
        (day.url("reviews:scenario"), ben),
        (day.url("reviews:promise"), ben),
        ("/nothing/here/", ben),
        (day.url("workshop:desk"), ana),
        (day.url("workshop:roster"), ana),
        (day.url("workshop:person", participant=ben.pk), ana),
        (day.url("workshop:screen-link"), ana),
        (day.url("workshop:you"), ben),
        (day.url("reviews:table", group=day.group_of("Ben").pk), ana),
        (reverse("workshop:sessions"), ana),
        (reverse("reviews:session-new"), ana),
        *((path, ana) for path in lens_pages()),
    ]


@LOOKS
def test_no_page_is_wider_than_a_phone_or_complains(visits: Visits, full, ana, ben, language, scheme):
    pages = {
        person: visits.open("about:blank", person, language=language, screen=PHONE, color_scheme=scheme, strict=True)
        for person in (None, ben, ana)
    }
    for path, person in addresses(full, ana, ben):
        page = pages[person]
        page.goto(path)
        is_quiet(page, path, language)
    said = [each for each in visits.complaints if "/nothing/here/" not in each]
    visits.complaints.clear()
    assert not said, said


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_beam_shows_every_place_on_the_narrowest_screen(visits: Visits, full, ana, ben, language, width):
    table = full.url("reviews:table", group=full.group_of("Ben").pk)
    lens = reverse("reviews:lens-rules", kwargs={"slug": "long", "number": 2})
    for person, paths in (
        (ben, (full.url("workshop:main-room"), table)),
        (ana, (full.url("workshop:desk"), table, lens)),
    ):
        page = visits.open("about:blank", person, language=language, screen=PHONE | {"width": width})
        for path in paths:
            page.goto(path)
            page.evaluate("document.fonts.ready")
            rooms = page.locator(".beam__rooms")
            assert rooms.evaluate("rooms => rooms.scrollWidth - rooms.clientWidth") <= 0, path
            assert page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_button_that_closes_the_pillar_fits_the_narrowest_screen(visits: Visits, full, ana, language):
    full.goes_to("presentation", "operationalExcellence")
    page = visits.open(full.url("workshop:desk"), ana, language=language, screen=PHONE | {"width": 320})
    page.evaluate("document.fonts.ready")
    button = page.locator("[data-key=n]")
    assert button.evaluate("button => button.scrollWidth - button.clientWidth") <= 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_beam_of_the_desk_breaks_no_word(visits: Visits, full, ana):
    page = visits.open(full.url("workshop:desk"), ana, language="ja", screen=PHONE)
    page.evaluate("document.fonts.ready")
    assert page.locator(".beam__rooms > a").last.evaluate(LINES) == ["コメント", "スクリーン"]


def test_these_tests_can_see_what_they_look_for(visits):
    page = visits.open("/", screen=PHONE)
    page.evaluate("document.querySelector('h1').style.inlineSize = '400px'")
    assert '<h1 style="inline-size: 400px;">' in "".join(page.evaluate(STICKS_OUT))
    assert visits.complaints == []
    page.evaluate("document.querySelector('h1').setAttribute('style', 'color: red')")
    page.evaluate("console.error('odd')")
    assert len(visits.complaints) == 2
    assert "Content Security Policy" in visits.complaints[0]
    visits.complaints.clear()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_english_word_is_broken_and_no_long_one_leaves_its_box(visits: Visits, full, ana, ben, width):
    pages = {who: visits.open("about:blank", who, screen=PHONE | {"width": width}) for who in (None, ben, ana)}
    faults = []
    for path, who in addresses(full, ana, ben):
        pages[who].goto(path)
        pages[who].evaluate("document.fonts.ready")
        faults += [f"{path}: {fault}" for fault in pages[who].evaluate(BROKEN_OR_CUT)]
    visits.complaints.clear()  # one of the pages does not exist
    assert not faults, "\n".join(faults)


def is_quiet(page: Page, path: str, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.evaluate("document.fonts.ready")
    page.evaluate("window.scrollTo(10_000, 0)")
    assert page.evaluate("[window.scrollX, document.documentElement.scrollWidth]") == [0, PHONE["width"]], path
    assert page.evaluate(STICKS_OUT) == [], path


# Elements that extend beyond the page, unless they are in an element that scrolls sideways.
STICKS_OUT = """() => {
  const scrolls = (element) => element && (/auto|scroll/.test(getComputedStyle(element).overflowX)
    && element.scrollWidth > element.clientWidth || scrolls(element.parentElement));
  return Array.from(document.querySelectorAll("body *"))
    .filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && (right > innerWidth + 1 || left < -1) && element.checkVisibility()
        && !element.closest("svg *, .unseen") && !scrolls(element.parentElement);
    })
    .map((element) => element.outerHTML.slice(0, 120));
}"""

# Words of up to twenty letters that are on two lines, and words that extend beyond the box around their block, unless an ellipsis
# says so or the box scrolls.
BROKEN_OR_CUT = r"""() => {
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.parentElement.checkVisibility() || text.parentElement.closest(".unseen, svg, noscript, template")) continue;
    let block = text.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const box = block.closest("li, article, dialog, section, aside, header, nav, td, main")?.getBoundingClientRect();
    for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      const range = new Range();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = Array.from(range.getClientRects()).filter(({ width }) => width > 1);
      const isBroken = word.length <= 20 && /^[a-z]+$/i.test(word) && new Set(lines.map(({ top }) => Math.round(top))).size > 1;
      const isCut = box?.width > 1 && lines.some(({ right }) => right > box.right + 1)
        && getComputedStyle(block).textOverflow !== "ellipsis" && !/auto|scroll/.test(getComputedStyle(block).overflowX);
      if (isBroken || isCut) faults.push(`${isBroken ? "broken" : "cut"}: ${word.slice(0, 30)} in ${block.outerHTML.slice(0, 90)}`);
    }
  }
  return faults;
}"""

# The lines of an element's text, without invisible characters.
LINES = """(element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines = new Map();
  while (walker.nextNode()) {
    for (const [at, letter] of Array.from(walker.currentNode.data).entries()) {
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const { top, width } = range.getBoundingClientRect();
      if (width && letter.trim()) lines.set(top, (lines.get(top) ?? "") + letter);
    }
  }
  return Array.from(lines.values());
}"""
