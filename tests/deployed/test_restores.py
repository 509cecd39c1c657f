"""A dump of PostgreSQL is restored while Redis and open pages keep running, and no cache is cleared by hand."""

import asyncio
import json
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from redis import from_url

from tests.deployed.conftest import DATABASE
from tests.open_pages import OpenPages
from tests.startup.conftest import free_port

WEBS = ("web of the restore", "another web of the restore")
LOST = 12


class Backup:
    """Made by `pg_dump` as docs/operations.md says, and restored in one of the ways that an administrator may use."""

    def __init__(self, deployed, folder: Path, ports: dict[str, int]) -> None:
        self.deployed, self.ports, self.file = deployed, ports, folder / "dump"
        self.url = deployed.variables["DATABASE_URL"]
        done = _run("pg_dump", "--format=custom", f"--file={self.file}", self.url)
        assert done.returncode == 0, done.stderr

    def in_place(self) -> None:
        """While all processes run. If the restore and a reader deadlock, PostgreSQL may abort the restore."""
        until = time.monotonic() + 60
        while (done := self._restored("--single-transaction")).returncode:
            assert time.monotonic() < until, done.stderr

    def in_place_and_without_a_cache(self) -> None:
        self.in_place()
        with from_url(self.deployed.variables["REDIS_URL"]) as store:
            store.flushall()

    def while_the_web_is_down(self) -> None:
        for name in WEBS:
            self.deployed.ends(name)
        done = self._restored()
        assert done.returncode == 0, done.stderr
        for name in WEBS:
            self.deployed.serves(name, port=self.ports[name])

    def by_another_database(self) -> None:
        """Into a new database that then replaces the old one; all connections to the old one break."""
        with psycopg.connect(_database(self.url, "postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {DATABASE}_restored")
            done = _run(
                "pg_restore", "--no-owner", f"--dbname={_database(self.url, f'{DATABASE}_restored')}", self.file
            )
            assert done.returncode == 0, done.stderr
            server.execute(f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS false")
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            server.execute(f"ALTER DATABASE {DATABASE}_restored RENAME TO {DATABASE}")

    def _restored(self, *more: str) -> subprocess.CompletedProcess:
        return _run("pg_restore", "--clean", "--if-exists", "--no-owner", *more, f"--dbname={self.url}", self.file)


def _run(*words) -> subprocess.CompletedProcess:
    return subprocess.run(words, capture_output=True, text=True, timeout=120)


def _database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="module")
def ports(deployed):
    ports = {name: free_port() for name in WEBS}
    for name, port in ports.items():
        deployed.serves(name, port=port)
    yield ports
    for name in WEBS:
        deployed.ends(name)


@pytest.fixture
async def pages(deployed, ports) -> AsyncIterator[OpenPages]:
    told = deployed.manage("demo", "--reset", "--json", "--url", deployed.addresses[WEBS[0]])
    assert told.returncode == 0, told.stderr

    def rows(table: str) -> list[str]:
        group = table.split("/")[-2]
        return [
            text
            for (text,) in deployed.rows(f"SELECT text FROM reviews_entry WHERE group_id = '{group}' ORDER BY told_at")
        ]

    pages = await OpenPages(rows).open(
        json.loads(told.stdout)["participants"], [deployed.addresses[name] for name in WEBS]
    )
    yield pages
    await pages.close()


@pytest.mark.parametrize(
    ("way", "later"),
    [
        (Backup.in_place, 0),
        (Backup.in_place, 5),
        (Backup.in_place, LOST),
        (Backup.in_place_and_without_a_cache, LOST),
        (Backup.while_the_web_is_down, LOST + 1),
        (Backup.by_another_database, LOST),
    ],
    ids=lambda each: str(getattr(each, "__name__", each)),
)
async def test_every_page_shows_what_the_restored_database_holds(
    deployed, tmp_path, ports, pages, way: Callable[[Backup], None], later: int
):
    before = await pages.say(1, "Before")
    backup = Backup(deployed, tmp_path, ports)
    lost = await pages.say(LOST, "Lost")
    await pages.all_are_right([*before, *lost], [])
    await asyncio.to_thread(way, backup)
    await pages.all_are_right(before, lost) if later == 0 else None
    said = await pages.say(later, "Later")
    await pages.all_are_right([*before, *said], lost)
    last = await pages.say(1, "Last")
    await pages.all_are_right([*before, *said, *last], lost)
