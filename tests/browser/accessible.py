"""Measures the accessibility of a page: axe's findings, and the sizes of text."""

import re
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SMALLEST = 12  # px, anywhere
READING = 16  # px, of longer texts and of fields; the desk may be denser
UNDECIDED = 0.2  # axe may be unable to determine the contrast of this share of a page's texts, for example on gradients
# Hidden drawings; selects, whose arrow is a gradient; letters in drawings, whose background is drawn.
EXCUSED = re.compile(r"plan__|^<select|^<text ")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def findings_of(page: Page, *, but: tuple[str, ...] = ()) -> list[str]:
    """The findings of axe, one line for each: the rule and the element that violates it.

    Contrast counts as unchecked if axe could not decide about much of the page, unless a dialog covers it.
    """
    page.evaluate(AXE)
    found = page.evaluate(FINDINGS, list(but))
    said = [f"{one['rule']}: {one['html'][:160]} {one['why']}" for one in found["broken"]]
    undecided = [html for html in found["undecided"] if not EXCUSED.search(html)]
    if len(undecided) > UNDECIDED * found["texts"] and page.locator("dialog[open]").count() == 0:
        said.append(f"{len(undecided)} contrasts of {found['texts']} are undecided, such as {undecided[0][:160]}")
    return said


def too_small_on(page: Page) -> list[str]:
    page.evaluate("document.fonts.ready")
    found = [f"smaller than {SMALLEST} px: {each}" for each in page.evaluate(SMALLER_THAN, SMALLEST)]
    if page.locator("html[data-density=dense]").count() == 0:
        found += [f"read, and smaller than {READING} px: {each}" for each in page.evaluate(READ_SMALLER_THAN, READING)]
    return found


OWN_TEXT = "Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim())"

# A button that is dimmed because it ignores presses for a moment is excluded, as disabled ones are.
FINDINGS = f"""async (but) => {{
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  const found = await axe.run({{ exclude: [["[data-fresh]"], ["[data-sending]"]] }}, {{
    preload: false, resultTypes: ["violations", "incomplete"],
    rules: Object.fromEntries(but.map((rule) => [rule, {{ enabled: false }}])),
  }});
  const told = (rule) => ({{ html, failureSummary: why }}) => ({{ rule, html, why }});
  const nodes = (rules) => rules.flatMap(({{ id, nodes }}) => nodes.map(told(id)));
  return {{
    broken: nodes(found.violations),
    undecided: nodes(found.incomplete).filter(({{ rule }}) => rule === "color-contrast").map(({{ html }}) => html),
    texts: Array.from(document.querySelectorAll("body *"))
      .filter((element) => {OWN_TEXT} && element.checkVisibility() && !element.closest("svg")).length,
  }};
}}"""

# Every visible element with a text of its own that is smaller than the given number of pixels.
SMALLER_THAN = f"""(least) => Array.from(document.querySelectorAll("body *"))
  .filter((element) => {OWN_TEXT} && element.checkVisibility()
    && !element.closest(".unseen, svg") && parseFloat(getComputedStyle(element).fontSize) < least)
  .map((element) => element.outerHTML.slice(0, 160))"""

# The same for what is read or typed at length: fields, what people wrote, documents, questions and their choices, and the
# sentences of pages with one thing to do; but not notes in the second voice, nor what only the desk shows.
READ = ", ".join(
    [
        "main :is(textarea, input, select)",
        "main :is(p, h3, dd, blockquote, li)[dir=auto]",
        "main :is(.reader, .prose, .principles, .facts, .questions) :is(p, li, dd, td, .question__title, .choice > span)",
        "main :is(.empty, .column, .login__box) :is(p, dd)",
        "main :is(.main-room__lead, .mine__late)",
    ]
)
SECOND_VOICE = (
    ".unseen, .small, .lobby__state, .soft:not(dd), .choice__hint, [class*=__hint], [class*=__error], [class*=__meta]"
)
AT_THE_DESK = ".queue, .group, .aside-people, .now"
READ_SMALLER_THAN = f"""(least) => Array.from(document.querySelectorAll("{READ}"))
  .filter((element) => element.checkVisibility() && !element.closest("{SECOND_VOICE}, {AT_THE_DESK}")
    && element.matches(":not([type=checkbox], [type=radio], [type=hidden])")
    && (element.matches("textarea, input, select") || {OWN_TEXT})
    && parseFloat(getComputedStyle(element).fontSize) < least)
  .map((element) => element.outerHTML.slice(0, 160))"""
