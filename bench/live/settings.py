"""The product's settings. With BENCH_ANYONE, anyone may subscribe to every room.

This is for the client in C, whose thousands of sockets have no identity. Pages and posts identify people as usual.
"""

import os

from workshop.settings import *  # noqa: F403
from workshop.settings import BASE_DIR, STORAGES, TEMPLATES

if os.environ.get("BENCH_ANYONE"):
    LIVE_VISITORS = "bench.live.visitors.Anyones"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "live" / "templates"]  # type: ignore[misc, list-item]
POSTS_A_PERSON = FINDINGS_A_BOARD = 1_000_000  # here a few people write as much as hundreds, at one table
# Static files keep their own names, as in tests, so that they need not be collected. With BENCH_BUILT, for measurements in a
# browser, the collected files are served.
if not os.environ.get("BENCH_BUILT"):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
