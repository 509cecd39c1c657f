"""An installation with a database of its own, which is stored as a dump or made from one.

`dumps/<version>/` holds what a version stored: `sqlite.gz` is the data file, `postgresql.gz` is the output of pg_dump, and
`<database>.json` says what is in it (see sample_data.py).
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.house.sources import ROOT
from tests.startup.conftest import environment

DUMPS = Path(__file__).parent / "dumps"
# The links in the stored facts are signed with this key, so the test has to use it as well.
SECRET_KEY = "the-key-of-all-stored-dumps-which-protects-nothing-at-all"
# An older server may not know every setting that pg_dump writes, and only psql understands its own commands.
NOT_FOR_EVERY_SERVER = re.compile(r"^(?:SET .*|\\(?:un)?restrict .*)\n", re.MULTILINE)


class Installation:
    """With a `url` its database is PostgreSQL, else SQLite. `name` is the database's NAME in Django's settings."""

    def __init__(self, var: Path, url: str = "") -> None:
        self.var, self.url = var, url
        self.kind = "postgresql" if url else "sqlite"
        self.file = var / "hashira.sqlite3"
        self.name = urlsplit(url).path.removeprefix("/") if url else self.file

    def run(self, *words: str) -> str:
        """Run Python with these arguments in this installation, and return what it prints."""
        variables = environment(self.var) | {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": "localhost,127.0.0.1"}
        if self.url:
            variables["DATABASE_URL"] = self.url
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, f"{' '.join(words)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def manage(self, *words: str) -> str:
        return self.run("manage.py", *words)

    def dump(self) -> bytes:
        if self.url:
            options = ["--no-owner", "--no-privileges", "--no-comments", "--rows-per-insert=100"]
            dumped = subprocess.run(["pg_dump", *options, self.url], check=True, capture_output=True, text=True).stdout
            before, table, rest = dumped.partition("CREATE TABLE")
            rest, end = rest[:-200], rest[-200:]  # the rows between may hold lines that look like a setting
            return (_for_any_server(before) + table + rest + _for_any_server(end)).encode()
        with TemporaryDirectory() as folder, closing(sqlite3.connect(self.file)) as database:
            whole = Path(folder, "whole")
            database.execute("VACUUM INTO ?", [str(whole)])
            return whole.read_bytes()

    def load(self, dump: bytes) -> None:
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as database:
                database.execute(dump)
        else:
            self.file.write_bytes(dump)


@contextmanager
def empty_installation() -> Iterator[Installation]:
    """An installation on the PostgreSQL server that DATABASE_URL names, else on SQLite. It is removed afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    with TemporaryDirectory(prefix="hashira-upgrades-") as folder:
        if not server:
            yield Installation(Path(folder))
            return
        name = f"hashira_upgrades_{uuid4().hex[:12]}"
        with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as postgres:
            postgres.execute(f"CREATE DATABASE {name}")
            try:
                yield Installation(Path(folder), urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
            finally:
                postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def store(version: str, kind: str, dump: bytes, facts: dict) -> Path:
    folder = DUMPS / version
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.gz"
    path.write_bytes(gzip.compress(dump, mtime=0))
    (folder / f"{kind}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    return path


def versions(kind: str) -> list[str]:
    """The versions with a dump of this kind of database."""
    return sorted(path.parent.name for path in DUMPS.glob(f"*/{kind}.gz"))


def stored(version: str, kind: str) -> tuple[bytes, dict]:
    folder = DUMPS / version
    return gzip.decompress((folder / f"{kind}.gz").read_bytes()), json.loads((folder / f"{kind}.json").read_text())


def _for_any_server(part: str) -> str:
    return NOT_FOR_EVERY_SERVER.sub("", part)
