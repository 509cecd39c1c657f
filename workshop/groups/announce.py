"""Which rooms are told about people and their tables, always in the order tables, desk, screen, main room. No message names a person."""

from __future__ import annotations

from collections.abc import Iterable

from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


def groups_assigned(session: Session, before: Iterable[Group]) -> None:
    """Everyone has a new table, and those of the round before can only be read."""
    for room in _tables(before):
        tell(room, "groups")
    for kind in (Room.Kind.DESK, Room.Kind.SCREEN, Room.Kind.MAIN):
        tell(_room(session, kind), "groups")


def people_changed(
    session: Session,
    at: Iterable[Group],
    *,
    main_room: bool = False,
    has_new_table: bool = False,
    has_new_pass: bool = False,
) -> Room:
    """Somebody joined a table or left one. `main_room` says that more pages than the table's show it.

    With `has_new_table` the screen, which names tables, is told too. If comments have a new pass, all pages hear of it by the screen.
    Returns the desk's room, told.
    """
    for room in _tables(at):
        tell(room, "people")
    desk = _room(session, Room.Kind.DESK)
    tell(desk, "people")
    if has_new_pass:
        tell(_room(session, Room.Kind.SCREEN), "pass")
    if has_new_table:
        tell(_room(session, Room.Kind.SCREEN), "groups")
    if main_room:
        tell(_room(session, Room.Kind.MAIN), "people")
    return desk


def _tables(groups: Iterable[Group]) -> list[Room]:
    """The rooms in a fixed order, so that two transactions that tell them never wait for each other."""
    subjects = [group.pk for group in groups]
    found = Room.objects.select_related("session").filter(kind=Room.Kind.TABLE, subject__in=subjects)
    return list(found.order_by("pk"))


def _room(session: Session, kind: str) -> Room:
    return Room.objects.select_related("session").get(session=session, kind=kind)
