"""Every write about accounts."""

from __future__ import annotations

from django.db.models import F

from workshop.accounts.models import User
from workshop.live import notifier


def use_sign_in_link(user: User) -> bool:
    """Use up a one-time link. False if it has been used already."""
    return bool(
        User.objects.filter(pk=user.pk, signed_in_once=user.signed_in_once).update(
            signed_in_once=F("signed_in_once") + 1
        )
    )


def end_sockets_of_login(login: str | None) -> None:
    """Close the sockets of all pages that this sign-in still has open. Call it after the sign-in's row has been deleted."""
    if login:
        notifier.close_sockets(who=[f"login:{login}"])


def close_sockets_of_account(user: User) -> None:
    """Close the account's sockets after a change of password, so that each open page asks for access again."""
    notifier.close_sockets(who=[f"user:{user.pk}"])
