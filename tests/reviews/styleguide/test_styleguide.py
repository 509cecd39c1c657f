"""The page of components exists in development only, and shows every component that has a style sheet."""

import re
from functools import cache

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.styleguide.sections import all_of_them
from tests.actors import Browser
from tests.house.sources import ROOT

COMPONENTS = sorted((ROOT / "static" / "css" / "components").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates" / "components").glob("*.html"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

BY_SCRIPT = {
    '[data-time="short"]',
    '[data-time="over"]',
    "[data-paused]",
    '[data-state="declined"]',
    ".time__added",
}  # clocks, own comments, times in another zone
AROUND = {".main-room", ".main-room__next", '[data-density="dense"]'}  # a page or its density, not a component


@cache
def rendered():
    """The page, rendered once for all tests, since that takes a second."""
    return Browser().get(reverse("reviews:styleguide"))


@pytest.fixture
def page(settings, db):
    settings.DEBUG = True
    return rendered()


def known_by(sheet: str) -> set[str]:
    """The classes and attributes in the selectors of a style sheet."""
    selectors = re.findall(r"([^{}]+)\{", COMMENT.sub("", sheet))
    text = " ".join(each for each in selectors if not each.strip().startswith("@"))
    return {*re.findall(r"\.[a-z][\w-]*", text), *re.findall(r'\[(?:data|aria)-[a-z-]+(?:="[\w-]+")?\]', text)}


def missing_in(markup: str, sheet: str) -> set[str]:
    classes = {f".{name}" for names in re.findall(r'class="([^"]*)"', markup) for name in names.split()}
    states = {f"[{each}]" for each in re.findall(r'(?:data|aria)-[a-z-]+(?:="[\w-]+")?', markup)}
    states |= {state.split("=")[0].rstrip("]") + "]" for state in states}
    return known_by(sheet) - classes - states - BY_SCRIPT - AROUND


def test_it_is_there_in_development(page):
    assert page.status_code == 200


def test_outside_of_development_it_is_404(settings, db):
    settings.DEBUG = False
    assert Browser().get(reverse("reviews:styleguide")).status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_needs_no_database(settings, db, language):
    settings.DEBUG = True
    browser = Browser(language=language)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(reverse("reviews:styleguide")).status_code == 200
    assert not [query["sql"] for query in asked if ' FROM "' in query["sql"]]  # the clock reads no table


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_every_class_and_state_a_components_style_sheet_knows_is_shown(page, component):
    put = page.content.decode().replace("&quot;", '"').replace('": "', '="').replace('"data-', " data-")
    assert not missing_in(put, component.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_template_of_a_component_is_shown(page, template):
    assert f"components/{template.name}" in {each.name for each in page.templates}


def test_no_id_comes_twice(page):
    ids = re.findall(r'\sid="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))


def test_a_component_without_a_place_would_be_seen(page):
    markup = page.content.decode()
    assert missing_in(markup, ".carousel { color: red; }") == {".carousel"}
    assert missing_in(markup, '.button[data-kind="loud"] { color: red; }') == {'[data-kind="loud"]'}
    assert not missing_in(markup, '/* .carousel {} */ @media print { .button[data-kind="quiet"] { color: red; } }')


def test_each_section_has_a_name_of_its_own():
    names = [section.name for section in all_of_them()]
    assert len(names) == len(set(names))
