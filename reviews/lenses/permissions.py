"""Who may."""

from __future__ import annotations

from workshop.accounts.models import User


def may_keep_library(user: User) -> bool:
    """Lenses belong to the installation: whoever has an account brings them in, publishes and discards them."""
    return user.is_active
