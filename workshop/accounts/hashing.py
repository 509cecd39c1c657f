"""The hashing of passwords: Django's hasher, in a separate thread with a low priority.

A hash takes half a second of processor time. The request that waits for it releases its database connection first.
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
    if sys.platform == "linux":  # elsewhere the priority is that of the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_thread = ThreadPoolExecutor(1, "hashing", initializer=_give_way)


class InItsOwnThread(PBKDF2PasswordHasher):
    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        close_old_connections()  # a PostgreSQL connection returns to the pool; SQLite's stays with the thread
        return _thread.submit(super().encode, password, salt, iterations).result()
