"""Keys cannot be found afterwards, neither in what a browser stores nor in the database."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import UUIDField
from django.urls import get_resolver

from reviews.comments.models import Comment
from reviews.summaries.models import Summary
from reviews.tables.models import Entry, Finding
from tests.attacks.test_matrix import ROLES, ROWS, address, crowd  # noqa: F401  fixtures
from workshop.accounts.links import sign_in_token
from workshop.groups.models import Group
from workshop.live import link_tokens
from workshop.live.models import Room
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.sessions import codes, links
from workshop.sessions.models import Session, Stage

pytestmark = pytest.mark.django_db

ASKED = sorted(route for route, (method, _posted, _expected) in ROWS.items() if method == "GET")
WITH_A_KEY = {
    *(
        "workshop:main-room",
        "workshop:me",
        "workshop:desk",
        "workshop:join",
        "workshop:sessions",
        "workshop:personal-link",
        "workshop:person",
        "workshop:you",
        "workshop:screen-link",
        "workshop:desk-screen",
    ),
    *("workshop:sign-in-once", "reviews:screen", "reviews:comment-pass"),
}


@pytest.fixture
def keys(discussion, ana) -> list[str]:
    """Personal links, the codes as written and as shown, the link of the screen, the one-time link, and the comment pass."""
    session = discussion.session
    passes = link_tokens.token("comment", session.pk, "operationalExcellence", session.pass_generation)
    people = [memberships.token(person) for person in session.participants.all()]
    return [
        *people,
        session.code,
        codes.shown(session.code),
        links.screen_token(session),
        sign_in_token(ana),
        passes,
    ]


def test_every_answer_that_shows_a_key_says_that_it_is_not_to_be_stored(crowd, address, keys, monkeypatch):  # noqa: F811
    monkeypatch.setattr("workshop.people.guess_throttling.MIN_DELAY", 0.0)
    monkeypatch.setattr("workshop.people.guess_throttling.DELAY_STEP", 0.0)
    showing, stored = set(), set()
    for route in ASKED:
        for role in ROLES:
            answer = crowd[role].get(address(route))
            said = answer.content.decode(errors="ignore") + answer.headers.get("Location", "")
            if any(key in said for key in keys):
                showing.add(route)
                if "no-store" not in answer.headers.get("Cache-Control", ""):
                    stored.add((route, role))
    assert stored == set()
    assert showing >= WITH_A_KEY, "the search finds them"


@pytest.mark.parametrize("route", sorted(ASKED))
def test_nothing_that_depends_on_the_visitor_is_stored(route, crowd, address):  # noqa: F811
    for role in ("stranger", "member", "lead"):
        assert "no-store" in crowd[role].get(address(route)).headers["Cache-Control"]


def test_a_refusal_and_an_error_are_not_stored_either(stranger, bens, discussion):
    for answer in (stranger.get("/nowhere/"), stranger.post("/j/", {}), bens.get(discussion.url("workshop:desk"))):
        assert answer.headers["Cache-Control"] == "no-store", answer.status_code
    assert settings.MIDDLEWARE[0] == "workshop.web.cache_headers.StoreNothing", "around all that answers"


def test_no_key_but_the_join_code_is_in_the_database(keys, discussion):
    """A link is computed from the person it belongs to, whenever it is shown or checked."""
    stored = {
        key
        for model in apps.get_models()
        for row in model._base_manager.values_list()
        for key in keys
        if any(key in str(value) for value in row)
    }
    assert stored == {discussion.session.code}


def test_nothing_of_a_session_is_named_by_a_number_that_one_can_count():
    """Only lens versions, and accounts in one-time links, have numbers in addresses."""
    converters = {
        (name, type(converter).__name__)
        for namespace in get_resolver().url_patterns
        for route in namespace.url_patterns
        for name, converter in route.pattern.converters.items()
    }
    assert {name for name, kind in converters if kind == "IntConverter"} == {"number", "user"}
    models = {model for model in apps.get_models() if isinstance(model._meta.pk, UUIDField)}
    assert {Session, Group, Room, Participant, Stage, Entry, Finding, Comment, Summary} <= models
    assert all(model._meta.pk.default is uuid4 for model in models if model._meta.pk.remote_field is None)
