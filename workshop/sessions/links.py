"""Links that open a door. None is stored: each is an HMAC of what it opens and of a generation; raising that ends it."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from workshop.sessions.models import Session, User


def token(purpose: str, *parts: object) -> str:
    """40 hex digits that only this installation can make for these parts."""
    return salted_hmac(f"hashira.{purpose}", "\n".join(map(str, parts)), algorithm="sha256").hexdigest()[:40]


def fits(given: str, purpose: str, *parts: object) -> bool:
    return constant_time_compare(given, token(purpose, *parts))


def screen_token(session: Session) -> str:
    return token("screen", session.pk, session.screen_generation)


def session_of_screen(session_id: UUID, given: str) -> Session | None:
    session = Session.objects.filter(pk=session_id).first()
    return session if session and fits(given, "screen", session.pk, session.screen_generation) else None


def opens_screen(given: str, session: Session) -> bool:
    """Whether a socket that shows this may hear the session's screen. What it shows is `<session>.<token>`."""
    return constant_time_compare(given, f"{session.pk}.{screen_token(session)}")


def sign_in_token(user: User) -> str:
    return token("sign-in-once", user.pk, user.signed_in_once, user.password)


def user_of_sign_in(user_id: int, given: str) -> User | None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user and fits(given, "sign-in-once", user.pk, user.signed_in_once, user.password) else None
