"""Every write about sessions and their stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from workshop.accounts.models import User
from workshop.live import notifier, rooms
from workshop.live.models import Room
from workshop.sessions import announce, clocks, moves, signals
from workshop.sessions.agenda import PlannedStage
from workshop.sessions.models import Facilitator, Move, Session, Stage

State = Stage.State
CLOSED = {"state": State.CLOSED, "ended_at": Now(), "ends_at": None, "remaining": None, "paused_at": None}


@transaction.atomic
def create(lead: User, session: Session, stages: list[PlannedStage]) -> Session:
    """Save a new session, open for joining, with its rooms and its agenda. Its creator becomes its lead facilitator."""
    session.save(force_insert=True)
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
def start(
    stage: Stage, *, seen: int | None = None, open_topic: Callable[[], dict[str, str]] | None = None
) -> Room | None:
    """Start a waiting stage and end the open one. Returns None if the stage is not waiting (any more).

    A stage with a topic is started together with what it is about: `open_topic` is called in this transaction, once it is
    known that the stage starts, and what it returns is stored with the move so that the move can be undone. Without it such
    a stage raises ValueError.

    Here and in all moves below, `seen` is the number of the last move that the facilitator saw. If another move was made
    since, NotMade is raised and nothing changes; if the session is over, SessionOver is.
    """
    if stage.topic and open_topic is None:
        raise ValueError("A stage with a topic is started together with its topic (open_topic).")
    session = moves.hold(stage.session_id, seen=seen)
    if session.is_over or not Stage.objects.filter(pk=stage.pk, state=State.WAITING).exists():
        return None
    along = open_topic() if open_topic else {}
    stages = Stage.objects.filter(Q(pk=stage.pk) | Q(state__in=Stage.OPEN), session=session)
    before = moves.snapshot(stages)
    stages.filter(state__in=Stage.OPEN).update(**CLOSED)
    Stage.objects.filter(pk=stage.pk).update(state=State.RUNNING, started_at=Now(), ends_at=Now() + stage.planned)
    Session.objects.filter(pk=session.pk).exclude(state=Session.State.RUNNING).update(state=Session.State.RUNNING)
    moves.keep(Move.Kind.START, stage, before, along)
    signals.stage_left.send(Stage, session=session)
    return announce.stage_moved(session)


@transaction.atomic
def end(stage: Stage, *, seen: int | None = None) -> Room | None:
    """End an open stage without starting another. None if it is not open (any more)."""
    return _change(stage, Move.Kind.END, seen, Stage.OPEN, CLOSED)


@transaction.atomic
def pause(stage: Stage, *, seen: int | None = None) -> Room | None:
    """Stop a running stage's clock and store the time that is left, which is negative if the time was up."""
    stopped = {"state": State.PAUSED, "remaining": F("ends_at") - Now(), "paused_at": Now(), "ends_at": None}
    return _change(stage, Move.Kind.PAUSE, seen, (State.RUNNING,), stopped, announce.clock_moved)


@transaction.atomic
def resume(stage: Stage, *, seen: int | None = None) -> Room | None:
    """Resume a paused stage's clock with the time that was left."""
    running = {"state": State.RUNNING, "ends_at": Now() + F("remaining"), "remaining": None, "paused_at": None}
    return _change(stage, Move.Kind.RESUME, seen, (State.PAUSED,), running, announce.clock_moved)


@transaction.atomic
def skip(stage: Stage, *, seen: int | None = None) -> Room | None:
    """Skip a waiting stage. Its topic does not change."""
    return _change(stage, Move.Kind.SKIP, seen, (State.WAITING,), {"state": State.SKIPPED})


@transaction.atomic
def take_back(stage: Stage, *, seen: int | None = None) -> Room | None:
    """Put a skipped stage back into the agenda. None if it was not skipped, or if a later stage has begun."""
    later = Stage.objects.filter(session=stage.session_id, position__gt=stage.position, started_at__isnull=False)
    if later.exists():
        return None
    return _change(stage, Move.Kind.RETURN, seen, (State.SKIPPED,), {"state": State.WAITING})


@transaction.atomic
def extend(stage: Stage, by: timedelta, *, seen: int | None = None) -> Room | None:
    """Give an open stage more time. A paused stage stays paused."""
    moves.hold(stage.session_id, seen=seen)
    fresh = Stage.objects.annotate(now=Now()).get(pk=stage.pk)
    longer: dict[str, object]
    if fresh.ends_at is not None:
        longer = {"ends_at": clocks.ends_at_after_extension(fresh.ends_at, by, now=fresh.now)}
    elif fresh.remaining is not None:
        longer = {"remaining": clocks.remaining_after_extension(fresh.remaining, by)}
    else:
        return None
    return _change(stage, Move.Kind.EXTEND, None, Stage.OPEN, longer, announce.clock_moved)


@transaction.atomic
def close_topic(stage: Stage, *, along: dict[str, str]) -> None:
    """Record as a move that the topic of a stage was closed, and end the stage if it is open. undo() needs `along`.

    The caller holds the session (moves.hold) and closes the topic in the same transaction.
    """
    stages = Stage.objects.filter(pk=stage.pk, state__in=Stage.OPEN)
    before = moves.snapshot(stages)
    others = Stage.objects.filter(session=stage.session_id, state__in=Stage.OPEN).exclude(pk=stage.pk)
    if not others.exists():
        signals.stage_left.send(Stage, session=stage.session)
    if stages.update(**CLOSED):
        announce.stage_moved(stage.session)
    moves.keep(Move.Kind.CLOSE, stage, before, along)


@transaction.atomic
def undo(move: Move) -> Room:
    """Undo a move that `moves.undoable` returned. Clocks continue as if the move had never been made."""
    if move.stage is None:
        raise ValueError("This is no move that can be undone.")
    moves.put_back(move)
    if not Stage.objects.filter(session=move.session, started_at__isnull=False).exists():
        Session.objects.filter(pk=move.session_id, state=Session.State.RUNNING).update(state=Session.State.OPEN)
    moves.keep(Move.Kind.UNDO, move.stage, [], {Move.UNDONE: move.kind})
    if move.kind == Move.Kind.START:
        signals.stage_left.send(Stage, session=move.session)
    return announce.stage_moved(move.session)


@transaction.atomic
def set_capacity(session: Session, capacity: int | None) -> Room:
    """Set how many people may join, None for no limit. Nobody who has joined is removed. Raises SessionOver."""
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.is_over:
        raise moves.SessionOver
    session.capacity = capacity
    session.save(update_fields=["capacity"])
    return announce.capacity_changed(session)


@transaction.atomic
def finish(session: Session, *, seen: int | None = None) -> bool:
    """Finish the session: pages become read only, codes end, sockets are checked again. False if it was over already."""
    moves.hold(session.pk, seen=seen)
    Stage.objects.filter(session=session, state__in=Stage.OPEN).update(**CLOSED)
    if (
        not Session.objects.filter(pk=session.pk)
        .exclude(state=Session.State.FINISHED)
        .update(state=Session.State.FINISHED)
    ):
        return False
    moves.close_the_way_back(session.pk)
    signals.stage_left.send(Stage, session=session)
    announce.session_changed(session)
    notifier.recheck_rights(rooms=session.rooms.values_list("pk", flat=True))
    return True


def _change(
    stage: Stage,
    kind: Move.Kind,
    seen: int | None,
    found: Iterable[str],
    values: dict,
    told: Callable[[Session], Room] = announce.stage_moved,
) -> Room | None:
    """Write `values` to a stage if it is in one of the states `found`. Returns None if it is in another state."""
    session = moves.hold(stage.session_id, seen=seen)
    stages = Stage.objects.filter(pk=stage.pk, state__in=found)
    before = moves.snapshot(stages)
    if session.is_over or not stages.update(**values):
        return None
    moves.keep(kind, stage, before)
    if kind == Move.Kind.END:
        signals.stage_left.send(Stage, session=session)
    return told(session)


@transaction.atomic
def renew_screen_link(session: Session) -> None:
    """Replace the comment screen's link. Screens that were opened by the old one end. Raises SessionOver."""
    going_on = Session.objects.filter(pk=session.pk).exclude(state=Session.State.FINISHED)
    if not going_on.update(screen_generation=F("screen_generation") + 1):
        raise moves.SessionOver
    session.refresh_from_db(fields=["screen_generation"])
    notifier.recheck_rights(rooms=[Room.objects.screen_of(session.pk).pk])


def renew_pass(session_id: UUID) -> None:
    """Replace the pass for comments, so that a removed person cannot post with the old one. Everyone else gets the new pass.

    Call it while the session's row is locked, or before locking any other rows.
    """
    Session.objects.filter(pk=session_id).update(pass_generation=F("pass_generation") + 1)
