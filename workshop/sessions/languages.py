from django.utils import translation

from workshop.sessions.models import Session


def spoken_in(session: Session) -> str:
    """The reader's language if the session has it, else the session's first."""
    language = translation.get_language()
    return language if language in session.languages else session.languages[0]
