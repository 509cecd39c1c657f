"""Error pages. None reveals whether a page exists for somebody else."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workshop.web import clean_addresses

IDLE_IN_TRANSACTION = "25P03"  # SQLSTATE of a transaction that PostgreSQL ended, since it held rows without going on


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an address that is none of ours. A link with characters appended leads to the address that it begins with."""
    if request.method in ("GET", "HEAD") and (ours := clean_addresses.cleaned(request.path_info)):
        query = request.META.get("QUERY_STRING", "")
        return redirect(ours + (f"?{query}" if query else ""))
    return render(request, "workshop/web/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "workshop/web/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or came from another site."""
    return render(request, "workshop/web/403_form.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error. If the database is unavailable or busy, the page asks to try again."""
    error = sys.exception()
    was_ended = error is not None and getattr(error.__cause__, "sqlstate", "") == IDLE_IN_TRANSACTION
    if not (isinstance(error, OperationalError) or was_ended):
        return render(request, "workshop/web/500.html", status=500)
    page = render(request, "workshop/web/503.html", {"looks_again": request.method == "GET"}, status=503)
    page["Retry-After"] = "3"  # seconds
    return page
