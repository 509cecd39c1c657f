"""The parent-death watchdog: kills the process groups that `serve` started if `serve` was killed. Run by `python -I watchdog.py`.

Each line on standard input names all groups, youngest first. If the input ends without an empty line before its end, `serve` was
killed, and its processes must not outlive it. On Linux the kernel does this too; other systems have no such means.
"""

import os
import signal
import sys


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        groups = [int(word) for word in line.split()]
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    main()
