"""A web process in the embedded mode, with a session whose people are connected."""

import os
from collections.abc import Iterator

import pytest

from tests.history.installation import Installation
from tests.startup.conftest import environment


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Iterator[Installation]:
    """On SQLite. Static files keep their own names, since collecting them takes ten seconds."""
    var = tmp_path_factory.mktemp("installation")
    store = os.environ.get("REDIS_URL")
    installation = Installation(var, environment(var) | ({"REDIS_URL": store} if store else {"HASHIRA_SERVED": "1"}))
    for words in (["migrate", "--verbosity", "0"], ["publish"], ["translations"]):
        done = installation.manage(*words)
        assert done.returncode == 0, done.stderr
    installation.web("web", "plain files")
    installation.answers("web")
    yield installation
    installation.end_units()
