"""The link of a session's comment screen."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare

from workshop.live.link_tokens import fits, token
from workshop.sessions.models import Session

REPLACED_KNOWN = 50  # links of a session that still say that they were replaced


def screen_token(session: Session) -> str:
    return token("screen", session.pk, session.screen_generation)


def was_screen_token(given: str, session: Session) -> bool:
    """Whether this is the token of a link that was replaced. Of very old links nothing is said."""
    oldest = max(0, session.screen_generation - REPLACED_KNOWN)
    return any(fits(given, "screen", session.pk, generation) for generation in range(oldest, session.screen_generation))


def is_screen_token(given: str, session: Session) -> bool:
    return fits(given, "screen", session.pk, session.screen_generation)


def opens_screen(given: str, session: Session) -> bool:
    """Whether `<session>.<token>`, which a socket sends, gives access to the session's comment screen."""
    return constant_time_compare(given, f"{session.pk}.{screen_token(session)}")
