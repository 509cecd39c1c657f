"""The signed cookie in which a browser keeps its seats: one in each of several sessions, and a personal link's token."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.crypto import constant_time_compare, salted_hmac

from workshop.accounts import forgetting
from workshop.live import link_tokens
from workshop.people.models import Participant

SALT = "hashira.seats"
OFFER_SALT = "hashira.offer"
MEMBERSHIPS_AT_MOST = 20
COOKIE_AGE = 90 * 24 * 3600  # seconds
NOBODY_KNOWN = 0  # in place of an account

Membership = tuple[UUID, int]  # participant, generation


def read(cookie: str) -> list[Membership]:
    """What the cookie says; nothing if it was tampered with. Whether the seats still hold, the database says."""
    try:
        return [(UUID(participant), int(generation)) for participant, generation in signing.loads(cookie, salt=SALT)]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def take(request: HttpRequest, response: HttpResponse, participant: Participant) -> None:
    """Give this browser the participant's seat, in place of any that it has in the same session."""
    kept = _of(request)
    there = set(_there(kept, participant.session_id))
    others = [membership for membership in kept if membership[0] not in there | {participant.pk}]
    _write(response, [*others[1 - MEMBERSHIPS_AT_MOST :], (participant.pk, participant.generation)])
    before: Iterable[UUID | int] = there - {participant.pk}
    if not there:  # an account of this browser may have commented, or somebody whose seat it does not know any more
        before = [request.user.pk or NOBODY_KNOWN]
    forgetting.forget(request, response, [(participant.session_id, one) for one in before])


def leave(request: HttpRequest, response: HttpResponse, session: UUID) -> None:
    """Take the seat in this session from the browser, which then forgets what it stores of that person.

    A seat that a facilitator ended stays in the cookie, so that leaving does not undo a removal.
    """
    kept = _of(request)
    if not (there := _there(kept, session)):
        return
    _write(
        response, [membership for membership in kept if membership[0] not in there or there[membership[0]] is not None]
    )
    forgetting.forget(request, response, [(session, one) for one in there])


def offer(request: HttpRequest) -> str:
    """A seat's id to be, signed for this browser: the joining page carries it, so that sending the page twice takes one seat.

    The browser is known by the secret of its CSRF cookie, of which the offer holds a digest.
    """
    return signing.dumps([uuid4().hex, _browser(request)], salt=OFFER_SALT)


def offered(request: HttpRequest, given: str) -> UUID | None:
    """The id that was offered to this browser; None where nothing, nothing of ours or another browser's offer was given."""
    try:
        membership, browser = signing.loads(given, salt=OFFER_SALT, max_age=COOKIE_AGE)
        return UUID(membership) if constant_time_compare(browser, _browser(request)) else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def token(participant: Participant) -> str:
    return link_tokens.token("seat", participant.pk, participant.generation)


def participant_of(participant_id: UUID, given: str) -> Participant | None:
    """Whom a personal link stands for; None when it is no longer valid."""
    participant = Participant.objects.present().select_related("session").filter(pk=participant_id).first()
    return (
        participant if participant and link_tokens.fits(given, "seat", participant.pk, participant.generation) else None
    )


def was_removed(participant_id: UUID, given: str) -> bool:
    """Whether this would be somebody's personal link, had a facilitator not ended their seat."""
    gone = Participant.objects.filter(pk=participant_id, removed_at__isnull=False).first()
    return gone is not None and link_tokens.fits(given, "seat", gone.pk, gone.generation)


def _of(request: HttpRequest) -> list[Membership]:
    return read(request.COOKIES.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))


def _there(kept: list[Membership], session: UUID) -> dict[UUID, object]:
    """Those of the seats that are in this session, with the moment at which a facilitator ended them."""
    ids = [participant for participant, _generation in kept]
    return dict(Participant.objects.filter(pk__in=ids, session=session).values_list("pk", "removed_at"))


def _browser(request: HttpRequest) -> str:
    get_token(request)  # the cookie is sent with the page, if the browser has none yet
    return salted_hmac(OFFER_SALT, request.META["CSRF_COOKIE"], algorithm="sha256").hexdigest()


def _write(response: HttpResponse, kept: list[Membership]) -> None:
    response.set_cookie(
        settings.MEMBERSHIPS_COOKIE_NAME,
        signing.dumps([(str(participant), generation) for participant, generation in kept], salt=SALT),
        max_age=COOKIE_AGE,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )
