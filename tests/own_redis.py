"""A plugin that gives each parallel worker its own database in Redis, before the settings read the address.

Otherwise a test that listens to Redis would receive the messages of tests that run in parallel.
"""

import os

worker, store = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("REDIS_URL")
if worker and store:
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = (
        f"{store}?db={number}" if store.startswith("unix:") else f"{store.rpartition('/')[0]}/{number}"
    )
