"""The startup banner: the addresses that `serve` prints once the web process answers."""

import contextlib
import http.client
import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import segno

from workshop.embedded.process import die_with_parent

SHOWN = {"facilitator": "Facilitator (once)", "join": "Join", "screen": "Comment screen"}

BLOCKS = "▀▄█"


def can_show(characters: str, encoding: str) -> bool:
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wait_until_answered(host: str, port: int, *, seconds: float) -> bool:
    """Whether the server answers anything in time, even a 404."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(host, port, timeout=max(0.1, until - time.monotonic()))
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/")
            connection.getresponse()
            return True
        time.sleep(0.1)
    return False


class Links:
    """The links that `manage.py COMMAND --links-only --json` prints. `stop` ends the command, so that it does not outlive `serve`."""

    def __init__(self, command: str, environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "manage.py", command, "--links-only", "--json"]
        self._environment = environment
        self._process: subprocess.Popen | None = None
        self.is_stopped = False
        self._lock = threading.Lock()

    def read(self, base: str) -> dict[str, str]:
        """The links that are shown, with `base` as their address; none if the command fails."""
        with self._lock:
            if self.is_stopped:
                return {}
            self._process = subprocess.Popen(
                self._command,
                env={**self._environment, "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                preexec_fn=die_with_parent,
            )
        try:
            told = json.loads(self._process.communicate()[0])
        except json.JSONDecodeError:
            return {}
        here = {name: link for name, link in told.items() if name in SHOWN and isinstance(link, str)}
        return {name: base + link[len("://".join(urlsplit(link)[:2])) :] for name, link in here.items()}

    def stop(self) -> None:
        with self._lock:
            self.is_stopped = True
            if self._process:
                self._process.kill()
                self._process.wait()


def text(base: str, found: Mapping[str, str], *, qr: bool, encoding: str = "utf-8") -> str:
    """The banner as a terminal of this encoding can show it: without blocks, the QR code is drawn by inverted spaces."""
    width = max(map(len, SHOWN.values()))
    rows = [f"  {SHOWN[name]:<{width}}  {found[name]}" for name in SHOWN if name in found]
    out = io.StringIO()
    print(f"\nHashira is ready: {base}/", *rows, "Press Ctrl-C to stop it.", sep="\n", file=out)
    if qr:
        segno.make(found.get("join", base + "/"), error="m").terminal(out=out, compact=can_show(BLOCKS, encoding))
    return out.getvalue()
