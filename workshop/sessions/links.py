"""The link of a session's comment screen."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import constant_time_compare

from workshop.live.link_tokens import fits, token
from workshop.sessions.models import Session


def screen_token(session: Session) -> str:
    return token("screen", session.pk, session.screen_generation)


def session_of_screen(session_id: UUID, given: str) -> Session | None:
    session = Session.objects.filter(pk=session_id).first()
    return session if session and fits(given, "screen", session.pk, session.screen_generation) else None


def opens_screen(given: str, session: Session) -> bool:
    """Whether a socket that shows this may hear the session's screen. What it shows is `<session>.<token>`."""
    return constant_time_compare(given, f"{session.pk}.{screen_token(session)}")
