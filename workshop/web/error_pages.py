"""Pages for what went wrong. None says whether the thing asked for exists for somebody else."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STOOD_STILL = "25P03"  # PostgreSQL's word for a transaction of ours that it ended, since it held rows and did not go on


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "workshop/web/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "workshop/web/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for longer than its key lasted, or came from another site."""
    return render(request, "workshop/web/403_form.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error. A database that is away or busy is no fault of the page, and soon over."""
    error = sys.exception()
    stood_still = error is not None and getattr(error.__cause__, "sqlstate", "") == STOOD_STILL
    if not (isinstance(error, OperationalError) or stood_still):
        return render(request, "workshop/web/500.html", status=500)
    page = render(request, "workshop/web/503.html", {"looks_again": request.method == "GET"}, status=503)
    page["Retry-After"] = "3"  # seconds
    return page
