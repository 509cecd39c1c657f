"""The supervisor of `serve`: starts the processes in order, starts them again when they end, and ends them in reverse order."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from workshop.embedded import watchdog
from workshop.embedded.process import ManagedProcess


class Supervisor:
    """`stages` are started one after the other and ended in reverse order, the processes of a stage together."""

    def __init__(self, stages: Sequence[Sequence[ManagedProcess]]) -> None:
        self.stages = stages
        self.processes = [process for stage in stages for process in stage]
        self._told_to_end = 0
        self._watchdog: subprocess.Popen | None = None
        self._waker, self._wake = os.pipe()
        os.set_blocking(self._wake, False)

    def run(self, *, started: Callable[[ManagedProcess], None]) -> ManagedProcess | None:
        """Run until a signal asks to stop. A process that does not start ends everything and is returned."""
        self._listen()
        try:
            for process in self.processes:
                self._start(process)
                started(process)
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
        """Set explicit handlers, since a script that starts `serve` in the background makes it ignore SIGINT."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_end)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # unless started by nohup
            signal.signal(signal.SIGHUP, self._on_end)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _on_end(self, *_) -> None:
        self._told_to_end += 1

    def _sleep(self) -> None:
        due = [process.start_at for process in self.processes if process.process is None]
        self._wait(max(0.0, min(due) - time.monotonic()) if due else 5.0)

    def _wait(self, seconds: float) -> None:
        if select.select([self._waker], [], [], seconds)[0]:
            os.read(self._waker, 4096)

    def _start(self, process: ManagedProcess) -> None:
        process.start()
        self._tell_watchdog()

    def _look_after(self) -> ManagedProcess | None:
        for process in self.processes:
            if process.has_ended():
                process.clean_up()
                if process.does_not_start:
                    return process
            if process.process is None and time.monotonic() >= process.start_at:
                self._start(process)
        return None

    def _tell_watchdog(self) -> None:
        groups = [str(process.group) for process in reversed(self.processes) if process.group]
        for _ in range(2):
            if self._watchdog is None or self._watchdog.poll() is not None:
                self._watchdog = subprocess.Popen(
                    [sys.executable, "-I", "-S", Path(watchdog.__file__)], stdin=subprocess.PIPE, start_new_session=True
                )
            if self._say(self._watchdog, " ".join(groups)):
                return

    @staticmethod
    def _say(watchdog: subprocess.Popen, line: str) -> bool:
        """Write a line to the watchdog. Returns whether it is running."""
        if watchdog.stdin is None:
            return False
        try:
            watchdog.stdin.write(f"{line}\n".encode())
            watchdog.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def _end(self) -> None:
        asked = self._told_to_end
        for stage in reversed(self.stages):
            asked_at = time.monotonic()
            for process in stage:
                process.ask_to_end()
            while left := [process for process in stage if process.process]:
                hurried = self._told_to_end > max(asked, 1)  # after a second Ctrl-C, do not wait
                for process in left:
                    if hurried or process.has_ended() or time.monotonic() - asked_at > process.patience:
                        process.kill()
                self._wait(0.05)
        if self._watchdog is not None:
            if self._say(self._watchdog, "") and self._watchdog.stdin:
                self._watchdog.stdin.close()
            self._watchdog.wait()
