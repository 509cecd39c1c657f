"""Kills the process groups it was last told of when the one who told it is gone. Runs alone: `python -I guard.py`.

Each line on standard input names all groups, youngest first. The end of input without an empty line before it means
that `serve` was killed: whoever it had started must not outlive it, on any system.
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
