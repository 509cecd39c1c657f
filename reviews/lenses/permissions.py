"""Decides who may manage lenses."""

from __future__ import annotations

from workshop.accounts.models import User


def may_manage_lenses(user: User) -> bool:
    """Lenses belong to the installation: everyone with an account may import, publish and discard them."""
    return user.is_active
