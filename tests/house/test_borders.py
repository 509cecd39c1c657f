"""import-linter finds no violation of the borders in pyproject.toml, and notices a deliberate violation of each."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import APPS, ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {contract["id"]: contract["name"] for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}

# Violations: the border, the module that must be named, and the files that violate it.
BREACHES = {
    "workshop imports reviews": ("apps", "workshop.sessions.one", {"workshop/sessions/one.py": "reviews.lenses"}),
    "live imports sessions": ("event", "workshop.live.two", {"workshop/live/two.py": "workshop.sessions"}),
    "people import the desk": ("event", "workshop.people.three", {"workshop/people/three.py": "workshop.desk"}),
    "a feature has no place": ("event", "four", {"workshop/four/__init__.py": "workshop.live"}),
    "lenses import tables": ("matter", "reviews.lenses.five", {"reviews/lenses/five.py": "reviews.tables"}),
    "pillars import summaries": ("matter", "reviews.pillars.six", {"reviews/pillars/six.py": "reviews.summaries"}),
    "models import their services": (
        "files",
        "workshop.sessions.models.seven",
        {"workshop/sessions/models/seven.py": "workshop.sessions.services"},
    ),
    "queries import views": (
        "files",
        "reviews.tables.queries",
        {"reviews/tables/queries.py": "reviews.tables.views.talk"},
    ),
    "comments import people": (
        "comments-know",
        "reviews.comments.eight",
        {"reviews/comments/eight.py": "workshop.people"},
    ),
    "comments import groups through sessions": (
        "comments-know",
        "reviews.comments.nine",
        {"reviews/comments/nine.py": "workshop.sessions.nine", "workshop/sessions/nine.py": "workshop.groups"},
    ),
    "comments import tables": ("comments-know", "reviews.comments.ten", {"reviews/comments/ten.py": "reviews.tables"}),
    "tables import comments": (
        "comments-known",
        "reviews.tables.eleven",
        {"reviews/tables/eleven.py": "reviews.comments.queries"},
    ),
    "scenarios import comments through the main room": (
        "comments-known",
        "reviews.scenarios.twelve",
        {
            "reviews/scenarios/twelve.py": "workshop.main_room.twelve",
            "workshop/main_room/twelve.py": "reviews.comments",
        },
    ),
    "summaries import comments other than by queries": (
        "comments-known",
        "reviews.summaries.queries",
        {"reviews/summaries/queries.py": "reviews.comments.models"},
    ),
    "a feature imports the gathering models": (
        "gathering",
        "reviews.tables.thirteen",
        {"reviews/tables/thirteen.py": "reviews.models"},
    ),
    "tables know WeasyPrint": ("weasyprint", "reviews.tables.fourteen", {"reviews/tables/fourteen.py": "weasyprint"}),
    "the main room imports Channels": (
        "channels",
        "workshop.main_room.fifteen",
        {"workshop/main_room/fifteen.py": "channels.layers"},
    ),
    "a service knows Celery": ("celery", "reviews.tables.sixteen", {"reviews/tables/sixteen.py": "celery"}),
}


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess:
    command = (
        "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", command, "--no-logo", "--no-cache", *options], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict[str, str]:
    """The linter's output, by border, for a copy of the sources in which every border is violated."""
    house = tmp_path_factory.mktemp("house")
    for app in APPS:
        shutil.copytree(ROOT / app, house / app, ignore=shutil.ignore_patterns("__pycache__", "content"))
    shutil.copy(ROOT / "pyproject.toml", house)
    for _, _, files in BREACHES.values():
        for name, imported in files.items():
            (house / name).parent.mkdir(exist_ok=True)
            with (house / name).open("a") as file:
                file.write(f"\nimport {imported}\n")
    report = lint(house).stdout.split("Broken contracts", 1)[1]
    headed = re.split(r"\n([^\n]+)\n-{4,}\n", report)
    return dict(zip(headed[1::2], headed[2::2], strict=True))


def test_no_border_is_broken():
    linted = lint(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_broken_border_is_noticed(breach, said):
    border, culprit, _ = BREACHES[breach]
    assert re.search(rf"{re.escape(culprit)}\b", said[CONTRACTS[border]])


def test_each_border_is_broken_by_a_test():
    assert set(CONTRACTS) == {border for border, _, _ in BREACHES.values()}
