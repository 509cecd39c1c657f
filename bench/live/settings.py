"""The product's settings. Where BENCH_ANYONE is set, anyone may subscribe to every room.

That is for the client in C, whose thousands of sockets are nobody. Pages and what is posted know their people as always.
"""

import os

from workshop.settings import *  # noqa: F403
from workshop.settings import BASE_DIR, STORAGES, TEMPLATES

if os.environ.get("BENCH_ANYONE"):
    LIVE_VISITORS = "bench.live.visitors.Anyones"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "live" / "templates"]  # type: ignore[misc, list-item]
POSTS_A_PERSON = FINDINGS_A_BOARD = 1_000_000  # a few people write here as fast as hundreds, at one table
# No build of the static files is needed to render a page: they keep their own names, as in tests. Where a browser measures
# its pages (BENCH_BUILT), it gets the collected ones.
if not os.environ.get("BENCH_BUILT"):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
