"""What is read of comments. Writes nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from reviews.comments import passes
from reviews.comments.letters import HASH
from reviews.comments.models import Comment, Release, Waiting
from workshop.live import clock
from workshop.sessions import links
from workshop.sessions.models import Session, Stage

State = Comment.State

ON_THE_WALL = 5  # beside the one that is talked about
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


def topic_by_pass(session: Session, given: str) -> str | None:
    """The topic a comment posted now belongs to; None where the pass is not, or no longer, good."""
    topics = _good_topics(session)
    known = PASS.fullmatch(given) and any(constant_time_compare(given, _pass(session, topic)) for topic in topics)
    return topics[0] if known else None


def _pass(session: Session, topic: str) -> str:
    return links.token("comment", session.pk, topic)


def _good_topics(session: Session) -> list[str]:
    begun = Stage.objects.filter(session=session, started_at__isnull=False).exclude(topic="")
    topics = [(stage.topic, stage.started_at) for stage in begun.order_by("started_at") if stage.started_at]
    return passes.good_topics(topics, now=clock.database_now())


# ── the inbox ──


def inboxes_to_move() -> list[UUID]:
    """The sessions with something in their inbox whose moment has come, or was never set."""
    later = Release.objects.filter(session=OuterRef("session"), next_move_at__gt=Now())
    return list(Waiting.objects.exclude(Exists(later)).values_list("session", flat=True).distinct())


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


def _row(kept: Waiting | Comment) -> dict:
    return {field.name: field.value_from_object(kept) for field in kept._meta.concrete_fields}


# ── what people see ──


def shown_in(session: Session) -> list[Comment]:
    """Batch by batch; inside a batch by the random id."""
    return list(Comment.objects.filter(session=session, state__in=Comment.VISIBLE))


def counts_of(session: Session) -> dict[str, int]:
    states = Counter(Comment.objects.filter(session=session).order_by().values_list("state", flat=True))
    return {
        "shown": sum(states[state] for state in Comment.VISIBLE),
        "picked_up": states[State.ON_AIR] + states[State.ANSWERED],
        "to_check": states[State.WAITING],
    }


def wall_of(session: Session) -> dict:
    """The comment in focus, the newest of the others, oldest of them first, and how many there are beside."""
    shown = shown_in(session)
    others = [comment for comment in shown if comment.state != State.ON_AIR]
    return {
        "focus": next((comment for comment in shown if comment.state == State.ON_AIR), None),
        "newest": others[-ON_THE_WALL:],
        "beside": max(0, len(others) - ON_THE_WALL),
        "counts": counts_of(session),
    }


def queue_of(session: Session) -> dict:
    """What waits for a facilitator first, then what is talked about, what is shown, and what is done with."""
    by_state: dict[str, list[Comment]] = {state: [] for state in State}
    for comment in Comment.objects.filter(session=session):
        by_state[comment.state].append(comment)
    return {
        "to_do": by_state[State.WAITING] + by_state[State.ON_AIR] + by_state[State.SHOWN],
        "done": by_state[State.ANSWERED] + by_state[State.DECLINED],
        "counts": counts_of(session),
    }


def comments_for_summary(session: Session, topic: str) -> list[Said]:
    """The shown comments of a pillar in the order of their random ids."""
    shown = Comment.objects.filter(session=session, topic=topic, state__in=Comment.VISIBLE).order_by("id")
    return [
        Said(one.pk.hex, one.text, one.answer, "answered" if one.state == State.ANSWERED else "shown") for one in shown
    ]
