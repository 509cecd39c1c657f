"""Starts the children in order, keeps them alive, and ends them in reverse."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from workshop.embedded import watchdog
from workshop.embedded.process import Child


class Supervisor:
    """`stages` are started one after the other and ended the other way round, each stage's children together."""

    def __init__(self, stages: Sequence[Sequence[Child]]) -> None:
        self.stages = stages
        self.children = [child for stage in stages for child in stage]
        self._told_to_end = 0
        self._guard: subprocess.Popen | None = None
        self._waker, self._wake = os.pipe()
        os.set_blocking(self._wake, False)

    def run(self, *, started: Callable[[Child], None]) -> Child | None:
        """Runs until a signal says stop. A child that can't be started ends everything and is the answer."""
        self._listen()
        try:
            for child in self.children:
                self._start(child)
                started(child)
                if self._told_to_end:
                    return None
            while not self._told_to_end:
                if broken := self._look_after():
                    return broken
                self._sleep()
            return None
        finally:
            self._end()

    def _listen(self) -> None:
        """Explicit handlers: whoever starts us in the background of a script hands down an ignored SIGINT."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_end)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self._on_end)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _on_end(self, *_) -> None:
        self._told_to_end += 1

    def wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake, b"\0")

    def _sleep(self) -> None:
        due = [child.start_at for child in self.children if child.process is None]
        self._wait(max(0.0, min(due) - time.monotonic()) if due else 5.0)

    def _wait(self, seconds: float) -> None:
        if select.select([self._waker], [], [], seconds)[0]:
            os.read(self._waker, 4096)

    def _start(self, child: Child) -> None:
        child.start()
        self._tell_guard()

    def _look_after(self) -> Child | None:
        for child in self.children:
            if child.has_ended():
                child.bury()
                if child.does_not_start:
                    return child
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)
        return None

    def _tell_guard(self) -> None:
        groups = [str(child.group) for child in reversed(self.children) if child.group]
        for _ in range(2):
            if self._guard is None or self._guard.poll() is not None:
                self._guard = subprocess.Popen(
                    [sys.executable, "-I", "-S", Path(watchdog.__file__)], stdin=subprocess.PIPE, start_new_session=True
                )
            if self._say(self._guard, " ".join(groups)):
                return

    @staticmethod
    def _say(guard: subprocess.Popen, line: str) -> bool:
        """Whether the guard could be told."""
        if guard.stdin is None:
            return False
        try:
            guard.stdin.write(f"{line}\n".encode())
            guard.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def _end(self) -> None:
        asked = self._told_to_end
        for stage in reversed(self.stages):
            asked_at = time.monotonic()
            for child in stage:
                child.ask_to_end()
            while left := [child for child in stage if child.process]:
                hurried = self._told_to_end > max(asked, 1)  # a second Ctrl-C does not wait
                for child in left:
                    if hurried or child.has_ended() or time.monotonic() - asked_at > child.patience:
                        child.kill()
                self._wait(0.05)
        if self._guard is not None:
            if self._say(self._guard, "") and self._guard.stdin:
                self._guard.stdin.close()
            self._guard.wait()
