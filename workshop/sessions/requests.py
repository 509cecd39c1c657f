"""What a request carries inside our decorators, for readers and type checkers. Nothing creates one of these."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """`role` is the facilitator's role in the session of the address, or None; a decorator sets it."""

    htmx: HtmxDetails
    role: str | None
    visitor: Any  # people.visitors.Visitor, which packages below `people` must not import
