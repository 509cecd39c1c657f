"""The signed cookie in which a browser keeps its seats: one in each of several sessions, and a personal link's token."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from workshop.people.models import Participant
from workshop.sessions import links

SALT = "hashira.seats"
OFFER_SALT = "hashira.offer"
KEPT_AT_MOST = 20
KEPT_FOR = 90 * 24 * 3600  # seconds

Seat = tuple[UUID, int]  # participant, generation


def read(cookie: str) -> list[Seat]:
    """What the cookie says; nothing if it was tampered with. Whether the seats still hold, the database says."""
    try:
        return [(UUID(participant), int(generation)) for participant, generation in signing.loads(cookie, salt=SALT)]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def take(request: HttpRequest, response: HttpResponse, participant: Participant) -> None:
    kept = [seat for seat in read(request.COOKIES.get(settings.SEATS_COOKIE_NAME, "")) if seat[0] != participant.pk]
    _write(response, [*kept[1 - KEPT_AT_MOST :], (participant.pk, participant.generation)])


def leave(request: HttpRequest, response: HttpResponse, participant: Participant) -> None:
    _write(
        response,
        [seat for seat in read(request.COOKIES.get(settings.SEATS_COOKIE_NAME, "")) if seat[0] != participant.pk],
    )


def offer() -> str:
    """A seat's id to be, signed: the joining page carries it, so that sending the page twice takes one seat."""
    return signing.dumps(uuid4().hex, salt=OFFER_SALT)


def offered(given: str) -> UUID:
    """The id that was offered; a new one where nothing, or nothing of ours, was given."""
    try:
        return UUID(signing.loads(given, salt=OFFER_SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, ValueError, TypeError):
        return uuid4()


def token(participant: Participant) -> str:
    return links.token("seat", participant.pk, participant.generation)


def participant_of(participant_id: UUID, given: str) -> Participant | None:
    """Whom a personal link stands for; None when it is no longer valid."""
    participant = Participant.objects.present().select_related("session").filter(pk=participant_id).first()
    return participant if participant and links.fits(given, "seat", participant.pk, participant.generation) else None


def was_removed(participant_id: UUID, given: str) -> bool:
    """Whether this would be somebody's personal link, had a facilitator not ended their seat."""
    gone = Participant.objects.filter(pk=participant_id, removed_at__isnull=False).first()
    return gone is not None and links.fits(given, "seat", gone.pk, gone.generation)


def _write(response: HttpResponse, kept: list[Seat]) -> None:
    response.set_cookie(
        settings.SEATS_COOKIE_NAME,
        signing.dumps([(str(participant), generation) for participant, generation in kept], salt=SALT),
        max_age=KEPT_FOR,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )
