"""A web process in the embedded mode, with a session whose people sit in it and hear."""

import os
from collections.abc import Iterator

import pytest

from tests.history.ground import Ground
from tests.startup.conftest import environment


@pytest.fixture(scope="session")
def ground(tmp_path_factory) -> Iterator[Ground]:
    """On SQLite. The static files, whose collecting takes ten seconds, are served under their own names."""
    var = tmp_path_factory.mktemp("installation")
    store = os.environ.get("REDIS_URL")
    ground = Ground(var, environment(var) | ({"REDIS_URL": store} if store else {"HASHIRA_SERVED": "1"}))
    for words in (["migrate", "--verbosity", "0"], ["publish"], ["translations"]):
        done = ground.manage(*words)
        assert done.returncode == 0, done.stderr
    ground.web("web", "plain files")
    ground.answers("web")
    yield ground
    ground.end_units()
