"""tell(): announce a change of a room to everyone in it, in the transaction that makes the change."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from workshop.live import limits, notifier, panes
from workshop.live.models import Room

STEP_AT_MOST = 2**30  # after sixteen million changes versions are still below 2^53, up to which browsers count exactly


def open_rooms(session_id: UUID) -> None:
    """Create the three rooms that every session has; a table's room is created with its group."""
    Room.objects.bulk_create(
        [
            Room(session_id=session_id, kind=kind, subject=session_id)
            for kind in (Room.Kind.MAIN, Room.Kind.DESK, Room.Kind.SCREEN)
        ]
    )


def tell(room: Room, kind: str, template: str | None = None, context: dict | Callable[[], dict] | None = None) -> int:
    """Raise the room's version, and notify everyone in the room once the transaction is committed.

    With a template, its fragment is sent in each of the session's languages. Where others may change its context at the same
    time, `context` is a function, which is called while the room's row is locked. Without a template, the shared panes that
    this kind of event changes are sent (see panes.share); browsers fetch the panes of a table or the desk again.
    Call it last in a transaction, since it locks the room's row until the commit. Where several rooms are
    told, the order is table, desk, screen, main room, so that two transactions never wait for each other.
    Returns the new version, which the row told may store as its place in the room's order.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("tell() must run in the transaction of the change it tells")
    # First, so that what others tell in this room is in what is read below, or comes after it.
    after, room.version = _raise(room.pk)
    said: dict[str, dict] = {}
    for language in room.session.languages:
        with translation.override(language):
            if template:
                shown = context() if callable(context) else context or {}
                said[language] = {"html": render_to_string(template, shown).strip()}
            else:
                said[language] = {"panes": panes.changed(room, kind)}
    frames = {language: told_frame(room.pk, after, room.version, kind, **each) for language, each in said.items()}
    transaction.on_commit(partial(notifier.notify_room, room.pk, after, room.version, frames), robust=True)
    return room.version


def told_frame(
    room_id: UUID,
    after: int,
    version: int,
    kind: str,
    html: str | None = None,
    panes: Mapping[str, str | None] | None = None,
) -> str:
    """The encoded frame. If it is too long, it goes without the fragment, or without its longest panes: browsers fetch them."""
    frame = {"kind": "told", "room": str(room_id), "after": after, "v": version, "what": kind}
    if panes is not None:
        short = dict(panes)
        while not _fits(whole := _written(frame | {"panes": short})):
            short[max(short, key=lambda name: len(short[name] or ""))] = None
        return whole
    if html is not None and _fits(whole := _written(frame | {"html": html})):
        return whole
    return _written(frame)


def _fits(frame: str) -> bool:
    return len(frame.encode()) <= limits.FRAME_TO_BROWSERS


def _written(frame: dict) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def _raise(room_id: UUID) -> tuple[int, int]:
    """The room's version before and after.

    The step is random, so that a version is never used twice: after a restore from a backup, new states of the room get other
    versions than those that were lost (ADR 22).
    """
    step = 1 + secrets.randbelow(STEP_AT_MOST)
    table, field = Room._meta.db_table, Room._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET version = version + %s WHERE id = %s RETURNING version",
            [step, field.get_db_prep_value(room_id, connection)],
        )
        version = cursor.fetchone()[0]
    return version - step, version
