"""Who is here is said in words and by dots, also with the reader's own colors and without a socket."""

from playwright.sync_api import Page, expect

from tests.browser.visits import LOOKS

PAINTED = """dot => {
  const { backgroundColor, borderTopWidth, borderTopColor } = getComputedStyle(dot);
  const paper = getComputedStyle(document.querySelector(".sheet")).backgroundColor;
  return { fill: backgroundColor !== paper, edge: parseFloat(borderTopWidth) >= 1 && borderTopColor !== paper };
}"""


def person(page: Page, who):
    return page.locator(f"[data-person='{who.pk}']")


def test_presence_at_a_table_has_words(visits, table, ben, chi):
    bens = visits.open(table, ben)
    expect(person(bens, ben)).to_contain_text("Here")
    expect(person(bens, chi)).to_contain_text("Not here")
    chis = visits.open(table, chi)
    expect(person(bens, chi).locator("[data-here-word]")).to_have_text("Here")
    chis.close()
    expect(person(bens, chi)).to_contain_text("Not here")


def test_presence_at_the_desk_has_words(visits, discussion, table, ana, ben, chi):
    bens = visits.open(table, ben)
    expect(person(bens, ben)).to_contain_text("Here")
    desk = visits.open(discussion.url("workshop:desk"), ana)
    expect(desk.locator(f"#card-{ben.pk.hex}")).to_contain_text("Here: Ben")
    expect(desk.locator(f"#card-{chi.pk.hex}")).to_contain_text(f"Not here: {chi.name}")


@LOOKS
def test_the_dots_differ_with_the_readers_own_colors(visits, table, ben, chi, language, scheme):
    page = visits.open(table, ben, language=language, color_scheme=scheme, forced_colors="active")
    expect(person(page, ben).locator(".dot")).not_to_have_attribute("data-here", "away")
    assert person(page, ben).locator(".dot").evaluate(PAINTED) == {"fill": True, "edge": False}
    assert person(page, chi).locator(".dot").evaluate(PAINTED) == {"fill": False, "edge": True}
    here = page.locator(".beam__rooms a[aria-current]").evaluate(
        "link => getComputedStyle(link, '::after').backgroundColor !== getComputedStyle(link).backgroundColor"
    )
    assert here
