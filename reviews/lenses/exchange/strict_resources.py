"""Exports helpful texts, advice and addresses for the review tool, and records what had to change."""

from __future__ import annotations

import json
from typing import Any

from reviews.lenses.exchange.strict_characters import shortened
from reviews.lenses.exchange.strict_titles import Change
from reviews.lenses.format import places, schema

SHOWN = 200  # characters of a dropped value


class Resources:
    """Makes resources that the review tool accepts, and collects the changes."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def change(self, place: str, reason: str, was: str | None, became: str | None) -> None:
        self.changes.append(Change(place, reason, was, became))

    def drop_unknown(self, found: dict, known: tuple[str, ...], at: str) -> None:
        for key in [key for key in found if key not in known]:
            self.change(places.inside(at, key), "unknown_key", said(found.pop(key)), None)

    def resources(self, value: Any, at: str, words: str) -> list[dict]:
        """One object for each type, with the valid part of its content."""
        if value is not None and not isinstance(value, list):
            self.change(at, "shape", said(value), None)
        contents: dict[str, list[dict]] = {}
        for number, found in enumerate(value if isinstance(value, list) else []):
            here = f"{at}[{number}]"
            kind = found.get("type") if isinstance(found, dict) else None
            content = found.get("content") if isinstance(found, dict) else None
            if kind not in schema.RESOURCE_TYPES or not isinstance(content, list):
                self.change(here, "shape", said(found), None)
                continue
            self.drop_unknown(found, schema.RESOURCES_KEYS, here)
            if kind in contents:
                self.change(here, "joined", kind, None)
            items = [self.resource(item, f"{here}.content[{nth}]", words) for nth, item in enumerate(content)]
            contents[kind] = contents.get(kind, []) + [item for item in items if item]
        for kind, kept in contents.items():
            if not kept:
                self.change(at, "missing", kind, None)
        return [{"type": kind, "content": kept} for kind, kept in contents.items() if kept]

    def helpful(self, holder: dict, at: str, words: str, lines: list[str]) -> dict | None:
        """The helpful resource with `lines` at the top of its text."""
        at = f"{at}.helpfulResource"
        resource = self.resource(holder["helpfulResource"], at, words) if "helpfulResource" in holder else None
        if not lines:
            return resource
        was = (resource or {}).get("displayText")
        whole = "\n".join([*lines, *([was] if was else [])])
        text = shortened(whole, schema.TEXT)
        self.change(f"{at}.displayText", "carried" if text == whole else "carried_in_part", was, text)
        return {"displayText": text} | {key: url for key, url in (resource or {}).items() if key == "url"}

    def resource(self, value: Any, at: str, words: str) -> dict | None:
        """`{displayText, url}`, or None if neither is valid. `words` are the text of an address that has none."""
        if not isinstance(value, dict):
            self.change(at, "shape", said(value), None)
            return None
        self.drop_unknown(value, schema.RESOURCE_KEYS, at)
        url = self._url(value.get("url"), f"{at}.url") if "url" in value else None
        text = value.get("displayText")
        if not isinstance(text, str) or not text.strip():
            if url is None:
                self.change(at, "missing", said(value), None)
                return None
            self.change(f"{at}.displayText", "missing", shown(value, "displayText"), words)
            text = words
        elif len(text) > schema.TEXT:
            self.change(f"{at}.displayText", "long", text, text := shortened(text, schema.TEXT))
        return {"displayText": text} | ({"url": url} if url else {})

    def _url(self, value: Any, at: str) -> str | None:
        url = value.strip() if isinstance(value, str) else ""
        if not schema.WEB.match(url) or any(letter.isspace() for letter in url) or len(url) <= len("https://"):
            self.change(at, "url", said(value), None)
            return None
        if url != value:
            self.change(at, "trimmed", value, url)
        return url


def shown(holder: dict, key: str) -> str | None:
    """The value of the key as a text; None if the key is missing."""
    return said(holder[key]) if key in holder else None


def said(value: Any) -> str:
    """A text unchanged, any other value as shortened JSON."""
    if isinstance(value, str):
        return value
    found = json.dumps(value, ensure_ascii=False)
    return found if len(found) <= SHOWN else f"{found[: SHOWN - 1]}…"
