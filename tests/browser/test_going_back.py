"""Going back in the browser works where the person still has access; elsewhere nothing was stored."""

from playwright.sync_api import expect

TALK = "Message your table"


def test_going_back_to_the_table_shows_it_as_it_is_now_with_the_draft_in_its_field(visits, discussion, table, ben, chi):
    bens, chis = visits.open(table, ben), visits.open(table, chi)
    bens.get_by_label(TALK).fill("What if we")
    bens.get_by_role("link", name="Main room").click()
    expect(bens.locator("#comments")).to_be_visible()
    chis.get_by_label(TALK).fill("Meanwhile")
    chis.get_by_label(TALK).press("Control+Enter")
    bens.go_back()
    expect(bens.locator("live-pane .bubble__text")).to_have_text(["Meanwhile"])
    expect(bens.get_by_label(TALK)).to_have_value("What if we")
    bens.get_by_label(TALK).press("Control+Enter")
    expect(chis.locator("live-pane .bubble__text")).to_have_text(["Meanwhile", "What if we"])
    bens.go_forward()
    expect(bens.locator("#comments")).to_be_visible()


def test_after_signing_out_going_back_shows_no_code_and_no_desk(visits, discussion, ana):
    page = visits.open(discussion.url("workshop:desk"), ana)
    code = f"{discussion.session.code[:4]} {discussion.session.code[4:]}"
    expect(page.get_by_text(code)).to_be_visible()
    page.goto("/sessions/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    for _page in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert code not in page.content()


def test_after_leaving_going_back_shows_no_personal_link(visits, discussion, ben):
    page = visits.open(discussion.url("workshop:main-room"), ben)
    link = page.locator("copy-link input").get_attribute("value")
    assert f"/p/{ben.pk}/" in link
    page.context.clear_cookies(name="seats")
    page.goto("/")
    page.go_back()
    expect(page.locator("copy-link")).to_have_count(0)
    assert str(ben.pk) not in page.content()
