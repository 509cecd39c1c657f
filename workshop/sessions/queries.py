"""What is read of sessions. Writes nothing."""

from __future__ import annotations

from uuid import UUID

from workshop.sessions import agenda, codes
from workshop.sessions.models import Facilitator, Session, Stage, User


def session_by_code(typed: str) -> Session | None:
    """The session a code opens. A code ends with its session."""
    code = codes.read(typed)
    if code is None:
        return None
    return Session.objects.filter(code=code, state__in=(Session.State.OPEN, Session.State.RUNNING)).first()


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


def stages_of(session: Session) -> list[Stage]:
    return list(session.stages.all())


def open_stage(session_id: UUID) -> Stage | None:
    return Stage.objects.filter(session=session_id, state__in=Stage.OPEN).first()


def last_stage(session_id: UUID) -> Stage | None:
    """The open stage, or the one that was closed last: what the room is still about."""
    return (
        open_stage(session_id)
        or Stage.objects.filter(session=session_id, started_at__isnull=False).order_by("-position").first()
    )


def next_stage(session_id: UUID) -> Stage | None:
    """The first stage that waits behind everything that has begun."""
    stages = Stage.objects.filter(session=session_id)
    begun = stages.exclude(state=Stage.State.WAITING).order_by("-position").values_list("position", flat=True).first()
    waiting = stages.filter(state=Stage.State.WAITING)
    return (waiting.filter(position__gt=begun) if begun is not None else waiting).order_by("position").first()


def has_begun(session_id: UUID, kind: str) -> bool:
    return Stage.objects.filter(session=session_id, kind=kind, started_at__isnull=False).exists()


def agenda_of(session: Session) -> list[dict]:
    """Every stage with its beginning, as the agenda's rows show it."""
    return [
        {"stage": stage, "begins": begins} for stage, begins in agenda.beginnings(stages_of(session), session.starts_at)
    ]
