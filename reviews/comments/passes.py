"""The right to post: one pass for everyone in a session, a new one with each pillar. Pure: which one is good at a moment.

When somebody is removed, all passes of before end at once (Session.pass_generation).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

GRACE = timedelta(minutes=10)
BEFORE_ANY = ""  # the topic until a stage that has one begins


def good_topics(begun: Iterable[tuple[str, datetime]], *, now: datetime) -> list[str]:
    """The topics whose pass is good, the one in force first.

    `begun` are the stages with a topic that have begun, the last at the end: topic and beginning. The pass of the topic before
    stays good until ten minutes after the first stage of the new one began, since pages learn of it one by one.
    """
    runs = [(topic, next(stages)[1]) for topic, stages in groupby(begun, key=itemgetter(0))]
    if not runs:
        return [BEFORE_ANY]
    topic, since = runs[-1]
    before = runs[-2][0] if len(runs) > 1 else BEFORE_ANY
    return [topic, before] if now < since + GRACE else [topic]
