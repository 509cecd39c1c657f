"""One process that `serve` keeps alive."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

KEPT_LOG = 5_000_000
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
FAILURES_THAT_SAY_SO = 3
STEADY = 20.0  # seconds after which a child counts as healthy again

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """To be called in a new process before its program: on Linux it ends with the thread that started it."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class ManagedProcess:
    """A program in a session of its own; started again, a little later each time, whenever it ends unasked.

    Start it from the main thread: on Linux a child dies with the *thread* that started it.
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
        self.falls = 0
        self.failures = 0  # ends of its own, one after the other, while it never ran steadily
        self.start_at = 0.0
        self._started_at = 0.0

    @property
    def group(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > KEPT_LOG:
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
        return self.failures >= FAILURES_THAT_SAY_SO

    def bury(self) -> None:
        """After an end nobody asked for: clear what it left behind and set the moment of the next start."""
        was_killed = self.process is not None and self.process.returncode < 0
        self.kill()
        was_steady = time.monotonic() - self._started_at > STEADY
        self.falls = 1 if was_steady else self.falls + 1
        self.failures = -sys.maxsize if was_steady else self.failures + (not was_killed)
        self.start_at = time.monotonic() + min(SHORTEST_PAUSE * 2 ** (self.falls - 1), LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """The whole group: the children of a worker outlive their master otherwise."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS refuses a group of zombies alone
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def last_words(self, lines: int = 12) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])
