"""Two hundred people write while everything under them is killed, frozen and cut off; afterwards nothing is missing.

Two web processes behind a proxy, one of them with its clock two hours off (tests/history/bootstrap.py moves it, and spares
both the collecting of static files); a worker; beat; PostgreSQL; Redis. What is thrown when, a seed decides
(`HISTORY_SEED`). The long version (`bin/test history --minutes 60`) plays again and again, each time with a seed of its own,
and restarts the web processes under load as well.
"""

from __future__ import annotations

import asyncio
import os
from secrets import randbelow

import pytest
import uvloop

from tests.history.checker import violations
from tests.history.faults import WEATHER
from tests.history.play import Play

SEED = os.environ.get("HISTORY_SEED") or str(randbelow(1_000_000))
MINUTES = float(os.environ.get("MINUTES") or 0)
SECONDS = min(MINUTES * 60, 240.0) if MINUTES else 120.0  # of one play
PLAYS = max(1, round(MINUTES * 60 / SECONDS))
PEOPLE = 200


@pytest.fixture
def processes(units):
    units.web("web one", "plain files")
    units.web("web two", "plain files", "clock two hours off")
    units.workers()
    for name in ("web one", "web two"):
        units.answers(name)
    return units


@pytest.mark.parametrize("seed", [SEED if PLAYS == 1 else f"{SEED}.{play + 1}" for play in range(PLAYS)])
def test_what_was_acknowledged_is_there_once_in_one_order_and_nowhere_else(processes, stores, tmp_path, seed, capsys):
    with capsys.disabled():
        print(f"\nHISTORY_SEED={seed}")
        play = Play(processes, stores, seed=seed, people=PEOPLE, seconds=SECONDS, restarts=10 if MINUTES else 0)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            history = runner.run(play.acted())
    history.write_to(tmp_path / "history.jsonl")
    found = violations(history)
    assert not found, f"{len(found)} violations, seed {seed}, log in {tmp_path}:\n" + "\n".join(map(str, found[:40]))
    assert set(play.proxy.befell) == set(WEATHER), "else the play would prove little"
