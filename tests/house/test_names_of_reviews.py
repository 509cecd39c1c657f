"""Outside its composition root, workshop names nothing of reviews: no module, route, template or label."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT

COMPOSITION_ROOT = {ROOT / "workshop" / name for name in ("settings.py", "urls.py", "asgi.py", "celery.py")}
SOURCES = (("workshop", "*.py"), ("templates/workshop", "*.html"), ("templates/components", "*.html"))
BASE = ROOT / "templates" / "base.html"


def sources(root: Path = ROOT) -> Iterator[Path]:
    for folder, pattern in SOURCES:
        yield from sorted((root / folder).rglob(pattern))


def naming_lines(path: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if names_reviews(line)
    ]


def names_reviews(line: str) -> bool:
    return any(f"reviews{mark}" in line for mark in (":", ".", "/", '"', "'")) or "import reviews" in line


def test_workshop_names_nothing_of_reviews():
    paths = {*sources(), BASE} - COMPOSITION_ROOT
    found = [line for path in sorted(paths) for line in naming_lines(path)]
    assert not found, "\n".join(found)


def test_the_composition_root_and_both_kinds_of_files_are_read():
    paths = set(sources())
    assert paths >= COMPOSITION_ROOT
    assert ROOT / "templates" / "workshop" / "main_room" / "main_room.html" in paths
    assert naming_lines(ROOT / "workshop" / "settings.py")


@pytest.mark.parametrize(
    "line",
    [
        '{% pane "reviews:stage" session=session.pk %}',
        "{% url 'reviews:table' session=session.pk %}",
        '{% include "reviews/comments/_panel.html" %}',
        'apps.get_app_config("reviews")',
        "from reviews.tables import queries",
        "import reviews",
    ],
)
def test_a_name_of_reviews_is_found(line):
    assert names_reviews(line)


@pytest.mark.parametrize("line", ["A facilitator reviews what was written.", "session_reviews = 3"])
def test_the_word_alone_is_not_a_name(line):
    assert not names_reviews(line)
