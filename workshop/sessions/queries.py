"""Queries about sessions. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Subquery

from workshop.accounts.models import User
from workshop.sessions import codes
from workshop.sessions.models import Facilitator, Move, Session, Stage


def session_by_code(typed: str) -> Session | None:
    """The session that a join code, or a text around it, opens. A code is valid until its session is over."""
    found = sessions_by_codes([typed])[0]
    return found if found and found.state in (Session.State.OPEN, Session.State.RUNNING) else None


def sessions_by_codes(typed: Sequence[str]) -> list[Session | None]:
    """The session of each code or text around one, by one query; includes sessions that are over."""
    read = [codes.candidates(each) for each in typed]
    found = Session.objects.in_bulk({code for each in read for code in each}, field_name="code")
    return [next((found[code] for code in each if code in found), None) for each in read]


def sessions_of(user: User) -> list[Session]:
    return list(Session.objects.filter(facilitators__user=user).order_by("-starts_at", "-created_at"))


def role_of(user, session_id: UUID) -> str | None:
    if not user.is_authenticated:
        return None
    return Facilitator.objects.filter(user=user, session=session_id).values_list("role", flat=True).first()


def facilitators_of(session: Session) -> list[str]:
    return [
        str(one)
        for one in Facilitator.objects.filter(session=session)
        .exclude(role="observer")
        .select_related("user")
        .order_by("pk")
    ]


def facilitator_rows_of(session_id: UUID) -> list[Facilitator]:
    """All facilitators of a session with their accounts, observers included."""
    return list(Facilitator.objects.filter(session=session_id).select_related("user").order_by("pk"))


def stages_of(session: Session) -> list[Stage]:
    return list(session.stages.all())


def open_stage(session_id: UUID) -> Stage | None:
    return Stage.objects.filter(session=session_id, state__in=Stage.OPEN).first()


def last_stage_on(session_id: UUID, topic: str) -> Stage | None:
    """The open stage if it has this topic, or else the last of the agenda that has it and has begun."""
    stages = Stage.objects.filter(session=session_id, topic=topic, started_at__isnull=False)
    return max(stages, key=lambda stage: (stage.state in Stage.OPEN, stage.position), default=None)


def last_move(session_id: UUID) -> Move | None:
    return Move.objects.select_related("stage").filter(session=session_id).first()


def has_come(session_id: UUID, kind: str) -> bool:
    """Whether a stage of this kind, or any stage after it, has begun. The latter counts since the stage may be skipped."""
    stages = Stage.objects.filter(session=session_id)
    first = stages.filter(kind=kind).order_by("position").values("position")[:1]
    return stages.filter(started_at__isnull=False, position__gte=Subquery(first)).exists()
