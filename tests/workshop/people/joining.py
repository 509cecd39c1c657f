"""What a browser does on the joining page, for the tests."""

import re

from tests.actors import Browser
from workshop.sessions.models import Session


def lobby(session: Session) -> str:
    return f"/j/{session.code}/"


def join(browser: Browser, session: Session, name="Ben", company="Kita Paper", **more):
    return browser.post(lobby(session), {"name": name, "company": company} | more)


def offer_in(browser: Browser, session: Session) -> str:
    """The offer of the joining page as this browser gets it."""
    return re.search(r'name="offer" value="([^"]+)"', browser.get(lobby(session)).content.decode())[1]


def joined_as(browser: Browser, session: Session) -> str | None:
    """Whom the joining page of this browser names as joined."""
    found = re.search(r"You have joined as (.+?) from", browser.get(lobby(session)).content.decode())
    return found and found[1]
