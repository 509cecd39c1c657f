"""The signed cookie with the sessions that a browser has joined, and the token of a personal link."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
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
    """The memberships in the cookie; none if it was tampered with. Whether they are still valid is in the database."""
    try:
        return [(UUID(participant), int(generation)) for participant, generation in signing.loads(cookie, salt=SALT)]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def take(request: HttpRequest, response: HttpResponse, participant: Participant) -> None:
    """Make this browser the participant's, in place of another participant of the same session."""
    joined = _of(request)
    there = set(_there(joined, participant.session_id))
    others = [membership for membership in joined if membership[0] not in there | {participant.pk}]
    _write(response, [*others[1 - MEMBERSHIPS_AT_MOST :], (participant.pk, participant.generation)])
    before: Iterable[UUID | int] = there - {participant.pk}
    if not there:  # an account, or a participant that the cookie no longer names, may have commented in this browser
        before = [request.user.pk or NOBODY_KNOWN]
    forgetting.forget(request, response, [(participant.session_id, one) for one in before])


def leave(request: HttpRequest, response: HttpResponse, session: UUID) -> None:
    """Remove the membership in this session from the browser, which then forgets what it stores of that person.

    The membership of a removed participant stays in the cookie, so that leaving does not undo a removal.
    """
    joined = _of(request)
    if not (there := _there(joined, session)):
        return
    _write(
        response,
        [membership for membership in joined if membership[0] not in there or there[membership[0]] is not None],
    )
    forgetting.forget(request, response, [(session, one) for one in there])


def offer(request: HttpRequest) -> str:
    """A future participant's id, signed for this browser. The joining page carries it, so that sending the page twice joins once.

    The offer holds a digest of the secret in the browser's CSRF cookie.
    """
    return signing.dumps([uuid4().hex, _browser(request)], salt=OFFER_SALT)


def offered(request: HttpRequest, given: str) -> UUID | None:
    """The id that was offered to this browser; None for an empty or forged offer, or another browser's."""
    try:
        membership, browser = signing.loads(given, salt=OFFER_SALT, max_age=COOKIE_AGE)
        return UUID(membership) if constant_time_compare(browser, _browser(request)) else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def token(participant: Participant) -> str:
    return link_tokens.token("seat", participant.pk, participant.generation)


def link(request: HttpRequest, participant: Participant) -> str:
    """The whole address of the personal link."""
    path = reverse("workshop:personal-link", kwargs={"participant": participant.pk, "token": token(participant)})
    return request.build_absolute_uri(path)


def participant_of(participant_id: UUID, given: str) -> Participant | None:
    """The participant of a personal link; None when the link is no longer valid."""
    participant = Participant.objects.present().select_related("session").filter(pk=participant_id).first()
    return (
        participant if participant and link_tokens.fits(given, "seat", participant.pk, participant.generation) else None
    )


def was_removed(participant_id: UUID, given: str) -> bool:
    """Whether this is the personal link of a participant whom a facilitator removed."""
    gone = Participant.objects.filter(pk=participant_id, removed_at__isnull=False).first()
    return gone is not None and link_tokens.fits(given, "seat", gone.pk, gone.generation)


def _of(request: HttpRequest) -> list[Membership]:
    return read(request.COOKIES.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))


def _there(joined: list[Membership], session: UUID) -> dict[UUID, object]:
    """The memberships in this session by participant, with the moment of removal or None."""
    ids = [participant for participant, _generation in joined]
    return dict(Participant.objects.filter(pk__in=ids, session=session).values_list("pk", "removed_at"))


def _browser(request: HttpRequest) -> str:
    get_token(request)  # the cookie is sent with the page, if the browser has none yet
    return salted_hmac(OFFER_SALT, request.META["CSRF_COOKIE"], algorithm="sha256").hexdigest()


def _write(response: HttpResponse, joined: list[Membership]) -> None:
    response.set_cookie(
        settings.MEMBERSHIPS_COOKIE_NAME,
        signing.dumps([(str(participant), generation) for participant, generation in joined], salt=SALT),
        max_age=COOKIE_AGE,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )
