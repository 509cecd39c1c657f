"""The type of a request of an account that is signed in, for readers and type checkers. Nothing creates one of these."""

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
