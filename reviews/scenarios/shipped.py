"""Reads a shipped scenario: `scenario.json`, and a Markdown document for each language."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "content" / "scenarios"


@dataclass(frozen=True)
class ScenarioFiles:
    slug: str
    digest: str
    scenario: dict
    documents: dict[str, str]


def slugs() -> list[str]:
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / "scenario.json").exists())


def read(slug: str) -> ScenarioFiles:
    folder = FOLDER / slug
    paths = sorted(folder.glob("document.*.md"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in [folder / "scenario.json", *paths])).hexdigest()
    documents = {path.suffixes[0].removeprefix("."): path.read_text() for path in paths}
    return ScenarioFiles(slug, digest, json.loads((folder / "scenario.json").read_text()), documents)
