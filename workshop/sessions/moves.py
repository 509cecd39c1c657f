"""The last move of a session, stored so that it can be undone, and numbered so that only one of two simultaneous presses counts.

Callers lock the session (`hold`), so that the moves of one session happen one after the other.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from workshop.sessions.models import Move, Session, Stage

MOVED = {"state", "ends_at", "remaining", "paused_at", "started_at", "ended_at"}
FIELDS = [field for field in Stage._meta.concrete_fields if field.name in MOVED]


class NotMade(Exception):
    """Why a move was not made, as a sentence for the person who pressed."""


class SessionOver(NotMade):
    """The session is over, so nothing in it changes any more."""

    def __init__(self) -> None:
        super().__init__(_("The session is over. Nothing can be changed any more."))


def hold(session_id: UUID, *, seen: int | None = None) -> Session:
    """The session, its row locked until the commit.

    `seen` is the number of the last move that the caller saw. Raises NotMade if another was made since, and SessionOver.
    """
    session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
    if seen is not None and session.is_over:
        raise SessionOver
    if seen is not None and seen != number_of(session_id):
        raise NotMade(_overtaken_by(Move.objects.select_related("stage").filter(session=session).first()))
    return session


def number_of(session_id: UUID) -> int:
    return Move.objects.filter(session=session_id).values_list("number", flat=True).first() or 0


def snapshot(stages: QuerySet[Stage]) -> list[dict[str, str]]:
    """The stored fields of these stages as text, exact to the microsecond, for `put_back`."""
    return [
        {"stage": str(stage.pk)}
        | {field.name: field.value_to_string(stage) for field in FIELDS if getattr(stage, field.name) is not None}
        for stage in stages
    ]


def keep(kind: Move.Kind, stage: Stage, before: list[dict[str, str]], along: dict[str, str] | None = None) -> None:
    """Store a move that was just made."""
    number = number_of(stage.session_id) + 1
    Move(
        session_id=stage.session_id,
        number=number,
        kind=kind,
        stage=stage,
        before=before,
        along=along or {},
        made_at=Now(),
    ).save()


def close_the_way_back(session_id: UUID) -> None:
    """Make the last move impossible to undo."""
    Move(session_id=session_id, number=number_of(session_id) + 1, kind="", made_at=Now()).save()


def undoable(session: Session, number: int) -> Move:
    """The move of this number. Raises NotMade if it is not the last one, was undone already, or was made too long ago.

    Raises SessionOver if the session has ended since.
    """
    if session.is_over:
        raise SessionOver
    move = Move.objects.select_related("stage").annotate(now=Now()).filter(session=session).first()
    if move and move.number == number and move.is_undoable:
        if move.now > move.undoable_until:
            raise NotMade(too_late())
        return move
    if move and move.kind == Move.Kind.UNDO and number in (move.number - 1, move.number):
        raise NotMade(_("This has already been undone."))
    raise NotMade(_overtaken_by(move))


def too_late() -> str:
    return _("More than 30 seconds have passed. It can no longer be undone.")


def put_back(move: Move) -> None:
    """Restore the stages. Those that were not open are written first, since a session may have only one open stage."""
    for kept in sorted(move.before, key=lambda kept: kept["state"] in Stage.OPEN):
        values = {field.name: field.to_python(kept.get(field.name)) for field in FIELDS}
        Stage.objects.filter(pk=kept["stage"], session=move.session_id).update(**values)


def _overtaken_by(move: Move | None) -> str:
    if move is None or move.stage is None:
        return _("The session has changed since this page was shown. Check it and press again.")
    return _("The session has changed since this page was shown (%(move)s). Check it and press again.") % {"move": move}
