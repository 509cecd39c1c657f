"""The pages for participants and facilitators name what is on the screens, in both languages, and the README leads to them."""

import re

import polib
import pytest

from tests.house.sources import ROOT

CATALOG = polib.pofile(str(ROOT / "locale" / "ja" / "LC_MESSAGES" / "django.po"))
ENGLISH = {entry.msgid for entry in CATALOG}
JAPANESE = {text.replace("\u200b", "") for entry in CATALOG for text in (entry.msgstr, *entry.msgstr_plural.values())}
PAGES = ["participant", "facilitator"]


def sections(text: str) -> list[int]:
    """The number of list items and rows under each heading."""
    return [
        len(re.findall(r"^(?:\d+\.|\|)", part, re.MULTILINE)) for part in re.split(r"^## ", text, flags=re.MULTILINE)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_english_page_names_what_the_screens_say(page):
    text = (ROOT / "docs" / f"{page}.md").read_text()
    named = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text)
    assert named
    assert [name for name in named if name not in ENGLISH] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_japanese_page_names_what_the_screens_say(page):
    named = re.findall("「([^」]+)」", (ROOT / "docs" / f"{page}.ja.md").read_text())
    assert named
    assert [name for name in named if name not in JAPANESE] == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_steps(page):
    english, japanese = ((ROOT / "docs" / f"{page}{ending}").read_text() for ending in (".md", ".ja.md"))
    assert sections(english) == sections(japanese)


@pytest.mark.parametrize(("readme", "ending"), [("README.md", ".md"), ("README.ja.md", ".ja.md")])
def test_the_readme_leads_to_the_pages_of_its_language_and_to_the_other_readme(readme, ending):
    text = (ROOT / readme).read_text()
    other = {"README.md": "README.ja.md", "README.ja.md": "README.md"}[readme]
    assert all(f"]({path})" in text for path in (other, *(f"docs/{page}{ending}" for page in PAGES)))
