from __future__ import annotations

import logging
import re
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from reviews.comments import limits, panes, payload, queries
from reviews.comments.access import (
    for_everyone_in,
    for_facilitators,
    for_moderators,
    for_nobody_in_particular,
    refused,
)
from reviews.comments.forms import AnswerForm, CommentForm, RefusalForm
from reviews.comments.log_redaction import NotStored
from reviews.comments.models import Comment
from reviews.comments.services import inbox as inboxes
from reviews.comments.services import moderation
from workshop.live import addresses
from workshop.live.models import Room
from workshop.live.panes import pane, told
from workshop.live.shared_pages import for_many
from workshop.sessions import permissions
from workshop.sessions.models import Session
from workshop.sessions.requests import Request
from workshop.sessions.screens import for_screens

log = logging.getLogger(__name__)
PAGE = re.compile(r"[0-9]{1,4}")

# ── without a name ──


@for_nobody_in_particular
@require_POST
def inbox(request: Request, session: UUID) -> HttpResponse:
    """Take a comment in. A session that does not exist answers as one whose pass is wrong."""
    try:
        body = payload.read(_body(request))
    except payload.Unreadable:
        return refused(_("This is not a comment as our page sends it. Load the page again."), 400)
    found = Session.objects.filter(pk=session).first()
    if found is None or not queries.is_pass(found, body["pass"]):
        return refused(_("The page was open for long. Load it again, then send."), 403, stale=True)
    digest, address = body["hash"], addresses.of_request(request)
    if found.is_over:
        return refused(_("The session is over; comments are closed."), 410)
    # What is not taken anyway is refused before anything is said of how many were: asked for again and again, without leaving
    # a comment, that would tell the moment at which another one came.
    form = CommentForm(body)
    if not form.is_valid():
        return refused(_first(form), 422)
    # The same one sent again is neither counted nor refused. Nor is the hash of another one, in whatever session, counted: it is
    # not taken, and somebody who leaves nothing behind could use up what is taken, and watch others write by what is left.
    is_new = queries.place_of(digest) is None
    if is_new and (wait := limits.take(found.pk, address)):
        return _too_many(wait)
    try:
        kept = inboxes.receive(found, text=form.cleaned_data["text"], digest=digest)
    except NotStored as error:
        if is_new:
            limits.give_back(found.pk, address)
        log.error("A comment was not kept: %s", error)
        return refused(_("Not kept: something failed on our side. Your text is still here; send it again."), 503)
    if kept:
        return JsonResponse({}, status=202)
    if is_new:
        limits.give_back(found.pk, address)
    return refused(_("Other words were sent under this key. Send them as a new comment."), 409)


def _too_many(wait: int) -> JsonResponse:
    words = ngettext(
        "Too many comments came at once, so this one was not taken yet. Your text is still here and can be sent in %(wait)d second.",
        "Too many comments came at once, so this one was not taken yet. Your text is still here and can be sent in %(wait)d seconds.",
        wait,
    )
    response = refused(words % {"wait": wait}, 429)
    response["Retry-After"] = str(wait)
    return response


@for_nobody_in_particular
@require_safe
def stored_row(request: Request, session: UUID, digest: str) -> HttpResponse:
    """What is stored about one comment, for who knows the hash of its secret."""
    stored = queries.stored(session, digest)
    return JsonResponse(stored) if stored else refused(_("Nothing is stored under this key."), 404)


def _body(request: Request) -> bytes:
    """Not read at all where it is announced as too long."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    try:
        if not length.isdecimal() or int(length) > payload.LONGEST or len(request.body) > payload.LONGEST:
            raise payload.Unreadable
        return request.body
    except (UnreadablePostError, RequestDataTooBig, ValueError):
        raise payload.Unreadable from None


def _first(form: Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


# ── for everyone in the session ──


@require_safe
@for_everyone_in
@for_many()
def comments(request: Request, session: Session) -> HttpResponse:
    return panes.COMMENTS.answer(request, session)


@require_safe
@for_everyone_in
@for_many()
def comment_pass(request: Request, session: Session) -> HttpResponse:
    return panes.PASS.answer(request, session)


@require_safe
@for_everyone_in
def promise(request: Request, session: Session) -> HttpResponse:
    writer = request.visitor.name_in(session.pk)  # so that a draft written on another page is found here
    return render(request, "reviews/comments/promise.html", {"session": session, "place": "promise", "writer": writer})


# ── for screens ──


@require_safe
@xframe_options_exempt
@csp_override(settings.SECURE_CSP | {"frame-ancestors": ["*"]})  # streaming tools frame it; its token is its key
@for_screens
def screen(request: Request, session: Session, token: str) -> HttpResponse:
    join = request.build_absolute_uri(reverse("workshop:join", kwargs={"code": session.code}))
    context = {
        "session": session,
        "token": token,
        "screen": f"{session.pk}.{token}",
        "join": join,
        "host": request.get_host(),
    }
    return render(request, "reviews/comments/screen.html", context)


@require_safe
@for_screens
def screen_pane(request: Request, session: Session, token: str) -> HttpResponse:
    if session.is_over:
        raise Http404
    return panes.SCREEN.answer(request, session)


# ── for facilitators ──


@require_safe
@for_facilitators
def queue(request: Request, session: Session) -> HttpResponse:
    """A page of them; `comments` says which, in the address of the desk as well."""
    may = permissions.may_moderate(request.role) and not session.is_over
    asked = request.GET.get("comments", "")
    page = max(1, int(asked)) if PAGE.fullmatch(asked) else 1

    def context() -> dict:
        return {"session": session, "may_moderate": may} | queries.queue_of(session, page)

    room = Room.objects.desk_of(session.pk)
    variant = f"{'moderates' if may else 'reads'} {page}"
    return pane(request, room, "reviews/comments/_queue.html", context, variant=variant)


@require_POST
@for_moderators
def showing(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _pressed(session, comment, moderation.show)


@require_POST
@for_moderators
def discuss(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _pressed(session, comment, moderation.discuss)


@require_POST
@for_moderators
def answer(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _filled_in(request, session, comment, AnswerForm(request.POST), moderation.answer, "answer")


@require_POST
@for_moderators
def refusal(request: Request, session: Session, comment: UUID) -> HttpResponse:
    return _filled_in(request, session, comment, RefusalForm(request.POST), moderation.decline, "refusal")


def _pressed(session: Session, comment_id: UUID, service) -> HttpResponse:
    """A colleague's press may have come first: then there is nothing left to do."""
    _of(session, comment_id)
    room = service(session, comment_id)
    return told(HttpResponse(status=204), room) if room else HttpResponse(status=204)


def _filled_in(request: Request, session: Session, comment_id: UUID, form: Form, service, part: str) -> HttpResponse:
    _of(session, comment_id)
    room = service(session, comment_id, **form.cleaned_data) if form.is_valid() else None
    template = f"reviews/comments/_moderation_dialogs.html#{part}"
    if room:
        return told(render(request, template, {}), room)
    if form.is_valid():
        form.add_error(None, _("A colleague has dealt with this comment meanwhile. Look at it again."))
    return render(request, template, {"form": form, "address": request.path}, status=422)


def _of(session: Session, comment_id: UUID) -> None:
    if not Comment.objects.filter(pk=comment_id, session=session).exists():
        raise Http404
