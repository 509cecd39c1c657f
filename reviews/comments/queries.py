"""What is read about comments. Writes nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.utils.crypto import constant_time_compare

from reviews.comments import passes
from reviews.comments.models import BatchSchedule, Comment, Waiting
from reviews.comments.outcomes import Outcome
from reviews.comments.payload import HASH
from workshop.live import clock, link_tokens
from workshop.sessions.models import Session, Stage

State = Comment.State

IN_THE_QUEUE = 50  # on one page
# Waiting comments begin with the oldest; shown, answered and declined ones with the newest.
QUEUE_ORDER = (
    Case(
        When(state=State.WAITING, then=0),
        When(state=State.SHOWN, then=1),
        When(state=State.ANSWERED, then=2),
        default=3,
    ),
    Case(When(state=State.WAITING, then="batch")),
    "-batch",
    "id",
)
PASS = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Said:
    """A comment as a summary prints it, with its written answer. `key` is its random id."""

    key: str
    topic: str
    text: str
    answer: str
    state: Literal["shown", "answered"]


# ── the pass ──


def pass_of(session: Session) -> str:
    """The current pass, the same for everyone in the session."""
    return _pass(session, _good_topics(session)[0])


def is_pass(session: Session, given: str) -> bool:
    """Whether this pass is valid now (see `passes`)."""
    topics = _good_topics(session)
    return bool(PASS.fullmatch(given)) and any(constant_time_compare(given, _pass(session, one)) for one in topics)


def topic_now(session: Session) -> str:
    """The topic of the present stage, or of the last that had one; empty before the first. Comments shown now belong to it.

    So do comments of a batch that moves now.

    The topic at the moment each was sent would reveal their order, and even the second if a facilitator starts a pillar and
    undoes that.
    """
    return _good_topics(session)[0]


def _pass(session: Session, topic: str) -> str:
    return link_tokens.token("comment", session.pk, topic, session.pass_generation)


def _good_topics(session: Session) -> list[str]:
    """Stages are sorted as in the agenda, the open one last. Their times may be out of order if a clock was set back."""
    begun = Stage.objects.filter(session=session, started_at__isnull=False).exclude(topic="").order_by("position")
    stages = sorted(begun, key=lambda stage: stage.state in Stage.OPEN)
    topics = [(stage.topic, stage.started_at) for stage in stages if stage.started_at]
    return passes.good_topics(topics, now=clock.database_now())


# ── the inbox ──


def inboxes_to_move() -> list[UUID]:
    """The sessions whose inbox is not empty and is due, or has no schedule yet."""
    moments = BatchSchedule.objects.filter(session=OuterRef("session"))
    ready = Exists(moments.due()) | ~Exists(moments)
    return list(Waiting.objects.filter(ready).values_list("session", flat=True).distinct())


def stored(session_id: UUID, digest: str) -> dict | None:
    """Where the comment with this hash is, and every field of its row as it is stored."""
    if not HASH.fullmatch(digest):
        return None
    waiting = Waiting.objects.filter(session=session_id, hash=digest).first()
    if waiting:
        return {"state": "inbox", "reason": "", "answer": "", "row": _row(waiting)}
    comment = Comment.objects.filter(session=session_id, hash=digest).first()
    if comment:
        return {"state": comment.state, "reason": comment.reason, "answer": comment.answer, "row": _row(comment)}
    return None


def session_and_text_of(digest: str) -> tuple[UUID, str] | None:
    """The session and the text of the comment with this hash, if any session has one."""
    for table in (Waiting, Comment):
        if row := table.objects.filter(hash=digest).values_list("session", "text").first():
            return row
    return None


def _row(stored: Waiting | Comment) -> dict:
    return {field.name: field.value_from_object(stored) for field in stored._meta.concrete_fields}


# ── what people see ──


def outcomes_in(session: Session) -> list[Outcome]:
    """What became of each comment that was decided on, in the order of their random ids."""
    decided = Comment.objects.filter(session=session).exclude(state=State.WAITING).order_by("id")
    return [Outcome.of(comment) for comment in decided]


def shown_in(session: Session) -> list[Comment]:
    """In the order of their batches, and by the random id within a batch."""
    return list(Comment.objects.filter(session=session, state__in=Comment.VISIBLE))


def counts_of(session: Session) -> dict[str, int]:
    """How many comments are in which state. Of the shown ones, those count as discussed that were discussed once, or are answered."""
    found = Comment.objects.filter(session=session).order_by().values_list("state", "discussed").annotate(Count("pk"))
    states: Counter[str] = Counter()
    discussed = 0
    for state, was_discussed, count in found:
        states[state] += count
        if state == State.ANSWERED or (was_discussed and state in Comment.VISIBLE):
            discussed += count
    return {
        "shown": sum(states[state] for state in Comment.VISIBLE),
        "discussed": discussed,
        "to_check": states[State.WAITING],
        "decided": states[State.ANSWERED] + states[State.DECLINED],
        "all": states.total(),
    }


def screen_of(session: Session) -> dict:
    """The comment being discussed, and all that are shown."""
    shown = shown_in(session)
    return {
        "focus": next((comment for comment in shown if comment.state == State.ON_AIR), None),
        "shown": shown,
        "counts": counts_of(session),
    }


def queue_of(session: Session, page: int = 1) -> dict:
    """One page of the desk's queue: waiting comments, then shown ones, then answered and declined ones.

    `earlier` are those that were shown in an earlier pillar. The comment being discussed is on every page.
    A page number that is too high gives the last page.
    """
    counts = counts_of(session)
    comments = Comment.objects.filter(session=session)
    on_air = list(comments.filter(state=State.ON_AIR))
    others = counts["all"] - len(on_air)
    first = min(page - 1, max(0, others - 1) // IN_THE_QUEUE) * IN_THE_QUEUE
    now = topic_now(session)
    is_earlier = Case(When(~Q(topic=now), state=State.SHOWN, then=1), default=0)
    ordered = comments.exclude(state=State.ON_AIR).order_by(QUEUE_ORDER[0], is_earlier, *QUEUE_ORDER[1:])
    window = list(ordered[first : first + IN_THE_QUEUE])
    by_state = {state: [comment for comment in window if comment.state == state] for state in State}
    return {
        "to_do": by_state[State.WAITING] + on_air + [one for one in by_state[State.SHOWN] if one.topic == now],
        "earlier": [one for one in by_state[State.SHOWN] if one.topic != now],
        "done": by_state[State.ANSWERED] + by_state[State.DECLINED],
        "counts": counts,
        "page": first // IN_THE_QUEUE + 1,
        "before": first,
        "after": max(0, others - first - IN_THE_QUEUE),
    }


def comments_for_summaries(session: Session) -> list[Said]:
    """The shown comments of all pillars, in the order of their random ids."""
    shown = Comment.objects.filter(session=session, state__in=Comment.VISIBLE).order_by("id")
    return [
        Said(one.pk.hex, one.topic, one.text, one.answer, "answered" if one.state == State.ANSWERED else "shown")
        for one in shown
    ]
