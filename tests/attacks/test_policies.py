"""The policies in every answer: no inline scripts or styles, frames only for the screen, cookies only for our server."""

import importlib

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.actors import Browser
from workshop import env
from workshop import settings as ours
from workshop.sessions import links

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def test_no_page_may_run_or_style_inline_or_load_from_elsewhere(discussion, bens, desk):
    pages = [
        bens.get(discussion.url("workshop:main-room")),
        desk.get(discussion.url("workshop:desk")),
        Browser().get("/"),
        Browser().get("/nowhere/"),
    ]
    for response in pages:
        said = policy(response)
        assert said["default-src"] == "'none'"
        assert said["script-src"] == said["style-src"] == said["connect-src"] == "'self'"
        assert not any("unsafe" in value or "nonce" in value for value in said.values())


def test_pages_refuse_frames_and_the_screen_allows_them_by_its_token(discussion, desk):
    refused = desk.get(discussion.url("workshop:desk"))
    assert policy(refused)["frame-ancestors"] == "'none'"
    assert refused.headers["X-Frame-Options"] == "DENY"
    screen = Browser().get(f"/screen/{discussion.session.pk}/{links.screen_token(discussion.session)}/")
    assert policy(screen)["frame-ancestors"] == "*"
    assert "X-Frame-Options" not in screen.headers


def test_the_memberships_cookie_is_for_our_server_alone(session, stranger):
    response = stranger.post(f"/j/{session.code}/", {"name": "Ben", "company": "Kita"})
    cookie = response.cookies["seats"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_under_tls_cookies_are_bound_to_this_host(monkeypatch):
    monkeypatch.setenv("TLS", "1")
    secure = importlib.reload(ours)
    try:
        names = {
            secure.SESSION_COOKIE_NAME,
            secure.CSRF_COOKIE_NAME,
            secure.LANGUAGE_COOKIE_NAME,
            secure.MEMBERSHIPS_COOKIE_NAME,
            secure.KNOWN_COOKIE_NAME,
        }
        assert all(name.startswith("__Host-") for name in names)
        assert secure.SESSION_COOKIE_SECURE
        assert secure.CSRF_COOKIE_SECURE
    finally:
        monkeypatch.delenv("TLS")
        importlib.reload(ours)


@pytest.mark.parametrize("value", ["yes", "2", "wahr"])
def test_a_switch_that_is_not_understood_stops_the_start_and_says_what_to_write(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match="DEBUG=1 or DEBUG=0"):
        env.flag("DEBUG")


def test_a_participant_gets_no_planted_gap_and_no_document_before_its_time(day, bens):
    gaps = list(day.session.review.scenario_version.gaps.all())
    first = day.session.review.scenario_version.documents.get(language="en").markdown.split("\n\n")[1][:40]
    before = bens.get(day.url("reviews:scenario")).content.decode()
    assert first not in before
    day.assigns_groups()
    assert first not in bens.get(day.url("reviews:table", group=day.group_of("Ben").pk)).content.decode()
    day.goes_to("welcome")
    assert first not in bens.get(day.url("reviews:scenario")).content.decode()
    day.goes_to("reading")
    after = bens.get(day.url("reviews:scenario")).content.decode()
    assert first in after
    for page in (after, bens.get(day.url("reviews:table", group=day.group_of("Ben").pk)).content.decode()):
        assert not any(text in page for gap in gaps for text in (*gap.title.values(), *gap.good_answer.values()))
