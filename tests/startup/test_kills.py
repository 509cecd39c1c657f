"""kill -9 of each process in turn, again and again, while summaries are ordered: the product comes back, and none is lost."""

import os
import signal
import time

from tests.startup.conftest import Served
from tests.startup.test_losses import manage, rows
from tests.startup.test_serve import PROCESSES

TIMES = int(os.environ.get("KILLS", "4"))  # bin/test startup --times 20
BACK_WITHIN = 60.0
MADE_WITHIN = 300.0  # guarantee F6

ORDER = """
from reviews.pillars.models import PillarReview
from reviews.summaries import services
review = PillarReview.objects.filter(opened_at__isnull=False).select_related("review", "pillar").first()
PillarReview.objects.filter(pk=review.pk).update(state="open")
services.close(review)
"""


def until(true, *, within: float, saying) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, saying()
        time.sleep(0.1)


def kill(served: Served, words: str) -> None:
    """Kill the process whose command line contains these words, and wait until another one runs and the page answers."""
    before = served.pid_of(words)
    os.kill(before, signal.SIGKILL)

    def is_back() -> bool:
        alive = [pid for pid, command in served.processes().items() if words in command and pid != before]
        return bool(alive) and served.status() == 200

    until(is_back, within=BACK_WITHIN, saying=served.processes)


def unmade(served: Served) -> list:
    return rows(served, "SELECT state, version, reason FROM reviews_summary WHERE state <> 'ready'")


def test_after_each_kill_it_runs_again_and_no_summary_is_lost(serve):
    served = serve()
    assert served.answers(within=60)
    for _time in range(TIMES):
        manage(served, "shell", "-c", ORDER)
        for words in ("-Q documents", *(words for words in PROCESSES if words != "-Q documents")):
            kill(served, words)

        served.process.kill()
        served.process.wait()
        until(lambda left=served: not left.processes(), within=60, saying=served.processes)
        served = serve()
        assert served.answers(within=60)

    until(lambda: not unmade(served), within=MADE_WITHIN, saying=lambda: unmade(served))
    assert len(rows(served, "SELECT 1 FROM reviews_summary WHERE state = 'ready'")) >= TIMES
    served.end(signal.SIGTERM)
    assert served.processes() == {}
