"""Checks the values of which all objects of a lens consist: members, ids, texts and resources."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from reviews.lenses.format import places, schema
from reviews.lenses.format.messages import MessageCollector
from workshop.sessions.texts import visible

CHARACTERS_SHOWN = 20

Handler = Callable[[Any, str], object]


class UniqueIds:
    """Ids that may occur once each; a second occurrence is reported as `code`."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.ids: set[str] = set()


class ValueCheck:
    """Checks values in the same way for lens, pillars, questions and choices, and reports problems to a collector."""

    def __init__(self, collector: MessageCollector) -> None:
        self.report = collector.add
        self.profile = collector.profile

    def members(
        self, found: dict, at: str, handlers: Mapping[str, Handler], *, required: tuple[str, ...] = (), silent: str = ""
    ) -> None:
        """Report missing members, then check each member in the file's order. The key `silent` is allowed and not checked."""
        for key in required:
            if key not in found:
                self.report("id_missing" if key == "id" else "missing", places.inside(at, key), key=key)
        for key, value in found.items():
            if handler := handlers.get(key):
                handler(value, places.inside(at, key))
            elif key != silent:
                self.report("unknown_key", places.inside(at, key), key=places.printable(key))

    def is_list(self, value: Any, at: str, key: str) -> bool:
        if not isinstance(value, list):
            self.report("list_expected", at, key=key)
            return False
        if not value:
            self.report("list_empty", at, key=key)
        return True

    def identifier(self, value: Any, at: str, seen: UniqueIds, *, strictly_at_most: int | None = None) -> bool:
        """Whether the value is an id. A repeated id is reported and still counts as one."""
        if not isinstance(value, str) or not schema.ID.fullmatch(value):
            self.report(
                "id_refused", at, id=places.printable(value if isinstance(value, str) else type(value).__name__)
            )
            return False
        if value in seen.ids:
            self.report(seen.code, at, id=places.printable(value))
        seen.ids.add(value)
        if strictly_at_most and len(value) > strictly_at_most:
            self.report("id_long", at, length=len(value), limit=strictly_at_most)
        return True

    def title(self, value: Any, at: str, key: str) -> None:
        if self._is_text(value, at, key):
            if not visible(value):
                self.report("blank", at, key=key)
            self._restricted(value, at, key, schema.NAME)

    def description(self, value: Any, at: str, key: str) -> None:
        if self._is_text(value, at, key):
            self._restricted(value, at, key, schema.TEXT)

    def resource(self, value: Any, at: str, key: str, *, always_text: bool = True) -> None:
        """Check `{displayText, url}`. Without an address the text may be missing, unless `always_text`."""
        if not isinstance(value, dict):
            self.report("resource_expected", at, key=key)
            return
        address = value.get("url")
        if "displayText" not in value and (always_text or (isinstance(address, str) and address.strip())):
            self.report("display_text_missing", places.inside(at, "displayText"))
        self.members(value, at, {"displayText": self._display_text, "url": self._url})

    def resources(self, value: Any, at: str) -> None:
        """Check `additionalResources`."""
        if not isinstance(value, list):
            self.report("resources_expected", at)
            return
        kinds: set[str] = set()
        for number, found in enumerate(value):
            here = places.inside(at, number)
            if not isinstance(found, dict):
                self.report("resources_expected", here)
                continue
            self.members(
                found,
                here,
                {"type": lambda kind, at: self._kind(kind, at, kinds), "content": self._content},
                required=schema.RESOURCES_KEYS,
            )

    def _kind(self, value: Any, at: str, kinds: set[str]) -> None:
        if value not in schema.RESOURCE_TYPES:
            self.report("resources_kind", at)
        elif value in kinds:
            self.report("resources_repeated", at, kind=value)
        else:
            kinds.add(value)

    def _content(self, value: Any, at: str) -> None:
        if not isinstance(value, list):
            self.report("resources_expected", at)
            return
        if not value:
            self.report("list_empty", at, key="content")
        if len(value) > schema.RESOURCES:
            self.report("too_many_resources", at, count=len(value), limit=schema.RESOURCES)
        for number, item in enumerate(value):
            self.resource(item, places.inside(at, number), "content")

    def _display_text(self, value: Any, at: str) -> None:
        if self._is_text(value, at, "displayText"):
            if not visible(value):
                self.report("display_text_blank", at)
            self._length(value, at, "displayText", schema.TEXT)

    def _url(self, value: Any, at: str) -> None:
        if not self._is_text(value, at, "url"):
            return
        trimmed = value.strip()
        if not trimmed:
            self.report("url_empty", at)
            return
        if any(letter.isspace() for letter in value):
            self.report("url_spaces", at)
        if not schema.WEB.match(value if self.profile == "strict" else trimmed):
            self.report("url_scheme", at)

    def _is_text(self, value: Any, at: str, key: str) -> bool:
        if not isinstance(value, str):
            self.report("text_expected", at, key=key)
        return isinstance(value, str)

    def _restricted(self, value: str, at: str, key: str, limit: int) -> None:
        self._length(value, at, key, limit)
        if refused := dict.fromkeys(schema.REFUSED.findall(value)):
            shown = [_shown(letter) for letter in refused]
            if len(shown) > CHARACTERS_SHOWN:
                shown[CHARACTERS_SHOWN:] = ["…"]
            self.report("characters", at, key=key, characters=" ".join(shown))

    def _length(self, value: str, at: str, key: str, limit: int) -> None:
        if len(value) > limit:
            self.report("too_long", at, key=key, length=len(value), limit=limit)


def _shown(letter: str) -> str:
    """The character if it is visible, otherwise its code point."""
    if letter.isprintable() and unicodedata.category(letter)[0] != "M":
        return letter
    return f"U+{ord(letter):04X}"
