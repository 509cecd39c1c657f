"""Every write about accounts."""

from __future__ import annotations

from django.db.models import F

from workshop.accounts.models import User
from workshop.live import notifier


def use_sign_in_link(user: User) -> bool:
    """Use up a one-time link. False if another press was first."""
    return bool(
        User.objects.filter(pk=user.pk, signed_in_once=user.signed_in_once).update(
            signed_in_once=F("signed_in_once") + 1
        )
    )


def end_sockets_of_login(login: str | None) -> None:
    """An account that signs out hears nothing more on any page that is still open. Call it once the sign-in's row is gone."""
    if login:
        notifier.close_sockets(who=[f"login:{login}"])


def close_sockets_of_account(user: User) -> None:
    """The password changed: each open page of the account asks for access again."""
    notifier.close_sockets(who=[f"user:{user.pk}"])
