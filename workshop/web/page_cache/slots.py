"""Fills the slots of a shared page with what differs between readers (live/shared_pages.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from workshop.live import clock, shared_pages
from workshop.live.shared_pages import Filled
from workshop.main_room.shared_page_reader import Reader

TABLE, ROOM = "table", "room"  # the ids of the group whose table the page shows, and of its room
WAY = "way"  # the table to which a page leads that shows none


async def filled(parts: Sequence[bytes], reader: Reader) -> bytes:
    """The page, its parts put together; every second part is the name of a slot."""
    if len(parts) == 1:
        return parts[0]
    names = [part.decode() for part in parts[1::2]]
    panes = await _panes(names, reader)
    with translation.override(reader.language):
        slots = _Slots(reader, panes)
        whole = list(parts)
        whole[1::2] = map(slots.fill, names)
    return b"".join(whole)


async def _panes(names: Sequence[str], reader: Reader) -> dict[str, Filled]:
    """The panes that are not the same for everyone, by the names of their functions."""
    owns = {name: own for slot in names if (own := shared_pages.own_named(name := slot.partition(" ")[0]))}
    return dict(zip(owns, await asyncio.gather(*(own(reader) for own in owns.values())), strict=True))


class _Slots:
    def __init__(self, reader: Reader, panes: dict[str, Filled]) -> None:
        self._panes = panes
        self._context = reader.visitor.place.shown() | {
            "request": SimpleNamespace(participant=reader.person),
            "session": reader.session,
            "group": reader.group,
            shared_pages.NOW: clock.carried_on_milliseconds(),
            WAY: reader.visitor.place.leads_to,
            TABLE: reader.group.pk if reader.group else "",
            ROOM: reader.table.pk if reader.table else "",
        }

    def fill(self, name: str) -> bytes:
        pane, _space, part = name.partition(" ")
        if pane in self._panes:
            value = getattr(self._panes[pane], part)
            return value if isinstance(value, bytes) else str(value).encode()
        if name.endswith(".html"):
            return render_to_string(name, self._context).strip().encode()
        return escape(self._context[name]).encode()
