"""The laptop's clock is set while the embedded mode runs."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from uuid import uuid4

import httpx
import pytest

from tests.house.sources import ROOT
from tests.shifted_clock import ShiftedClock
from tests.startup.conftest import environment

PATIENCE = 90.0  # seconds; a batch takes fifteen


@pytest.fixture
def clock(tmp_path, monkeypatch) -> ShiftedClock:
    made = ShiftedClock(tmp_path)
    for name, value in made.variables.items():
        monkeypatch.setenv(name, value)
    return made


def hashes(var, table: str) -> set[str]:
    with sqlite3.connect(var / "hashira.sqlite3") as database:
        return {digest for (digest,) in database.execute(f"SELECT hash FROM {table}")}


def posts(base: str, session: str, good: str) -> str:
    digest = uuid4().hex * 2
    comment = {"text": f"Comment {digest}", "hash": digest, "pass": good}
    answer = httpx.post(f"{base}/c/{session}/", json=comment, headers={"Origin": base}, timeout=60)
    assert answer.status_code == 202, answer.text
    return digest


def test_set_back_two_hours_and_right_again_it_still_releases_comments(clock, running):
    base = f"http://127.0.0.1:{running.port}"
    told = subprocess.run(
        [sys.executable, "manage.py", "demo", "--reset", "--json"],
        cwd=ROOT,
        env=environment(running.var),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr
    person = httpx.URL(json.loads(told.stdout)["participants"]["Ben"]).path
    with httpx.Client(base_url=base, follow_redirects=True, timeout=60) as ben:
        ben.get(person)
        page = ben.post(person, headers={"X-CSRFToken": ben.cookies["csrftoken"]})
        session = re.search(r"/s/([0-9a-f-]+)/", str(page.url))[1]
        good = re.search(r'data-comment-pass="(\w+)"', ben.get(f"/s/{session}/comments/pass/").text)[1]
    for offset in ("-2h", "+0"):
        mine = {posts(base, session, good)}
        until = time.monotonic() + PATIENCE
        while not moment_is_drawn(running.var):
            assert time.monotonic() < until
            time.sleep(0.2)
        clock.is_off_by(offset)
        mine.add(posts(base, session, good))
        until = time.monotonic() + PATIENCE
        while not mine <= hashes(running.var, "reviews_comment"):
            assert time.monotonic() < until, f"after the clock was set to {offset}"
            time.sleep(0.2)


def moment_is_drawn(var) -> bool:
    with sqlite3.connect(var / "hashira.sqlite3") as database:
        return database.execute("SELECT count(*) FROM reviews_batchschedule").fetchone()[0] > 0
