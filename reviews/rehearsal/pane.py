"""One pane of an open page: what is told is applied in the order of versions, as static/js/live/pane-sync.js does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from reviews.rehearsal import fragments


class Pane:
    """`attributes` are those of the `<live-pane>` element. Fetching is left to the page."""

    parse = staticmethod(fragments.parsed)

    def __init__(self, attributes: Mapping[str, str], content: str) -> None:
        self.name = attributes["data-pane"]
        self.src = attributes["data-src"]
        self.fetch_on = attributes.get("data-fetch-on", "").split()
        self.renew_on = attributes.get("data-renew-on", "").split()
        self.room = attributes.get("data-room", "")
        self.every = float(attributes.get("data-every", 0))
        self.version = self.wanted = int(attributes.get("data-version", 0))
        self.heard = 0  # the highest version heard of since the last fetch began; `wanted` is the highest before that
        self.root: Element
        self.loading: asyncio.Task | None = None
        self.renewals = 0  # that are due
        self._early: dict[int, dict] = {}  # frames, by the version they come after
        self.show(content)

    def show(self, html: str) -> None:
        self.root = self.parse(html)

    def put(self, fragment: str) -> None:
        fragments.apply(self.root, fragment, self.parse)

    @property
    def is_behind(self) -> bool:
        return max(self.wanted, self.heard) > self.version

    def learn_of(self, version: int) -> None:
        self.heard = max(self.heard, version)

    def hear(self, frame: dict) -> None:
        if frame["v"] > self.version:
            self.learn_of(frame["v"])
            self._early[frame["after"]] = frame
            self._apply_in_turn()

    def asks(self) -> int:
        """Note that a fetch begins. Returns the version that its answer has at least, unless an older database was restored."""
        self.wanted, self.heard = max(self.wanted, self.heard), 0
        return max(self.wanted, self.version)

    def replace(self, version: int, html: str, known: int) -> None:
        """Show what was fetched, unless more was told in the meantime. `known` is what `asks` returned."""
        if version < known:
            self.wanted = version
        if version < known or version >= self.version:
            self.version = version
            self.show(html)
        self._apply_in_turn()

    def _apply_in_turn(self) -> None:
        while (told := self._early.get(self.version)) and self._shows(told):
            self.version = told["v"]
        self._early = {after: told for after, told in self._early.items() if after >= self.version}

    def _shows(self, told: dict) -> bool:
        """Show what was told; False if it has to be fetched."""
        if told["what"] in self.fetch_on:
            return False
        whole = told.get("panes", {}).get(self.name, "")
        if whole is None or not ("panes" in told or "html" in told):
            return False
        if whole:
            self.show(whole)
        elif "html" in told:
            self.put(told["html"])
        return True
