"""A PostgreSQL for the benchmark, on the server's core, with default settings."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.live import machine
from bench.live.figures import say
from bench.live.installation import Failed, Installation
from workshop.embedded.process import die_with_parent

OLDEST = 15


def programs() -> Path | None:
    """The folder of the newest PostgreSQL, if it is new enough."""
    on_path = shutil.which("initdb")
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *([Path(on_path).parent] if on_path else [])]
    found = {_version(folder): folder for folder in folders if (folder / "initdb").exists()}
    return found[max(found)] if found and max(found) >= OLDEST else None


@contextmanager
def on_postgres(folder: Path, day: str = "talking") -> Iterator[OnPostgres]:
    """An installation with a PostgreSQL in `folder`. The database and the servers that use it have a control group each."""
    if machine.control_groups() is None:
        say(
            "    no control groups can be made here: PostgreSQL may stand still for moments, and its figures say little"
        )
    with (
        machine.control_group("postgres") as enter_postgres,
        machine.control_group("web") as enter_web,
        _running(folder, enter_postgres) as cluster,
    ):
        installation = OnPostgres(cluster, enter_web, day)
        try:
            yield installation
        finally:
            installation.clear()


@contextmanager
def _running(folder: Path, enter_group: Callable[[int], None]) -> Iterator[Path]:
    """A running server with a socket in `folder`, which users other than its owner must be able to reach."""
    where = programs()
    if where is None:
        raise Failed("PostgreSQL is not installed, and both databases are asked for")
    cluster = Path(tempfile.mkdtemp(prefix="pg-", dir=folder))  # one for each measurement
    as_whom: dict = {}
    if os.geteuid() == 0:  # it refuses to run as root
        owner = pwd.getpwnam("postgres")
        folder.chmod(0o711)
        os.chown(cluster, owner.pw_uid, owner.pw_gid)
        as_whom = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def begin() -> None:
        os.sched_setaffinity(0, machine.SERVING)
        die_with_parent()

    data = str(cluster / "data")
    words = ["-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust"]
    with (folder / "pg.log").open("ab") as log:
        how: dict = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "cwd": "/"} | as_whom
        subprocess.run([str(where / "initdb"), *words], check=True, **how)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={cluster}"]
        server = subprocess.Popen([str(where / "postgres"), "-D", data, *options], preexec_fn=begin, **how)
    enter_group(server.pid)
    try:
        _wait(cluster, server)
        yield cluster
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(cluster)


class OnPostgres(Installation):
    """The same session in PostgreSQL, prepared in one database, which is the template for each server's database."""

    def __init__(self, cluster: Path, enter_group: Callable[[int], None], day: str) -> None:
        super().__init__(day)
        self.cluster, self.enter_group = cluster, enter_group
        self._made = 0

    def to_prepare(self) -> dict[str, str]:
        return self._make("day", template="template0")

    def copy_day(self, var: Path, *, stock: bool) -> dict[str, str]:
        self.day()
        var.mkdir()
        self._made += 1
        return self._make(f"server{self._made}", template="day")

    def _make(self, name: str, *, template: str) -> dict[str, str]:
        with psycopg.connect(host=str(self.cluster), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
        return {
            "DATABASE_URL": f"postgres://postgres@/{name}?host={self.cluster}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "for-the-benchmark-alone-" * 3,
        }


def _version(folder: Path) -> int:
    said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def _wait(cluster: Path, server: subprocess.Popen) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(host=str(cluster), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("PostgreSQL does not start")
