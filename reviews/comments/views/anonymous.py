"""The address to which comments are posted, without anything that says who posts."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reviews.comments import limits, payload, queries
from reviews.comments.access import for_nobody_in_particular, refused
from reviews.comments.forms import CommentForm
from reviews.comments.log_redaction import NotStored
from reviews.comments.services import inbox as inboxes
from workshop.live import client_addresses
from workshop.sessions.models import Session
from workshop.sessions.requests import Request


@for_nobody_in_particular
@require_POST
def inbox(request: Request, session: UUID) -> HttpResponse:
    """Receive a comment. A session that does not exist gives the same response as a wrong pass."""
    try:
        sent = payload.parse(_body(request))
    except payload.InvalidPayload:
        return refused(_("This comment was not sent by one of our pages. Reload the page."), 400)
    found = Session.objects.filter(pk=session).first()
    if found is None or not queries.is_pass(found, sent["pass"]):
        return refused(_("The page was open too long. Reload it, then send again."), 403, stale=True)
    digest, address = sent["hash"], client_addresses.of_request(request)
    if found.is_over:
        return refused(_("The session is over; comments are closed."), 410)
    # An invalid text is refused before the limits are asked. Otherwise somebody could ask again and again without leaving a
    # comment, and learn from the limits when others write.
    form = CommentForm(sent)
    if not form.is_valid():
        return refused(next(str(error) for errors in form.errors.values() for error in errors), 422)
    # A repeated comment, or one with the hash of another, stores nothing and so is not counted: it would use up the limit
    # without leaving a trace, and what is left of the limit would tell when others write.
    is_new = queries.session_and_text_of(digest) is None
    if is_new and (wait := limits.take(found.pk, address)):
        return _too_many(wait)
    try:
        is_stored = inboxes.receive(found, text=form.cleaned_data["text"], digest=digest)
    except NotStored:
        if is_new:
            limits.give_back(found.pk, address)
        return refused(
            _("Your comment was not saved because of an error on our side. Your text is still here; send it again."),
            503,
        )
    if is_stored:
        return JsonResponse({}, status=202)
    if is_new:
        limits.give_back(found.pk, address)
    return refused(_("This comment was already received with different text. Send it as a new comment."), 409)


@for_nobody_in_particular
@require_safe
def stored_row(request: Request, session: UUID, digest: str) -> HttpResponse:
    """What is stored about one comment, for everyone who knows the hash of its secret."""
    stored = queries.stored(session, digest)
    return JsonResponse(stored) if stored else refused(_("No comment found for this receipt."), 404)


def _body(request: Request) -> bytes:
    """The request's body. One whose announced length is too long is not read at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    try:
        if not length.isdecimal() or int(length) > payload.MAX_BYTES or len(request.body) > payload.MAX_BYTES:
            raise payload.InvalidPayload
        return request.body
    except (UnreadablePostError, RequestDataTooBig, ValueError):
        raise payload.InvalidPayload from None


def _too_many(wait: int) -> JsonResponse:
    words = ngettext(
        "Too many comments arrived at once, so this one was not accepted yet. Your text is still here and can be "
        "sent in %(wait)d second.",
        "Too many comments arrived at once, so this one was not accepted yet. Your text is still here and can be "
        "sent in %(wait)d seconds.",
        wait,
    )
    response = refused(words % {"wait": wait}, 429)
    response["Retry-After"] = str(wait)
    return response
