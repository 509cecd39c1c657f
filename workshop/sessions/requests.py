"""What a request carries behind our doors. Names for readers and type checkers; nothing makes one of these."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """`role` is the facilitator's role in the session of the address, or None; a door sets it."""

    htmx: HtmxDetails
    role: str | None
    visitor: Any  # people.visitors.Visitor; those who may not know people ask it for roles and rooms alone
