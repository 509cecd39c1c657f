"""Acknowledged posts survive the kill of any process, and Ctrl-C stops everything, even while a PDF is made."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import httpx

from tests.house.sources import ROOT
from tests.startup.conftest import Served, environment

MANY_FINDINGS = """
from uuid import uuid4
from reviews.pillars.models import PillarReview
from reviews.summaries import services
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from workshop.groups.models import Group
review = PillarReview.objects.filter(state="open").first()
groups = list(Group.objects.filter(round__session=review.review.session))
for number in range({count}):
    group = groups[number % len(groups)]
    writer = Writer(participant=group.members.first().participant)
    words = {{"title": "Finding %d" % number, "as_is": "By hand. " * 60, "to_be": "By a press. " * 60, "risk": "high", "evidence": ""}}
    findings.report(group, review, author=writer, client_id=uuid4(), **words)
services.close(review)
"""


def manage(served: Served, *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment(served.var), check=True, capture_output=True, text=True
    ).stdout


def rows(served: Served, query: str) -> list:
    with sqlite3.connect(f"file:{served.var}/hashira.sqlite3?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


def summary_is(served: Served, state: str, *, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if rows(served, f"SELECT 1 FROM reviews_summary WHERE state = '{state}'"):
            return True
        time.sleep(0.05)
    return False


def test_what_was_acknowledged_is_there_after_kill_9_of_every_process(running):
    base = f"http://127.0.0.1:{running.port}"
    link = json.loads(manage(running, "demo", "--json", "--url", base))["participants"]["Ben"]
    with httpx.Client(follow_redirects=True, timeout=60) as ben:
        ben.get(link)
        main_room = ben.post(link, headers={"X-CSRFToken": ben.cookies["csrftoken"]})
        table = re.search(r"/s/[0-9a-f-]+/tables/[0-9a-f-]+/", main_room.text)[0]
        headers = {"X-CSRFToken": ben.cookies["csrftoken"], "HX-Request": "true"}
        for number in range(5):
            sending = {"client_id": f"00000000-0000-4000-8000-00000000000{number}", "text": f"Kept {number}"}
            assert ben.post(base + table + "entries/", data=sending, headers=headers).status_code == 200
    for pid in running.processes():
        os.kill(pid, signal.SIGKILL)
    running.process.wait()

    kept = rows(running, "SELECT text FROM reviews_entry WHERE text LIKE 'Kept %' ORDER BY told_at")
    assert [text for (text,) in kept] == [f"Kept {number}" for number in range(5)]


def test_the_workers_make_a_pdf_and_end_when_they_are_idle(running):
    manage(running, "demo", "--reset")
    manage(running, "shell", "-c", MANY_FINDINGS.format(count=1))
    assert summary_is(running, "ready", within=60)
    assert list((running.var / "media" / "summaries").glob("*.pdf"))
    running.end(signal.SIGINT)
    assert running.processes() == {}


def test_it_ends_also_in_the_middle_of_a_pdf(running):
    manage(running, "demo", "--reset")
    manage(running, "shell", "-c", MANY_FINDINGS.format(count=320))
    assert summary_is(running, "rendering", within=60)
    running.end(signal.SIGINT)
    assert running.processes() == {}


# `state` is where Celery records running tasks; the last line is reached only by waiting for more than the task.
ASKED_TO_END = """
import time
from celery.worker import state
from workshop.celery import leave_when_idle
class Task: pass
task = Task()
state.active_requests.add(task)
leave_when_idle()
time.sleep(0.3)
print("at work", flush=True)
state.active_requests.discard(task)
time.sleep(30)
print("still there", flush=True)
"""


def test_a_worker_that_is_asked_to_end_waits_for_its_task_and_for_nothing_else(var):
    asked = subprocess.run(
        [sys.executable, "-c", ASKED_TO_END],
        cwd=ROOT,
        env=environment(var) | {"HASHIRA_SERVED": "1", "PYTHONPATH": str(ROOT)},
        start_new_session=True,  # it ends its whole group
        capture_output=True,
        text=True,
    )
    assert (asked.stdout, asked.returncode) == ("at work\n", -signal.SIGKILL), asked.stderr


def test_a_worker_ends_no_process_group_that_is_not_its_own(var):
    code = "from workshop.celery import _leave_when_idle; _leave_when_idle(); print('still there', flush=True)"
    asked = subprocess.run(
        ["sh", "-c", '"$0" -c "$1"; echo so is its group', sys.executable, code],
        cwd=ROOT,
        env=environment(var) | {"HASHIRA_SERVED": "1", "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        capture_output=True,
        text=True,
    )
    assert (asked.stdout, asked.returncode) == ("still there\nso is its group\n", 0), asked.stderr
