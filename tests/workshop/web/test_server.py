"""The web process as it starts."""

import subprocess
import sys

SAYS_ITS_LIMIT = """
import resource
from workshop.web import server
server.allow_many_files()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def test_it_may_open_more_than_a_shell_allows_by_itself():
    started = ["sh", "-c", 'ulimit -S -n 256; exec "$0" -c "$1"', sys.executable, SAYS_ITS_LIMIT]
    said = subprocess.run(started, capture_output=True, text=True, check=True)
    assert int(said.stdout) > 256
