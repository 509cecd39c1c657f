import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.house.sources import ROOT
from tests.startup.conftest import environment

PROCESSES = ("unixsocket:", "-Q quick", "-Q documents", "celery:app beat", "workshop.web.server")


def test_it_starts_answers_and_ends_also_when_sigint_is_ignored(serve):
    served = serve(ignoring=signal.SIGINT)
    assert served.answers(within=60)
    assert served.says("/screen/", within=60)  # the last of the links, when all is ready
    assert all(any(words in command for command in served.processes().values()) for words in PROCESSES)

    assert served.rests(within=60)
    served.end(signal.SIGINT)
    assert served.processes() == {}


def test_sigterm_ends_it_too(running):
    assert running.rests(within=60)
    running.end(signal.SIGTERM)
    assert running.processes() == {}


def test_each_listener_is_told_a_different_moment_to_come_back(running):
    origin = f"http://127.0.0.1:{running.port}"
    with ExitStack() as open_ones:
        address = f"ws://127.0.0.1:{running.port}/live/"
        browsers = [
            open_ones.enter_context(connect(address, origin=origin, proxy=None, open_timeout=60))
            for _number in range(12)
        ]
        assert all("welcome" in browser.recv(timeout=60) for browser in browsers)
        running.process.send_signal(signal.SIGTERM)
        closings = [closing_of(browser) for browser in browsers]

    assert {code for code, _reason in closings} == {1012}
    waits = [int(reason.removeprefix("again ")) for _code, reason in closings]
    assert all(500 <= wait <= 5000 for wait in waits)
    assert len(set(waits)) > 6


def closing_of(browser) -> tuple[int, str]:
    try:
        while True:
            browser.recv(timeout=60)
    except ConnectionClosed as closed:
        return closed.rcvd.code, closed.rcvd.reason


def test_a_killed_process_is_started_again(running):
    before = {words: running.pid_of(words) for words in PROCESSES}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    assert running.answers(within=60)
    until = time.monotonic() + 60
    while not all(any(words in command for command in running.processes().values()) for words in PROCESSES):
        assert time.monotonic() < until, running.processes()
        time.sleep(0.1)
    assert all(running.pid_of(words) != pid for words, pid in before.items())


def test_when_serve_is_killed_no_process_stays(running):
    running.process.kill()
    running.process.wait()
    until = time.monotonic() + 60
    while running.processes():
        assert time.monotonic() < until, running.processes()
        time.sleep(0.05)


def test_a_second_one_in_the_same_folder_says_that_it_runs_already(running, serve):
    said = serve().process.communicate(timeout=60)[0]
    assert "already running from this folder" in said
    assert f":{running.port}/" in said
    assert "Traceback" not in said


def test_a_taken_port_is_one_plain_sentence(serve):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        served = serve(port=port)
        said = served.process.communicate(timeout=60)[0]
    assert f"Port {port} is taken by another program" in said
    assert "Traceback" not in said
    assert served.process.returncode == 1


@pytest.mark.parametrize(
    "terminal", [{"PYTHONIOENCODING": "cp932"}, {"LANG": "C", "PYTHONIOENCODING": "ascii"}], ids=str
)
def test_a_terminal_that_is_not_in_utf_8_shows_the_links(serve, terminal):
    served = serve(terminal=terminal)
    assert served.says("/screen/", within=60)


@pytest.mark.parametrize("encoding", ["cp932", "ascii"])
def test_the_demo_lists_its_links_on_a_terminal_without_the_letters_of_a_name(var, encoding):
    listed, as_json = (
        subprocess.run(
            [sys.executable, "manage.py", "demo", "--links-only", *more],
            cwd=ROOT,
            env=environment(var) | {"PYTHONIOENCODING": encoding},
            capture_output=True,
            timeout=60,
        )
        for more in ([], ["--json"])
    )
    assert (listed.returncode, as_json.returncode) == (0, 0), listed.stderr
    assert all(link.encode() in listed.stdout for link in json.loads(as_json.stdout)["participants"].values())


def test_commands_print_the_address_that_runs(running):
    said = [
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(running.var),
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
        for command in (["demo", "--links-only"], ["facilitator", "ana@example.com"])
    ]
    assert all(f"http://127.0.0.1:{running.port}/sign-in/once/" in each for each in said), said


def test_two_demos_at_once_create_one_demo(var):
    commands = [
        subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--reset", "--json"],
            cwd=ROOT,
            env=environment(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _number in range(2)
    ]
    said = [command.communicate(timeout=300) for command in commands]
    assert [command.returncode for command in commands] == [0, 0], said
    with sqlite3.connect(var / "hashira.sqlite3") as database:
        titles = [title for (title,) in database.execute("SELECT title FROM workshop_session")]
    assert len(titles) == len(set(titles)) == 2
