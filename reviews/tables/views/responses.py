"""What the views of a table share: reading what was posted, and answering it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reviews.tables.access import TableRequest, writer_of
from reviews.tables.idempotency import ClientIdReused
from reviews.tables.services.closed import PillarClosed
from reviews.tables.services.findings import BoardFull
from reviews.tables.writers import Writer
from workshop.live.models import Room
from workshop.live.panes import told


def writer_or_403(request: TableRequest) -> Writer:
    if (writer := writer_of(request)) is None:
        raise PermissionDenied
    return writer


def key_or_empty(value: str | None) -> str:
    """A key of the lens as it was posted, or "" for what cannot be one: PostgreSQL refuses a NUL even in a query."""
    return value if value and value.isascii() and value.isprintable() else ""


def answer_form(
    request: TableRequest, form: Form, write: Callable[[], Room], template: str, context: dict[str, Any]
) -> HttpResponse:
    """Answer a post without a body, since the page empties its form; or, with 422, by the form and its errors."""
    if room := write_form(form, write):
        return told(HttpResponse(), room)
    return render(request, template, context | {"form": form}, status=422)


def write_form(form: Form, write: Callable[[], Room]) -> Room | None:
    """Call `write` for a valid form and return the room it told. On refusal return None and add the reason to the form."""
    if not form.is_valid():
        return None
    try:
        return write()
    except PillarClosed:
        form.add_error(
            None,
            _(
                "This pillar is closed; its summary contains what was there when it closed. Use this text for the "
                "next pillar."
            ),
        )
    except BoardFull:
        form.add_error(None, full_board())
    except ClientIdReused:
        form.add_error(None, _("This message was already received with different text. Please send it again."))
    return None


def full_board() -> str:
    words = _("This board has %(count)d findings and cannot hold more. Delete one, or add your text to another one.")
    return words % {"count": settings.FINDINGS_A_BOARD}


def refused(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
