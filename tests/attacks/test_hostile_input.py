"""No input causes a 5xx: every field of every form is sent values that are known to break servers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from reviews.comments.models import Waiting
from tests.actors import Browser
from tests.attacks.test_matrix import ROWS, address  # noqa: F401  a fixture
from tests.hostile import FIELDS, HOSTILE, LETTERS, quoted
from tests.house.sources import ROOT
from tests.routes import VARIABLE, path_of, routes

pytestmark = pytest.mark.django_db

READ = re.compile(r"""(?:GET|POST|posted)\.(?:get|getlist)\("(\w+)"|"(\w+)" in request\.(?:GET|POST)""")


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_field_breaks_the_server(kind, discussion, ana, address):  # noqa: F811
    """Each route starts from the same state: writes of other routes are rolled back."""
    browser = Client(raise_request_exception=False)
    browser.force_login(ana)
    browser.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = Browser(discussion.people["Ben"]).cookies["seats"].value
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    value = quoted(HOSTILE[kind][:5000].encode("utf-8", "surrogatepass"))
    broken = []
    for route, (_method, posted, _statuses) in ROWS.items():
        known = {name: quoted(str(given).encode()) for name, given in posted.items()}
        one_by_one = [known | {name: value} for name in (*known, "client_id")]
        for fields in (dict.fromkeys(FIELDS, value), *one_by_one):
            body = b"&".join(field.encode() + b"=" + content for field, content in fields.items())
            with transaction.atomic():
                response = browser.post(address(route), body, content_type="application/x-www-form-urlencoded")
                transaction.set_rollback(True)
            browser.cookies.load(cookies)
            if response.status_code >= 500:
                broken.append((response.status_code, route, list(fields)))
    assert broken == []


def test_every_field_that_is_read_is_attacked():
    get_resolver().url_patterns  # noqa: B018  loads every form
    ours = [form for form in below(forms.BaseForm) if form.__module__.startswith(("workshop.", "reviews."))]
    read = {name for form in ours for name in getattr(form, "base_fields", {})}
    for app in ("workshop", "reviews"):
        for source in (ROOT / app).rglob("*.py"):
            for found in READ.findall(source.read_text()):
                read |= set(filter(None, found))
    assert len(read) > 30
    assert read - set(FIELDS) == set()


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_word_in_an_address_breaks_the_server(kind, discussion, ana):
    browser = Client(raise_request_exception=False)
    browser.force_login(ana)
    word = quoted(HOSTILE[kind][:2000].encode("utf-8", "surrogatepass")).decode()
    for route in routes().values():
        words = {name: word for kind, name in VARIABLE.findall(str(route.pattern)) if kind in ("str", "slug")}
        path = path_of(route, words | {"session": discussion.session.pk})
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
