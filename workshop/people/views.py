import re
from uuid import UUID

from django.http import Http404, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.people import guess_throttling, memberships, services
from workshop.people.front_page import front_page, refuse_code
from workshop.people.requests import Request
from workshop.sessions import languages, queries

PERSONAL_LINK = re.compile(r"/p/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9a-f]{40})(?![0-9a-f])")


@require_safe
def front(request: Request) -> HttpResponse:
    """The first page: enter a code or sign in, or go on in a session that this browser has joined."""
    if guess_throttling.is_refused(request):
        return guess_throttling.refused(request)
    return front_page(request, has_left="left" in request.GET)


@require_POST
def code(request: Request) -> HttpResponse:
    """Lead to the session of the code, which may be in a link or a text that was pasted. A personal link leads where it leads."""
    typed = guess_throttling.code_in_form(request)
    session = queries.session_by_code(typed)
    if session:
        return redirect("workshop:join", code=session.code)
    if link := PERSONAL_LINK.search(typed):
        return redirect("workshop:personal-link", participant=link[1], token=link[2])
    return refuse_code(request, typed, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def personal_link(request: Request, participant: UUID, token: str) -> HttpResponse:
    """A personal link. It shows one button, since mail scanners open links; pressing the button joins as that participant.

    If another participant has joined in this browser, the page says so first.
    """
    person = memberships.participant_of(participant, token)
    if person is None:
        removed = memberships.was_removed(participant, token)
        return render(request, "workshop/people/link_ended.html", {"removed": removed}, status=410)
    languages.speak(person.session)
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

    The browser's CSRF token changes, so that a joining page opened before does not join the same participant again unasked.
    """
    if request.method == "POST":
        response = redirect(f"{reverse('workshop:front')}?left=1")
        memberships.leave(request, response, session)
        rotate_token(request)
        if person := request.visitor.participant_in(session):
            services.close_sockets_of(person)
        return response
    person = request.visitor.participant_in(session)
    if person is None:
        raise Http404
    languages.speak(person.session)
    return render(request, "workshop/people/leave.html", {"person": person, "session": person.session})
