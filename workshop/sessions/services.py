"""Every write about sessions and their stages."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from workshop.live import bells, rooms
from workshop.live.models import Room
from workshop.sessions import announce, clocks
from workshop.sessions.agenda import PlannedStage
from workshop.sessions.models import Facilitator, Session, Stage, User

State = Stage.State


@transaction.atomic
def create(
    lead: User,
    *,
    title: str,
    starts_at: datetime,
    zone: str,
    languages: list[str],
    stages: list[PlannedStage],
    meeting_link: str = "",
) -> Session:
    """Create a session, open for joining, with its rooms and its agenda. Its creator leads it."""
    session = Session.objects.create(
        title=title, starts_at=starts_at, zone=zone, languages=languages, meeting_link=meeting_link
    )
    Facilitator.objects.create(session=session, user=lead, role=Facilitator.Role.LEAD)
    Stage.objects.bulk_create(
        [
            Stage(session=session, position=position, kind=planned.kind, minutes=planned.minutes, topic=planned.topic)
            for position, planned in enumerate(stages)
        ]
    )
    rooms.open_rooms(session.pk)
    return session


@transaction.atomic
def start(stage: Stage) -> Room | None:
    """Start a waiting stage; the open one ends. Of two who press at once the second gets None, and so does who comes too late."""
    session = _held(stage)
    if session.is_over or not Stage.objects.filter(pk=stage.pk, state=State.WAITING).exists():
        return None
    Stage.objects.filter(session=session, state__in=Stage.OPEN).update(
        state=State.CLOSED, ended_at=Now(), ends_at=None, remaining=None
    )
    Stage.objects.filter(pk=stage.pk).update(state=State.RUNNING, started_at=Now(), ends_at=Now() + stage.planned)
    Session.objects.filter(pk=session.pk).exclude(state=Session.State.RUNNING).update(state=Session.State.RUNNING)
    return announce.stage_moved(session)


@transaction.atomic
def extend(stage: Stage, by: timedelta, *, shown_end: datetime) -> Room | None:
    """Give a running stage more time.

    `shown_end` is the end the facilitator saw when pressing: a second press on the same picture, by the same hand or a
    colleague's, changes nothing and gives None.
    """
    session = _held(stage)
    fresh = Stage.objects.annotate(now=Now()).get(pk=stage.pk)
    if fresh.state != State.RUNNING or abs(fresh.ends_at - shown_end) > timedelta(seconds=1):
        return None
    Stage.objects.filter(pk=stage.pk).update(ends_at=clocks.ends_at_after_extension(fresh.ends_at, by, now=fresh.now))
    return announce.stage_moved(session)


@transaction.atomic
def end(stage: Stage) -> Room | None:
    """End an open stage; no other begins by itself. Ending it twice gives None the second time."""
    session = _held(stage)
    ended = Stage.objects.filter(pk=stage.pk, state__in=Stage.OPEN).update(
        state=State.CLOSED, ended_at=Now(), ends_at=None, remaining=None
    )
    return announce.stage_moved(session) if ended else None


@transaction.atomic
def finish(session: Session) -> bool:
    """End the day: pages become read only, codes end, sockets are asked again. False if it was over already."""
    Stage.objects.filter(session=session, state__in=Stage.OPEN).update(
        state=State.CLOSED, ended_at=Now(), ends_at=None, remaining=None
    )
    if (
        not Session.objects.filter(pk=session.pk)
        .exclude(state=Session.State.FINISHED)
        .update(state=Session.State.FINISHED)
    ):
        return False
    announce.session_changed(session)
    rooms_of_the_day = [str(room) for room in session.rooms.values_list("pk", flat=True)]
    transaction.on_commit(partial(bells.ring_control, {"type": "unseat", "rooms": rooms_of_the_day}), robust=True)
    return True


def _held(stage: Stage) -> Session:
    """The stage's session, its row held until the commit: moves of one session happen one after the other."""
    return Session.objects.select_for_update().get(pk=stage.session_id)


def use_sign_in_link(user: User) -> bool:
    """Use up a one-time link. False if another press was first."""
    return bool(
        User.objects.filter(pk=user.pk, signed_in_once=user.signed_in_once).update(
            signed_in_once=F("signed_in_once") + 1
        )
    )


def end_sockets_of_login(login: str | None) -> None:
    """Whoever signs out hears nothing more on any page that is still open."""
    if login:
        bells.ring_control({"type": "unseat", "who": [f"login:{login}"]})
