"""Every link that leaves the product leads to its target with what mail programs and messengers append to it."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.actors import Browser
from workshop.accounts.links import sign_in_token
from workshop.people import memberships
from workshop.sessions import links

pytestmark = pytest.mark.django_db

APPENDED = [
    "。",
    "」",
    ")",
    " ",
    "　",
    "）。",
    ".",
    ",",
    ">",
    "&gt;",
    "&quot;",
    "</a>",
    "*",
    "_",
    "]",
    "=20",
    "\u200b",
    "\u00a0",
    "から参加できます",
    "…",
]


@pytest.fixture
def addresses(discussion, ana) -> dict[str, str]:
    """The links that people send each other, by what they open."""
    ben = discussion.people["Ben"]
    session = {"session": discussion.session.pk}
    screen = session | {"token": links.screen_token(discussion.session)}
    return {
        "join": reverse("workshop:join", kwargs={"code": discussion.session.code}),
        "personal link": reverse(
            "workshop:personal-link", kwargs={"participant": ben.pk, "token": memberships.token(ben)}
        ),
        "screen": reverse("reviews:screen", kwargs=screen),
        "old screen": reverse("reviews:old-screen", kwargs=screen),
        "sign-in once": reverse("workshop:sign-in-once", kwargs={"user": ana.pk, "token": sign_in_token(ana)}),
        "sign-in": reverse("workshop:sign-in"),
        "main room": reverse("workshop:main-room", kwargs=session),
        "table": reverse("reviews:table", kwargs=session | {"group": discussion.group_of("Ben").pk}),
        "scenario": reverse("reviews:scenario", kwargs=session),
        "desk": reverse("workshop:desk", kwargs=session),
    }


@pytest.mark.parametrize("appended", APPENDED)
def test_what_was_appended_is_taken_off_and_the_link_leads_on(addresses, appended):
    for name, address in addresses.items():
        for sent in {address + appended, address.rstrip("/") + appended, address.rstrip("/") + appended + "/"}:
            if sent.strip("/") == appended:
                continue  # no mail program takes what follows a host for a part of the address
            assert address in led_through(quote(sent, safe="/")), (name, sent)


def led_through(address: str) -> list[str]:
    """The addresses to which a browser is redirected, in order."""
    browser, redirects = Browser(), []
    while (answer := browser.get(address)).status_code == 302 and len(redirects) < 3:
        redirects.append(address := answer["Location"])
    return redirects


def test_the_query_of_a_link_stays(addresses):
    assert (
        Browser().get(addresses["sign-in once"] + "」?next=/sessions/").url
        == addresses["sign-in once"] + "?next=/sessions/"
    )


def test_a_link_for_signing_in_leads_on_where_its_end_was_appended_to(discussion, addresses):
    browser = Browser()
    answer = browser.post(addresses["sign-in once"], {"next": addresses["desk"] + "」"})
    assert browser.get(answer.url, follow=True).redirect_chain[-1][0] == addresses["desk"]


@pytest.mark.parametrize("appended", ["。", ")", "%20"])
def test_the_front_page_is_found_too(db, appended):
    assert led_through(f"/{appended}") == ["/"]


def test_a_summary_is_found_behind_a_bracket(discussion):
    session = discussion.session.pk
    name = f"/s/{session}/summaries/{session}.pdf"
    assert Browser().get(name + "）").url == name


@pytest.mark.parametrize("path", ["/nothing/)", "/%FF", "/s/)", "/。nothing", "/p/」"])
def test_what_begins_like_no_address_of_ours_is_found_nowhere(path, db):
    assert Browser().get(path).status_code == 404


def test_nothing_is_posted_to_a_guessed_address(addresses):
    assert Browser().post(addresses["personal link"] + "」").status_code == 404
