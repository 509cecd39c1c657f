"""What is read of comments. Writes nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, When
from django.utils.crypto import constant_time_compare

from reviews.comments import passes
from reviews.comments.models import BatchSchedule, Comment, Waiting
from reviews.comments.payload import HASH
from workshop.live import clock, link_tokens
from workshop.sessions.models import Session, Stage

State = Comment.State

ON_THE_SCREEN = 5  # beside the one that is talked about
IN_THE_QUEUE = 50  # on one page
# Of what waits the oldest first; of what is shown, or done with, the newest.
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
    """A comment as a summary prints it: the words, and what was answered in writing. `key` is its random id."""

    key: str
    text: str
    answer: str
    state: Literal["shown", "answered"]


# ── the pass ──


def pass_of(session: Session) -> str:
    """The pass in force, the same for everyone in the session."""
    return _pass(session, _good_topics(session)[0])


def is_pass(session: Session, given: str) -> bool:
    """Whether it is good, or still so."""
    topics = _good_topics(session)
    return bool(PASS.fullmatch(given)) and any(constant_time_compare(given, _pass(session, one)) for one in topics)


def topic_now(session: Session) -> str:
    """The topic of a batch that moves now.

    One for all comments in it: a topic of the moment at which each was sent would tell their order, and to the second where a
    facilitator starts a pillar and undoes it.
    """
    return _good_topics(session)[0]


def _pass(session: Session, topic: str) -> str:
    return link_tokens.token("comment", session.pk, topic, session.pass_generation)


def _good_topics(session: Session) -> list[str]:
    """By the order of the agenda, the open stage last: a clock that was set back would have the pillar before be the last."""
    begun = Stage.objects.filter(session=session, started_at__isnull=False).exclude(topic="").order_by("position")
    stages = sorted(begun, key=lambda stage: stage.state in Stage.OPEN)
    topics = [(stage.topic, stage.started_at) for stage in stages if stage.started_at]
    return passes.good_topics(topics, now=clock.database_now())


# ── the inbox ──


def inboxes_to_move() -> list[UUID]:
    """The sessions with something in their inbox whose moment has come, or was never set."""
    moments = BatchSchedule.objects.filter(session=OuterRef("session"))
    ready = Exists(moments.due()) | ~Exists(moments)
    return list(Waiting.objects.filter(ready).values_list("session", flat=True).distinct())


def stored(session_id: UUID, digest: str) -> dict | None:
    """Where the comment with this hash is, and its row, field by field, as it is stored."""
    if not HASH.fullmatch(digest):
        return None
    waiting = Waiting.objects.filter(session=session_id, hash=digest).first()
    if waiting:
        return {"state": "inbox", "reason": "", "answer": "", "row": _row(waiting)}
    comment = Comment.objects.filter(session=session_id, hash=digest).first()
    if comment:
        return {"state": comment.state, "reason": comment.reason, "answer": comment.answer, "row": _row(comment)}
    return None


def place_of(digest: str) -> tuple[UUID, str] | None:
    """The session and the words that the comment with this hash came with, if there is one in any session."""
    for table in (Waiting, Comment):
        if row := table.objects.filter(hash=digest).values_list("session", "text").first():
            return row
    return None


def _row(kept: Waiting | Comment) -> dict:
    return {field.name: field.value_from_object(kept) for field in kept._meta.concrete_fields}


# ── what people see ──


def shown_in(session: Session) -> list[Comment]:
    """Batch by batch; inside a batch by the random id."""
    return list(Comment.objects.filter(session=session, state__in=Comment.VISIBLE))


def counts_of(session: Session) -> dict[str, int]:
    by_state = Comment.objects.filter(session=session).order_by().values_list("state").annotate(Count("pk"))
    states = Counter(dict(by_state))
    return {
        "shown": sum(states[state] for state in Comment.VISIBLE),
        "discussed": states[State.ON_AIR] + states[State.ANSWERED],
        "to_check": states[State.WAITING],
        "decided": states[State.ANSWERED] + states[State.DECLINED],
        "all": states.total(),
    }


def screen_of(session: Session) -> dict:
    """The comment in focus, the newest of the others, oldest of them first, and how many there are beside."""
    shown = shown_in(session)
    others = [comment for comment in shown if comment.state != State.ON_AIR]
    return {
        "focus": next((comment for comment in shown if comment.state == State.ON_AIR), None),
        "newest": others[-ON_THE_SCREEN:],
        "beside": max(0, len(others) - ON_THE_SCREEN),
        "counts": counts_of(session),
    }


def queue_of(session: Session, page: int = 1) -> dict:
    """A page of what facilitators look after: what waits for them, oldest first, then what is shown, then what is done with.

    The comment that is talked about is on every page. A page too far is the last one.
    """
    counts = counts_of(session)
    comments = Comment.objects.filter(session=session)
    on_air = list(comments.filter(state=State.ON_AIR))
    others = counts["all"] - len(on_air)
    first = min(page - 1, max(0, others - 1) // IN_THE_QUEUE) * IN_THE_QUEUE
    window = list(comments.exclude(state=State.ON_AIR).order_by(*QUEUE_ORDER)[first : first + IN_THE_QUEUE])
    by_state = {state: [comment for comment in window if comment.state == state] for state in State}
    return {
        "to_do": by_state[State.WAITING] + on_air + by_state[State.SHOWN],
        "done": by_state[State.ANSWERED] + by_state[State.DECLINED],
        "counts": counts,
        "page": first // IN_THE_QUEUE + 1,
        "before": first,
        "after": max(0, others - first - IN_THE_QUEUE),
    }


def comments_for_summary(session: Session, topic: str) -> list[Said]:
    """The shown comments of a pillar in the order of their random ids."""
    shown = Comment.objects.filter(session=session, topic=topic, state__in=Comment.VISIBLE).order_by("id")
    return [
        Said(one.pk.hex, one.text, one.answer, "answered" if one.state == State.ANSWERED else "shown") for one in shown
    ]
