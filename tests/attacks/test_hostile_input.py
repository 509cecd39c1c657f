"""No input gives a 5xx: every field of every form gets what is known to break servers."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import get_resolver

from reviews.comments.models import Waiting
from tests.attacks.test_matrix import POSTS, ROWS, address  # noqa: F401  a fixture
from tests.hostile import FIELDS, HOSTILE, LETTERS, quoted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("workshop.people.guessing.LEAST", 0.0)
    monkeypatch.setattr("workshop.people.guessing.STEP", 0.0)


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(
    "route", [*POSTS, "reviews:session-new", "workshop:join", "workshop:sign-in", "workshop:password"]
)
def test_no_field_breaks_the_server(route, kind, discussion, ana, address):  # noqa: F811
    browser = Client(raise_request_exception=False)
    browser.force_login(ana)
    value = HOSTILE[kind].encode("utf-8", "surrogatepass")
    known = {name: str(given).encode() for name, given in ROWS[route][1].items()}
    for fields in (dict.fromkeys(FIELDS, value), known | {"client_id": value}):
        body = b"&".join(field.encode() + b"=" + quoted(content) for field, content in fields.items())
        response = browser.post(address(route), body, content_type="application/x-www-form-urlencoded")
        assert response.status_code < 500


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_word_in_an_address_breaks_the_server(kind, discussion, ana):
    browser = Client(raise_request_exception=False)
    browser.force_login(ana)
    word = quoted(HOSTILE[kind][:2000].encode("utf-8", "surrogatepass")).decode()
    session = discussion.session.pk
    for pattern in (p for namespace in get_resolver().url_patterns for p in namespace.url_patterns):
        path = "/" + str(pattern.pattern)
        for name in pattern.pattern.converters:
            path = (
                path.replace(f"<uuid:{name}>", str(session))
                .replace(f"<int:{name}>", "1")
                .replace(f"<str:{name}>", word)
            )
        for method in (browser.get, browser.post):
            assert method(path).status_code < 500, path


@pytest.mark.parametrize("body", LETTERS, ids=range(len(LETTERS)))
def test_no_letter_breaks_the_anonymous_address(session, body):
    browser = Client(raise_request_exception=False)
    headers = {"origin": "http://testserver"}
    response = browser.generic("POST", f"/c/{session.pk}/", body, content_type="application/json", headers=headers)
    assert 400 <= response.status_code < 500
    assert json.loads(response.content)["error"]
    assert not Waiting.objects.exists()
