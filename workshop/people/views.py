from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.people import guessing, seats, services
from workshop.people.forms import JoinForm
from workshop.sessions import codes, languages, queries
from workshop.sessions.models import Session


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front door: enter a code, or sign in; and the seats this browser already has."""
    mine = list(request.visitor.participants().select_related("session").exclude(session__state=Session.State.FINISHED))
    return render(request, "workshop/people/front.html", {"mine": mine})


@require_POST
async def code(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("code", "")[:40]
    session = await sync_to_async(queries.session_by_code)(typed)
    if session:
        return redirect("workshop:join", code=session.code)
    return await _wrong_code(request, typed, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
async def join(request: HttpRequest, code: str) -> HttpResponse:
    session = await sync_to_async(queries.session_by_code)(code)
    if session is None:
        return await _wrong_code(request, code, status=404)
    return await sync_to_async(_lobby)(request, session)


def _lobby(request: HttpRequest, session: Session) -> HttpResponse:
    seated = request.visitor.participant_in(session.pk)
    form = JoinForm(request.POST or None)
    full = False
    with translation.override(languages.spoken_in(session)):
        request.LANGUAGE_CODE = translation.get_language()
        if request.method == "POST" and form.is_valid():
            try:
                participant = services.join(session, **form.cleaned_data)
            except services.NoSeatLeft:
                full = True
            else:
                response = redirect("workshop:hall", session=session.pk)
                seats.take(request, response, participant)
                return response
        context = {
            "session": session,
            "form": form,
            "full": full,
            "seated": seated,
            "facilitators": queries.facilitators_of(session),
            "taken": session.participants.count(),
        }
        return render(request, "workshop/people/lobby.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, participant: UUID, token: str) -> HttpResponse:
    """A personal link. Opening it shows one button, since mail scanners open links; pressing takes the seat."""
    person = seats.participant_of(participant, token)
    if person is None:
        return render(request, "workshop/people/link_ended.html", status=410)
    with translation.override(languages.spoken_in(person.session)):
        request.LANGUAGE_CODE = translation.get_language()
        if request.method == "POST":
            response = redirect("workshop:hall", session=person.session_id)
            seats.take(request, response, person)
            return response
        return render(request, "workshop/people/seat.html", {"person": person, "session": person.session})


@require_POST
def leave(request: HttpRequest, session: UUID) -> HttpResponse:
    """Forget the seat in this browser. The personal link still opens it."""
    response = redirect("workshop:front")
    if person := request.visitor.participant_in(session):
        seats.leave(request, response, person)
    return response


async def _wrong_code(request: HttpRequest, typed: str, status: int) -> HttpResponse:
    await guessing.wait_after_wrong_code()
    context = {"mine": [], "wrong": True, "typed": typed if codes.read(typed) else ""}
    return await sync_to_async(render)(request, "workshop/people/front.html", context, status=status)
