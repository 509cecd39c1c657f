"""A process that `serve` starts, and starts again when it ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LOG_SIZE = 5_000_000  # bytes, after which a log is renamed at the next start
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
FAILURES_AT_MOST = 3
STEADY = 20.0  # seconds after which a process counts as healthy again

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Call this in a new process before its program: on Linux, the process then ends with the thread that started it."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class ManagedProcess:
    """A program in a process session of its own. Each unexpected end makes the pause before its next start longer.

    Start it from the main thread: on Linux a process ends with the *thread* that started it. `patience` is how many seconds it may
    take to end when asked.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        sockets: Sequence[int] = (),
        patience: float,
    ) -> None:
        self.name, self.command, self.log = name, list(command), log
        self.environment, self.sockets, self.patience = dict(environment), tuple(sockets), patience
        self.process: subprocess.Popen | None = None
        self.ends = 0  # unexpected ends since it last ran steadily
        self.failures = 0  # ends without a signal, before it ever ran steadily
        self.start_at = 0.0
        self._started_at = 0.0

    @property
    def group(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_SIZE:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.sockets,
                preexec_fn=die_with_parent,
            )
        self._started_at = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def does_not_start(self) -> bool:
        return self.failures >= FAILURES_AT_MOST

    def clean_up(self) -> None:
        """After an unexpected end: kill what is left of its group, and set the time of the next start."""
        was_killed = self.process is not None and self.process.returncode < 0
        self.kill()
        was_steady = time.monotonic() - self._started_at > STEADY
        self.ends = 1 if was_steady else self.ends + 1
        self.failures = -sys.maxsize if was_steady else self.failures + (not was_killed)
        self.start_at = time.monotonic() + min(SHORTEST_PAUSE * 2 ** (self.ends - 1), LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Kill the whole group, since the pool of a worker would outlive it otherwise."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS refuses a group of zombies alone
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def log_tail(self, lines: int = 12) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])
