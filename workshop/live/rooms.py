"""tell(): what happened in a room, said to everyone in it, in the transaction that made it happen."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from workshop.live import bells, limits
from workshop.live.models import Room

STEP_AT_MOST = 2**30  # sixteen million tellings stay below 2^53, up to which browsers count exactly


def open_rooms(session_id: UUID) -> None:
    """The three rooms every session has; a table's room comes with its group."""
    Room.objects.bulk_create(
        [
            Room(session_id=session_id, kind=kind, subject=session_id)
            for kind in (Room.Kind.HALL, Room.Kind.DESK, Room.Kind.WALL)
        ]
    )


def tell(room: Room, kind: str, template: str | None = None, context: dict | None = None) -> int:
    """Raise the room's version and ring everyone who sits in it, once the transaction is committed.

    With a template, what is told is its fragment in each of the session's languages; without, browsers fetch the
    room's panes again. Call it last in a transaction: it holds the room's row until the commit. Where several rooms are
    told, the order is table, desk, wall, hall, so that two transactions never wait for each other.
    Returns the new version, which the row told may store as its place in the room's order.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("tell() belongs into the transaction of the change it tells")
    languages = room.session.languages
    htmls = {language: _fragment(template, context or {}, language) if template else None for language in languages}
    after, room.version = _raise(room.pk)
    frames = {language: told_frame(room.pk, after, room.version, kind, html) for language, html in htmls.items()}
    transaction.on_commit(partial(bells.ring_room, room.pk, after, room.version, frames), robust=True)
    return room.version


def told_frame(room_id: UUID, after: int, version: int, kind: str, html: str | None) -> str:
    """What is too long for a frame is fetched, like what has no fragment."""
    frame = {"kind": "told", "room": str(room_id), "after": after, "v": version, "what": kind}
    whole = _written(frame if html is None else frame | {"html": html})
    return whole if len(whole.encode()) <= limits.FRAME_TO_BROWSERS else _written(frame)


def _written(frame: dict) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def versions(room_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What the database says now, by one query."""
    return dict(Room.objects.filter(pk__in=list(room_ids)).values_list("pk", "version"))


def _fragment(template: str, context: dict, language: str) -> str:
    with translation.override(language):
        return render_to_string(template, context).strip()


def _raise(room_id: UUID) -> tuple[int, int]:
    """The room's version before and after.

    The step is random, so that a version names one state of one history: where the database is restored from a backup and
    other things happen from there, they get other versions than what happened before (ADR 22).
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
