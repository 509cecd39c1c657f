"""PostgreSQL and Redis that tests may kill, and an installation on them. `bin/test history` names both in the environment."""

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.history import servers
from tests.history.installation import Installation
from tests.history.servers import Server
from tests.startup.conftest import environment

DATABASE = "hashira_history"


@pytest.fixture(scope="session")
def stores(tmp_path_factory) -> Iterator[dict[str, Server]]:
    if not sys.platform.startswith("linux"):
        pytest.skip("processes are found by /proc")
    assert os.environ.get("DATABASE_URL", "").startswith("postgres"), "bin/test history starts the servers"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # two hundred people, and the proxy before them
    logs = tmp_path_factory.mktemp("stores")
    taken = {"PostgreSQL": servers.postgres(logs / "postgres.log"), "Redis": servers.store(logs / "redis.log")}
    yield taken
    for server in taken.values():
        server.end()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="session")
def installation(stores, tmp_path_factory) -> Iterator[Installation]:
    """An installation that is prepared except for static files, which take long and are not requested. Logs stay with pytest's files."""
    given = os.environ["DATABASE_URL"]
    url, maintenance = (urlunsplit(urlsplit(given)._replace(path=f"/{name}")) for name in (DATABASE, "postgres"))
    with until_it_answers(maintenance) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE}")
    var = tmp_path_factory.mktemp("installation")
    kept = {name: os.environ[name] for name in ("REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")}
    installation = Installation(var, environment(var) | kept | {"DATABASE_URL": url})
    try:
        for words in (["migrate", "--verbosity", "0"], ["publish"], ["translations"]):
            done = installation.manage(*words)
            assert done.returncode == 0, done.stderr
        yield installation
    finally:
        installation.end_units()


@pytest.fixture
def units(installation) -> Iterator[Installation]:
    """The installation; the processes that a test starts on it end with the test."""
    yield installation
    installation.end_units()


def until_it_answers(url: str) -> psycopg.Connection:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            return psycopg.connect(url, autocommit=True)
        time.sleep(0.1)
    return psycopg.connect(url, autocommit=True)
