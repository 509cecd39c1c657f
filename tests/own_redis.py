"""A plugin that gives each parallel worker a database of its own in the store, before the settings read its address.

A test that listens to what the store is told would else hear the tests beside it.
"""

import os

worker, store = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("REDIS_URL")
if worker and store:
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = (
        f"{store}?db={number}" if store.startswith("unix:") else f"{store.rpartition('/')[0]}/{number}"
    )
