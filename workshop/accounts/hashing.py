"""The hashing of passwords: Django's own, in a thread of its own that gives way to all others.

A hash costs half a second of a processor. The request that waits for it holds no connection to the database meanwhile.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import close_old_connections

NICENESS = 10


def _give_way() -> None:
    if sys.platform == "linux":  # elsewhere it would be that of the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_thread = ThreadPoolExecutor(1, "hashing", initializer=_give_way)


class InItsOwnThread(PBKDF2PasswordHasher):
    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        close_old_connections()  # PostgreSQL's goes back to the pool; SQLite's stays with the thread
        return _thread.submit(super().encode, password, salt, iterations).result()
