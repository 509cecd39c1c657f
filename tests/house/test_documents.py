"""The documents agree with the sources."""

import json
import re
import tomllib

import pytest
from django.conf import settings

from reviews.lenses.format import messages
from reviews.lenses.format.wording import WORDING
from tests.house.sources import APPS, ROOT
from tests.house.test_borders import CONTRACTS
from tests.house.test_guarantees import names_in

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
TESTING = (ROOT / "docs" / "testing.md").read_text()
LICENCES = (ROOT / "docs" / "licences.md").read_text()
VENDORED = json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text())["packages"]
NOT_FEATURES = {"migrations", "management", "__pycache__"}


def features() -> set[str]:
    folders = [folder for app in APPS for folder in (ROOT / app).iterdir() if folder.is_dir()]
    return {f"{folder.parent.name}/{folder.name}" for folder in folders if folder.name not in NOT_FEATURES}


def test_the_architecture_names_every_feature_and_no_other():
    named = set(re.findall(r"^\| `((?:workshop|reviews)/\w+)` \|", ARCHITECTURE, re.MULTILINE))
    assert named == features()


def test_the_architecture_names_every_border():
    assert not [border for border in CONTRACTS if f"`{border}`" not in ARCHITECTURE]


WAYS = dict(re.findall(r"^### (.+?), from .*?\n\n```text\n(.*?)```", ARCHITECTURE, re.DOTALL | re.MULTILINE))
LONGEST = {"A talk entry": 47, "A closed pillar": 40, "A comment": 37}  # functions: two thirds of what they were in 0.1


def functions_on(way: str) -> list[tuple[str, str]]:
    """The file and the name of each function on this way, in order."""
    lines = re.findall(r"^(\S+) +(\w+(?: → \w+)*)(?:  .*)?$", WAYS[way], re.MULTILINE)
    assert len(lines) == len(WAYS[way].splitlines())
    return [(path, name) for path, names in lines for name in names.split(" → ")]


@pytest.mark.parametrize("way", LONGEST)
def test_every_function_on_a_way_through_the_code_is_there(way):
    defined = r"(?:def|class|function) {0}\b|^(?:export )?(?:async )?#?{0}\(|^  (?:async )?#?{0}\("
    assert not [
        f"{path}: {name}"
        for path, name in functions_on(way)
        if not re.search(defined.format(name), (ROOT / path).read_text(), re.MULTILINE)
    ]


@pytest.mark.parametrize(("way", "longest"), LONGEST.items())
def test_no_way_through_the_code_becomes_longer(way, longest):
    assert len(functions_on(way)) <= longest


def test_every_layer_of_tests_is_described_and_has_its_folders():
    layers = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", TESTING, re.MULTILINE))
    known = re.search(r"^  ([\w |]+)\) layers=\$1", (ROOT / "bin" / "test").read_text(), re.MULTILINE)[1].split(" | ")
    assert set(layers) == set(known)
    for folders in layers.values():
        assert all((ROOT / folder).is_dir() for folder in re.findall(r"`([^`]+)`", folders))


def test_every_page_of_the_documents_that_is_linked_is_there():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([\w./-]+)\)", page.read_text())]
    assert not [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()]


def test_decisions_are_numbered_without_a_gap_and_each_that_is_referred_to_is_there():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [page.name[:4] for page in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [page.name for page in decisions if not page.read_text().startswith(f"# {int(page.name[:4])}. ")] == []
    texts = [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(each for app in APPS for each in (ROOT / app).rglob("*.py")),
    ]
    named = {int(number) for text in texts for number in re.findall(r"\bADR (\d+)", text.read_text())}
    assert len(named) > 20
    assert named <= set(range(1, len(decisions) + 1))


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert settings.APP_VERSION.startswith(f"{version}-")
    newest = re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[1]
    assert version.startswith(f"{newest}.")


@pytest.mark.parametrize("package", VENDORED, ids=lambda package: package["name"])
def test_what_is_vendored_is_listed_with_its_licence_and_the_licences_text(package):
    row = re.search(
        rf"^\| {re.escape(package['name'])} \| {re.escape(package['licence'])} \| `([^`]+)` \| `([^`]+)` \|$",
        LICENCES,
        re.MULTILINE,
    )
    assert row, f"{package['name']} is missing in docs/licences.md"
    assert all((ROOT / path).exists() for path in row.groups())


def test_the_page_about_lenses_lists_every_message_under_its_level():
    profiles = (ROOT / "docs" / "content.md").read_text().partition("## Two profiles")[2].partition("\n## ")[0]
    listed = {
        heading: set(re.findall(r"`(\w+)`", codes)) & set(WORDING)
        for heading, codes in re.findall(r"^- \*\*([\w ,]+)\*\*(.*?)(?=^- |\Z)", profiles, re.DOTALL | re.MULTILINE)
    }
    assert listed == {
        "Errors in both": {code for code in messages.ERRORS if not code.startswith("json_")},
        "Warnings in open, errors in strict": messages.STRICT | messages.NOTICES,
        "Notice in both": messages.ALWAYS_NOTICES,
        "Warnings in both": messages.WARNINGS,
    }


def test_the_readme_names_every_folder_of_tests():
    row = re.search(r"^\| `tests/` \|(.*)\|$", (ROOT / "README.md").read_text(), re.MULTILINE)[1]
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert set(re.findall(r"`(\w+)/`", row)) == folders


FOLDERS = "bench|bin|deploy|docs|locale|reviews|static|templates|tests|workshop"


def test_every_file_and_test_that_a_document_names_is_there():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "upgrades" / "README.md"]
    files = [
        (page.name, path)
        for page in pages
        for path in re.findall(rf"`((?:{FOLDERS})/[\w./-]+?)(?:::\w+)?`", page.read_text())
    ]
    tests = {name for path in (ROOT / "tests").rglob("test_*.py") for name in (path.stem, *names_in(path))}
    named = [(page.name, name) for page in pages for name in re.findall(r"\b(test_\w+)", page.read_text())]
    assert len(files) > 100
    assert [each for each in files if not (ROOT / each[1]).exists()] == []
    assert [each for each in named if each[1] not in tests] == []
