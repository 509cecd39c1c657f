"""The supervisor with small children of its own; tests/startup has the real ones."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.sources import ROOT

PATIENCE = 60.0  # seconds; the machine may be busy, and the children would live for ten minutes
PROCESSES = """
import os, sys
from pathlib import Path
from workshop.embedded.process import ManagedProcess
from workshop.embedded.supervisor import Supervisor

folder = Path(sys.argv[1])

def child(name, code):
    mark = f"import os, pathlib; pathlib.Path({str(folder)!r}, {name!r}).write_text(str(os.getpid()));"
    command, log = [sys.executable, "-S", "-c", mark + code], folder / f"{name}.log"
    return ManagedProcess(name, command, log=log, environment=os.environ, patience=0.5)

wait = "import time; time.sleep(600)"
first, forking = child("first", wait), child("forking", "os.fork();" + wait)
deaf = child("deaf", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + wait)
failing = child("broken", "print('why'); raise SystemExit(3)")
stages = {"steady": [[first], [forking, deaf]], "broken": [[first], [failing]]}
broken = Supervisor(stages[sys.argv[2]]).run(started=lambda child: None)
print(broken and broken.name, broken and broken.log_tail())
"""


class Supervised:
    def __init__(self, folder: Path, processes: str, *, ignoring: int | None = None) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROCESSES, folder, processes],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=ignoring and (lambda: signal.signal(ignoring, signal.SIG_IGN)),
        )

    def pid_of(self, name: str, *, other_than: int = 0) -> int:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            path = self.folder / name
            if path.exists() and (text := path.read_text()) and int(text) != other_than:
                return int(text)
            time.sleep(0.02)
        raise AssertionError(f"{name} did not start")

    def groups(self) -> list[int]:
        return [self.pid_of(name) for name in ("first", "forking", "deaf")]

    def end(self, number: int) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=PATIENCE)[0]


def is_gone(group: int, *, within: float = 0.0) -> bool:
    """The system, not the test, reaps a process that has lost its parent, which takes a moment."""
    until = time.monotonic() + within
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)


@pytest.fixture
def supervised(tmp_path):
    started = []

    def start(processes: str, **options) -> Supervised:
        started.append(Supervised(tmp_path, processes, **options))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_also_when_it_was_inherited_as_ignored(supervised, number):
    processes = supervised("steady", ignoring=number)
    groups = processes.groups()
    assert not any(map(is_gone, groups))
    assert processes.end(number).strip() == "None None"
    assert all(is_gone(group, within=PATIENCE) for group in groups)


def test_a_killed_child_comes_back_and_its_own_children_do_not_stay(supervised):
    processes = supervised("steady")
    before = processes.groups()[1]
    os.kill(before, signal.SIGKILL)
    after = processes.pid_of("forking", other_than=before)
    assert is_gone(before, within=PATIENCE)
    assert not is_gone(after)


def test_when_the_supervisor_is_killed_nobody_stays(supervised):
    processes = supervised("steady")
    groups = processes.groups()
    processes.process.kill()
    assert all(is_gone(group, within=PATIENCE) for group in groups)


def test_a_process_that_cannot_start_ends_everything_and_says_why(supervised):
    processes = supervised("broken")
    first = processes.pid_of("first")
    assert processes.process.communicate(timeout=PATIENCE)[0].split() == ["broken", "why", "why", "why"]
    assert is_gone(first, within=PATIENCE)


def test_a_terminal_is_not_read_at_the_start():
    """In a shell, standard input is a terminal, which never ends; the other tests have none."""
    ours, theirs = os.openpty()
    code = "from workshop.embedded import supervisor; print('ready')"
    started = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, text=True)
    try:
        assert started.communicate(timeout=PATIENCE)[0] == "ready\n"
    finally:
        started.kill()
        os.close(ours)
        os.close(theirs)
