"""Who is here is said in words and by dots, also with the reader's own colors and without a socket."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.visits import LOOKS, Line

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


def test_people_whose_proxy_refuses_websockets_are_present_and_see_who_is(visits, discussion, table, ana, ben, chi):
    refusing = Line()
    refusing.cut()
    bens = visits.open(table, ben, line=refusing)
    chis = visits.open(table, chi)
    desk = visits.open(discussion.url("workshop:desk"), ana)
    for page in (bens, chis):
        expect(page.locator("[data-here-count]")).to_have_text("2")
        for who in (ben, chi):
            expect(person(page, who).locator("[data-here-word]")).to_have_text("Here")
    expect(desk.locator(f"#card-{ben.pk.hex}")).to_contain_text("Here: Ben")
    bens.close()
    expect(person(chis, ben).locator("[data-here-word]")).to_have_text("Not here")
    expect(chis.locator("[data-here-count]")).to_have_text("1")


def test_a_table_of_people_who_all_poll_knows_who_is_here(visits, table, ben, chi):
    pages = []
    for who in (ben, chi):
        refusing = Line()
        refusing.cut()
        pages.append(visits.open(table, who, line=refusing))
    for page in pages:
        expect(page.locator("[data-here-count]")).to_have_text("2")


def test_nobody_is_present_or_learns_who_is_in_a_room_that_they_may_not_hear(visits, discussion, table, ben, chi):
    bens = visits.open(table, ben)
    expect(person(bens, ben).locator("[data-here-word]")).to_have_text("Here")
    room = bens.locator("people-here").get_attribute("data-room")
    neighbor = next(
        who for who in discussion.people.values() if discussion.group_of(who.name) != discussion.group_of("Ben")
    )
    for who, answer in ((None, 0), (neighbor, 0), (chi, 1)):
        page = visits.open("/", who)
        assert len(page.request.get(f"/here/?room={room}&room=nonsense&room={uuid4()}").json()) == answer
    expect(person(bens, chi).locator("[data-here-word]")).to_have_text("Here")
    expect(bens.locator("[data-here-count]")).to_have_text("2")
