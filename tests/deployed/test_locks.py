"""Row locks are held for a long time, by a process that is frozen in a transaction or by an administrator in psql."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.deployed.test_processes import participant_of

WITHIN = 60.0  # seconds; the machine may be busy
MORE_THAN_A_POOL = 12  # posts for one row; a process has ten connections, and a person ten posts in ten seconds


@pytest.fixture
def links(deployed) -> dict:
    told = deployed.manage("demo", "--reset", "--json", "--url", deployed.addresses["web one"])
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def says(browser: httpx.Client, table: str, client_id: str) -> int:
    """The status of the answer; 0 if there was none."""
    headers = {"X-CSRFToken": browser.cookies["csrftoken"], "HX-Request": "true"}
    try:
        sending = {"client_id": client_id, "text": f"Said {client_id}"}
        return browser.post(f"{table}entries/", data=sending, headers=headers).status_code
    except httpx.TransportError:
        return 0


def holding(deployed, table: str) -> psycopg.Connection:
    """A transaction that locks the row of this table's room, which each post updates."""
    held = psycopg.connect(deployed.variables["DATABASE_URL"])
    held.execute("SELECT 1 FROM workshop_room WHERE subject = %s FOR UPDATE", [table.split("/")[-2]])
    return held


def until(what) -> None:
    deadline = time.monotonic() + WITHIN
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_process_that_stands_still_in_a_transaction_keeps_no_table_from_speaking(deployed, links):
    """The frozen process was waiting for the row, and gets the lock while it is frozen. Afterwards the post is sent again."""
    frozen = deployed.serves("frozen")
    ben, table = participant_of("Ben", links, frozen)
    other, _ = participant_of("Ben", links, deployed.addresses["web one"])
    lost, process = str(uuid4()), deployed.processes["frozen"].pid
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    stands = "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"
    with ThreadPoolExecutor(1) as thread:
        with holding(deployed, table) as held:
            answer = thread.submit(says, ben, table, lost)
            until(lambda: deployed.rows(waits))
            os.kill(process, signal.SIGSTOP)
            held.rollback()
        try:
            until(lambda: deployed.rows(stands) or not deployed.rows(waits))
            until(lambda: says(other, table, str(uuid4())) == 200)
        finally:
            os.kill(process, signal.SIGCONT)
        assert answer.result() == 503, "what was not kept is not acknowledged"
    until(lambda: says(ben, table, lost) == 200)
    assert deployed.rows(f"SELECT count(*) FROM reviews_entry WHERE client_id = '{lost}'") == [(1,)]
    deployed.ends("frozen")
    assert "Traceback" not in deployed.said_by("frozen")


def test_rows_that_somebody_holds_keep_no_other_session_from_being_answered(deployed, links):
    base = deployed.addresses["web two"]
    ben, table = participant_of("Ben", links, base)
    another = httpx.URL(links["eve"]).path
    ids = [str(uuid4()) for _post in range(MORE_THAN_A_POOL)]
    with ThreadPoolExecutor(MORE_THAN_A_POOL) as threads, holding(deployed, table):
        answers = [threads.submit(says, ben, table, client_id) for client_id in ids]
        until(lambda: all(answer.done() for answer in answers))
        assert {answer.result() for answer in answers} <= {429, 503}
        assert httpx.get(f"{base}{another}", timeout=60).status_code == 200
    until(lambda: says(ben, table, ids[0]) == 200)
