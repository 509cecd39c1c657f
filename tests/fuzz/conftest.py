"""A web process in the embedded mode, with a session whose people sit in it and hear."""

import os
from collections.abc import Iterator

import pytest

from tests.history.installation import Installation
from tests.startup.conftest import environment


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Iterator[Installation]:
    """On SQLite. The static files, whose collecting takes ten seconds, are served under their own names."""
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
