"""Reads a shipped lens from its two files: the English document in the exchange format, and the companion."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "content" / "lenses"


@dataclass(frozen=True)
class LensFiles:
    slug: str
    digest: str
    lens: dict
    companion: dict


def slugs() -> list[str]:
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / "lens.json").exists())


def read(slug: str) -> LensFiles:
    files = [(FOLDER / slug / name).read_bytes() for name in ("lens.json", "companion.json")]
    return LensFiles(slug, hashlib.sha256(b"".join(files)).hexdigest(), *map(json.loads, files))
