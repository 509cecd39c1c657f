"""Which passes are valid at a moment. A pass is the right to post, the same for everyone in a session; each pillar has a new one.

When somebody is removed from the session, all earlier passes become invalid at once (Session.pass_generation).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

GRACE = timedelta(minutes=10)
BEFORE_ANY = ""  # the topic before the first stage that has one


def good_topics(begun: Iterable[tuple[str, datetime]], *, now: datetime) -> list[str]:
    """The topics whose pass is valid, the current one first.

    `begun` has the topic and the start of each stage that has a topic and has started, in order. The pass of the previous topic
    stays valid for ten minutes after the first stage of the new topic has started, because pages fetch the new pass one by one.
    """
    runs = [(topic, next(stages)[1]) for topic, stages in groupby(begun, key=itemgetter(0))]
    if not runs:
        return [BEFORE_ANY]
    topic, since = runs[-1]
    before = runs[-2][0] if len(runs) > 1 else BEFORE_ANY
    return [topic, before] if now < since + GRACE else [topic]
