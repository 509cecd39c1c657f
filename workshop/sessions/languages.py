from collections.abc import Callable

from django.http import HttpResponse
from django.utils import translation

from workshop.sessions.models import Session
from workshop.sessions.requests import Request


def spoken_in(session: Session) -> str:
    """The reader's language if the session offers it, otherwise the session's first language."""
    language = translation.get_language()
    return language if language in session.languages else session.languages[0]


def speak(session: Session, request: Request, view: Callable, kwargs: dict) -> HttpResponse:
    """Answer this request in the session's language (`spoken_in`) and name it in Content-Language."""
    with translation.override(spoken_in(session)):
        request.LANGUAGE_CODE = translation.get_language()
        response = view(request, session, **kwargs)
        response["Content-Language"] = request.LANGUAGE_CODE
        return response
