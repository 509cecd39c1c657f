"""What a request carries for those who are signed in. A name for readers and type checkers; nothing makes one of these."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from workshop.accounts.models import User


class SignedInRequest(HttpRequest):
    """Behind login_required. `visitor` is a people.visitors.Visitor."""

    htmx: HtmxDetails
    user: User  # type: ignore[assignment]
    visitor: Any
