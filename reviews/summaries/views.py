import logging
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.lenses.texts import in_language
from reviews.pillars import queries as pillars
from reviews.pillars.models import PillarReview
from reviews.summaries import panes, queries, services
from reviews.summaries.file_names import file_name
from workshop.desk.buttons import answer, moved
from workshop.desk.questions import Question, ask, is_sure
from workshop.live.models import Room
from workshop.live.panes import pane
from workshop.live.shared_pages import for_many
from workshop.people.access import for_everyone_in, for_facilitators, for_running_facilitators
from workshop.people.refusals import refused
from workshop.people.requests import Request
from workshop.sessions import permissions
from workshop.sessions.models import Session

log = logging.getLogger(__name__)

_NOT_OPEN = {
    PillarReview.State.WAITING: gettext_lazy("This pillar has not started yet."),
    PillarReview.State.CLOSED: gettext_lazy("This pillar is already closed."),
}


@require_safe
@for_everyone_in
@for_many()
def summaries(request: Request, session: Session) -> HttpResponse:
    return panes.SUMMARIES.answer(request, session)


@require_safe
@for_facilitators
def desk_summaries(request: Request, session: Session) -> HttpResponse:
    """The pane at the desk, where those who run the session may order a failed summary again or correct a pillar."""
    runs = permissions.may_run(request.role)
    return pane(
        request,
        Room.objects.desk_of(session.pk),
        panes.SUMMARIES.template,
        lambda: {
            "session": session,
            "rows": queries.summaries_of(session, is_desk=True),
            "outdated": queries.outdated_in(session),
            "may_run": runs,
        },
        variant="runs" if runs else "",
    )


@require_safe
@for_everyone_in
def summary_file(request: Request, session: Session, summary: UUID) -> HttpResponse:
    found = queries.ready(session, summary, is_desk=request.role is not None)
    if found is None:
        raise Http404
    name = file_name(session, found)
    try:
        with found.file.open("rb") as file:
            response = HttpResponse(file.read(), content_type="application/pdf")
    except FileNotFoundError:  # a database was restored without its files
        log.error("The file of summary %s is missing. Restore it, or correct the pillar and close it again.", found.pk)
        raise Http404 from None
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return response


@require_POST
@for_running_facilitators
def undoing(request: Request, session: Session) -> HttpResponse:
    """Undo the last move that the facilitator saw."""
    return moved(request, session, partial(services.undo, session))


@require_http_methods(["GET", "HEAD", "POST"])
@for_running_facilitators
def closure(request: Request, session: Session, topic: str) -> HttpResponse:
    """Close a pillar. Without `sure` it asks, and names what is still waiting."""
    review = pillars.pillar_review(session.pk, topic) if topic.isprintable() else None
    if review is None:
        raise Http404
    if review.state != PillarReview.State.OPEN and not session.is_over:
        return refused(request, session, str(_NOT_OPEN[PillarReview.State(review.state)]), 409)
    if is_sure(request):
        return moved(request, session, lambda seen: services.close(review, seen=seen)[1])
    return ask(request, session, _question_before_closing(session, review))


def _question_before_closing(session: Session, review: PillarReview) -> Question:
    comments, tables = queries.still_waiting(session, review)
    waiting = []
    if comments:
        text = ngettext("%(count)s comment is waiting.", "%(count)s comments are waiting.", comments)
        waiting.append(text % {"count": comments})
    if tables:
        comma = pgettext("between names", ", ")
        waiting.append(_("No answer yet: %(tables)s") % {"tables": comma.join(str(table) for table in tables)})
    return Question(
        title=_("Close the pillar %(pillar)s?") % {"pillar": in_language(review.pillar.name)},
        address=reverse("reviews:closure", kwargs={"session": session.pk, "topic": review.pillar.key}),
        button=_("Close the pillar and create its PDF"),
        lines=[
            _(
                "The groups can no longer change their boards. For 30 seconds you can undo it; then everyone gets the PDF."
            )
        ],
        waiting=waiting,
    )


@require_POST
@for_running_facilitators
def reopening(request: Request, session: Session, topic: str) -> HttpResponse:
    """Open a closed pillar for a correction."""
    review = pillars.pillar_review(session.pk, topic) if topic.isprintable() else None
    if review is None:
        raise Http404
    try:
        return answer(request, session, services.reopen(review))
    except services.NotNow as why:
        return HttpResponse(str(why), status=409, content_type="text/plain; charset=utf-8")


@require_POST
@for_running_facilitators
def rendering(request: Request, session: Session, summary: UUID) -> HttpResponse:
    """Order a failed summary again, or a newer version of one that lacks comments."""
    found = queries.ordered(session, summary)
    if found is None:
        raise Http404
    return answer(request, session, services.order_again(found))
