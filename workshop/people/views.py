from uuid import UUID

from django.http import Http404, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.people import guess_throttling, memberships, services
from workshop.people.queries import ended_session_by_code
from workshop.people.requests import Request
from workshop.sessions import codes, languages, queries
from workshop.sessions.models import Session


@require_safe
def front(request: Request) -> HttpResponse:
    """The front door: enter a code, or sign in; and the seats this browser already has."""
    return guess_throttling.refused(request) if guess_throttling.is_refused(request) else _front(request)


@require_POST
def code(request: Request) -> HttpResponse:
    typed = guess_throttling.typed_in_form(request)
    session = queries.session_by_code(typed)
    if session:
        return redirect("workshop:join", code=session.code)
    return no_way_in(request, typed, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def personal_link(request: Request, participant: UUID, token: str) -> HttpResponse:
    """A personal link. Opening it shows one button, since mail scanners open links; pressing takes the seat.

    A browser in which another participant has joined says so first.
    """
    person = memberships.participant_of(participant, token)
    if person is None:
        removed = memberships.was_removed(participant, token)
        return render(request, "workshop/people/link_ended.html", {"removed": removed}, status=410)
    with translation.override(languages.spoken_in(person.session)):
        request.LANGUAGE_CODE = translation.get_language()
        joined = request.visitor.participant_in(person.session_id)
        another = joined if joined != person else None
        if request.method == "POST" and (another is None or request.POST.get("instead_of") == str(another.pk)):
            response = redirect("workshop:main-room", session=person.session_id)
            memberships.take(request, response, person)
            if another:
                services.close_sockets_of(another)
            return response
        context = {"person": person, "session": person.session, "joined": another}
        status = 422 if request.method == "POST" else 200
        return render(request, "workshop/people/personal_link.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, session: UUID) -> HttpResponse:
    """Forget the participant in this browser, and what it stores of them. The personal link still works.

    Joining pages that are open there, or come back by Back, were offered to who left: they bring nobody back unasked.
    """
    if request.method == "POST":
        response = redirect("workshop:front")
        memberships.leave(request, response, session)
        rotate_token(request)
        if person := request.visitor.participant_in(session):
            services.close_sockets_of(person)
        return response
    person = request.visitor.participant_in(session)
    if person is None:
        raise Http404
    with translation.override(languages.spoken_in(person.session)):
        request.LANGUAGE_CODE = translation.get_language()
        return render(request, "workshop/people/leave.html", {"person": person, "session": person.session})


def no_way_in(request: Request, typed: str, status: int) -> HttpResponse:
    """A code ends with its session, and people who were there are led back. Everybody else has waited for this answer (guessing.py)."""
    ended = ended_session_by_code(typed)
    if ended and guess_throttling.was_there(request.visitor, ended):
        return redirect("workshop:main-room", session=ended.pk)
    said = {"ended": ended, "wrong": ended is None, "typed": typed if codes.read(typed) else ""}
    return _front(request, status=410 if ended else status, **said)


def _front(request: Request, status: int = 200, **said) -> HttpResponse:
    mine = list(request.visitor.participants().select_related("session").exclude(session__state=Session.State.FINISHED))
    return render(request, "workshop/people/front.html", {"mine": mine} | said, status=status)
