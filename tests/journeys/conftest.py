"""A server for all journeys: `manage.py serve`, in a folder of its own."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.startup.conftest import Served, environment, free_port


class Server:
    def __init__(self, var: Path, port: int) -> None:
        self.var = var
        self.url = f"http://127.0.0.1:{port}"

    def manage(self, *words: str) -> subprocess.CompletedProcess:
        """Run a command of manage.py, as in a second shell."""
        return subprocess.run(
            [sys.executable, "manage.py", *words, *(() if "--url" in words else ("--url", self.url))],
            cwd=ROOT,
            env=environment(self.var),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1800,
        )

    def summaries(self) -> list[Path]:
        return sorted((self.var / "media" / "summaries").glob("*.pdf"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="hashira-journeys-") as folder:
        var = Path(folder)
        for words in (["prepare"], ["demo", "--if-empty"]):  # as bin/run does
            subprocess.run(
                [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(var), check=True, capture_output=True
            )
        port = free_port()
        served = Served(var, port=port)
        try:
            assert served.answers(within=60), served.process.communicate(timeout=60)[0]
            yield Server(var, port)
        finally:
            if served.process.poll() is None:
                served.end(signal.SIGTERM)
