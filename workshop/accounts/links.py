"""One-time sign-in links."""

from __future__ import annotations

from workshop.accounts.models import User
from workshop.live.link_tokens import fits, token


def sign_in_token(user: User) -> str:
    return token("sign-in-once", user.pk, user.signed_in_once, user.password)


def user_of_sign_in(user_id: int, given: str) -> User | None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user and fits(given, "sign-in-once", user.pk, user.signed_in_once, user.password) else None
