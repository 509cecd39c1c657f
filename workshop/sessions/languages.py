from django.conf import settings
from django.utils import translation

from workshop.sessions.models import Session


def two_from(language: str) -> list[str]:
    """This language and a second one: the default language, or another one if this is the default."""
    return sorted(dict(settings.LANGUAGES), key=lambda code: (code != language, code != settings.LANGUAGE_CODE))[:2]


def spoken_in(session: Session) -> str:
    """The reader's language if the session offers it, otherwise the session's first language."""
    language = translation.get_language()
    return language if language in session.languages else session.languages[0]


def speak(session: Session) -> None:
    """Answer the present request in the session's language (`spoken_in`). LocaleMiddleware names it in Content-Language."""
    translation.activate(spoken_in(session))
