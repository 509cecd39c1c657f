"""What is personal: the pane `me` with the reader's table and personal link, and on other pages the way to the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from workshop.live import panes
from workshop.live.shared_pages import Filled
from workshop.main_room.queries import Place
from workshop.main_room.shared_page_reader import Reader
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.sessions.models import Session

ME, WAY = "workshop/main_room/_me.html", "workshop/main_room/_way.html"


async def me(reader: Reader) -> Filled:
    """The pane `me` of a participant."""
    return _filled(
        reader, ME, partial(my_place, reader.session, reader.person, None, reader.visitor.place, reader.origin)
    )


async def way(reader: Reader) -> Filled:
    shown = reader.address.get("shown") or reader.visitor.place.leads_to
    return _filled(reader, WAY, partial(way_from, shown, reader.session, reader.person, reader.visitor.place))


def my_place(
    session: Session, person: Participant | None, role: str | None, place: Place, origin: str
) -> dict[str, Any]:
    """As `workshop/main_room/_me.html` knows it. `origin` is what our addresses begin with, such as https://example.com."""
    mine = {"session": session, "person": person, "role": role} | place.shown()
    if person:
        mine["link"] = origin + reverse(
            "workshop:personal-link", kwargs={"participant": person.pk, "token": memberships.token(person)}
        )
    return mine


def way_from(shown: str, session: Session, person: Participant | None, place: Place) -> dict[str, Any]:
    """As `workshop/main_room/_way.html` knows it. `shown` is the table that a page shows or leads to, or "nowhere"."""
    return {"session": session, "shown": shown, "person": person} | place.shown()


def _filled(reader: Reader, template: str, context: Callable[[], dict[str, Any]]) -> Filled:
    room, version = reader.main_room
    with translation.override(reader.language):
        body = render_to_string(template, context()).encode()
    return Filled(room, version, body, panes.tag_of_body(body))
