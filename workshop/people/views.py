from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.people import guessing, seats
from workshop.people.queries import ended_session_by_code
from workshop.people.requests import Request
from workshop.sessions import codes, languages, queries
from workshop.sessions.models import Session


@require_safe
def front(request: Request) -> HttpResponse:
    """The front door: enter a code, or sign in; and the seats this browser already has."""
    return _front(request)


@require_POST
async def code(request: Request) -> HttpResponse:
    typed = request.POST.get("code", "")[:40]
    session = await sync_to_async(queries.session_by_code)(typed)
    if session:
        return redirect("workshop:join", code=session.code)
    return await no_way_in(request, typed, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: Request, participant: UUID, token: str) -> HttpResponse:
    """A personal link. Opening it shows one button, since mail scanners open links; pressing takes the seat."""
    person = seats.participant_of(participant, token)
    if person is None:
        removed = seats.was_removed(participant, token)
        return render(request, "workshop/people/link_ended.html", {"removed": removed}, status=410)
    with translation.override(languages.spoken_in(person.session)):
        request.LANGUAGE_CODE = translation.get_language()
        if request.method == "POST":
            response = redirect("workshop:hall", session=person.session_id)
            seats.take(request, response, person)
            return response
        return render(request, "workshop/people/seat.html", {"person": person, "session": person.session})


@require_POST
def leave(request: Request, session: UUID) -> HttpResponse:
    """Forget the seat in this browser. The personal link still opens it."""
    response = redirect("workshop:front")
    if person := request.visitor.participant_in(session):
        seats.leave(request, response, person)
    return response


async def no_way_in(request: Request, typed: str, status: int) -> HttpResponse:
    """A code ends with its session: whoever was there is led back, to all others it is as slow as a wrong one."""
    ended = await sync_to_async(ended_session_by_code)(typed)
    if ended and await sync_to_async(_was_there)(request, ended):
        return redirect("workshop:hall", session=ended.pk)
    await guessing.wait_after_wrong_code()
    said = {"ended": ended, "wrong": ended is None, "typed": typed if codes.read(typed) else ""}
    return await sync_to_async(_front)(request, status=410 if ended else status, **said)


def _was_there(request: Request, session: Session) -> bool:
    visitor = request.visitor
    return visitor.participant_in(session.pk) is not None or visitor.facilitates(session.pk)


def _front(request: Request, status: int = 200, **said) -> HttpResponse:
    mine = list(request.visitor.participants().select_related("session").exclude(session__state=Session.State.FINISHED))
    return render(request, "workshop/people/front.html", {"mine": mine} | said, status=status)
