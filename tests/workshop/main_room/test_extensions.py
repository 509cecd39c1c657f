"""Features register what the pages of workshop show; the pages name none of them."""

from collections import defaultdict

import pytest
from django.template import Context, Template

from workshop.main_room import extensions


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch):
    monkeypatch.setattr(extensions, "_shown", defaultdict(list))
    monkeypatch.setattr(extensions, "_pages", {})


def shown(tag: str, **context) -> str:
    return Template("{% load extensions %}" + tag).render(Context(context))


def test_a_point_shows_what_was_registered_for_it_in_order_and_with_the_pages_context():
    extensions.show_template("desk.dialogs", "components/_risk.html")
    extensions.show_template("desk.dialogs", "workshop/main_room/own/writer.html")
    extensions.show_template("desk.now", "components/_risk.html")
    page = shown('{% extension "desk.dialogs" %}', risk="high", writer="Ana")
    assert page.count("High risk") == 1
    assert page.index("High risk") < page.index("Ana")


def test_a_point_without_anything_registered_shows_nothing():
    assert shown('{% extension "desk.now" %}') == ""


def test_a_page_is_linked_by_the_route_that_was_registered():
    extensions.name_page("first page", "workshop:front")
    assert shown('{% page_url "first page" %}') == "/"


def test_a_link_to_a_page_that_nobody_registered_fails():
    with pytest.raises(KeyError):
        shown('{% page_url "first page" %}')
