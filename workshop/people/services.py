"""Every write about people."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from workshop.live import notifier
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.people import namesakes
from workshop.people.comparison import company_key
from workshop.people.models import Participant
from workshop.sessions import services as sessions
from workshop.sessions.models import Session

SENT_TWICE_WITHIN = timedelta(minutes=10)


class SessionFull(Exception):
    pass


def given(session: Session, offer: UUID | None, *, name: str, company: str) -> Participant | None:
    """The participant that this offer made a moment ago, because the form was sent twice. A removed participant is not returned.

    Another name or company means that somebody else sent a form that was open in the same browser.
    """
    fresh = session.participants.present().filter(pk=offer, generation=0, joined_at__gt=Now() - SENT_TWICE_WITHIN)
    joined = fresh.first() if offer else None
    return joined if joined and is_the_same(joined, name=name, company=company) else None


def is_the_same(participant: Participant, *, name: str, company: str) -> bool:
    """Whether a form with this name and company, sent again in the same browser, is from this participant."""
    is_same_company = company_key(company) == company_key(participant.company)
    return is_same_company and namesakes.is_as_stored(participant.name, name)


@transaction.atomic
def join(session: Session, *, name: str, company: str, offer: UUID | None = None) -> Participant:
    """Join the session. Raises SessionFull when the session has a capacity and it is reached.

    `offer` becomes the participant's id, so that the form that carried it makes one participant however often it arrives.

    A name that is taken gets a number. Removed participants count too, since what they wrote is still read.
    """
    held = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if held.is_full(held.participants.present().count()):
        raise SessionFull
    apart = namesakes.told_apart(name, held.participants.values_list("name", flat=True))
    unused = offer and not Participant.objects.filter(pk=offer).exists()
    return Participant.objects.create(pk=offer if unused else uuid4(), session=session, name=apart, company=company)


def correct(participant: Participant, *, name: str, company: str, by_facilitator: bool) -> bool:
    """Correct a participant's name and company. A name that somebody else has gets a number.

    A facilitator's correction is shown to the participant. False if nothing changes, or if the person was removed. Call it with
    the session's row locked, and tell the rooms in which the name is shown (groups/services.py).
    """
    others = Participant.objects.filter(session=participant.session_id).exclude(pk=participant.pk)
    apart = namesakes.told_apart(name, others.values_list("name", flat=True))
    changed = Participant.objects.present().filter(pk=participant.pk).exclude(name=apart, company=company)
    return bool(changed.update(name=apart, company=company, was_corrected=by_facilitator))


def has_seen_correction(participant: Participant) -> None:
    Participant.objects.filter(pk=participant.pk).update(was_corrected=False)


@transaction.atomic
def renew_link(participant: Participant, *, stays: bool = False) -> None:
    """End the personal link and every membership it gave, with their sockets. Comments get a new pass.

    A participant who renews their own link stays: the answer gives their browser a new membership, for which the sockets wait.
    """
    sessions.renew_pass(participant.session_id)
    Participant.objects.filter(pk=participant.pk).update(generation=F("generation") + 1)
    participant.refresh_from_db(fields=["generation"])
    tell(Room.objects.select_related("session").screen_of(participant.session_id), "pass")
    end = notifier.close_sockets if stays else notifier.recheck_rights
    end(who=[f"participant:{participant.pk}"])


@transaction.atomic
def remove(participant: Participant) -> bool:
    """End somebody's link, memberships, sockets and the pass they know. False if that has happened already.

    Call it with the session's row locked, and tell the screen that there is a new pass (groups/services.py).
    """
    if not Participant.objects.present().filter(pk=participant.pk).update(removed_at=Now()):
        return False
    sessions.renew_pass(participant.session_id)
    notifier.recheck_rights(who=[f"participant:{participant.pk}"])
    return True


def restore(participant: Participant) -> bool:
    """Undo a removal: the link and the memberships are valid again. False if the person was not removed."""
    return bool(Participant.objects.filter(pk=participant.pk, removed_at__isnull=False).update(removed_at=None))


def close_sockets_of(participant: Participant) -> None:
    """Close the sockets of a participant who left, or was replaced, in one tab. Their other pages ask for access again."""
    notifier.close_sockets(who=[f"participant:{participant.pk}"])
