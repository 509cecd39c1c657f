"""SQLite allows one writer at a time. A waiting writer polls at growing intervals, and others may get ahead of it for seconds.

Here the threads of one process wait for a lock instead, so SQLite's own waiting is only needed between processes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

from django.db import OperationalError
from django.db.backends.sqlite3 import base

PATIENCE = 20.0  # seconds

_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _has_turn = False

    def get_new_connection(self, conn_params: dict):
        """Create the file readable by its owner only; SQLite gives its other files the same mode. They hold sign-ins, join codes and
        what is written at tables, which other accounts of the machine must not read.
        """
        if isinstance(path := conn_params["database"], Path):
            with suppress(OSError):  # it exists, or SQLite reports what is wrong
                os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        return super().get_new_connection(conn_params)  # type: ignore[misc]

    def _start_transaction_under_autocommit(self) -> None:
        if not self._has_turn and not _turn.acquire(timeout=PATIENCE):
            raise OperationalError("database is locked")
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # missing in the stubs
        except BaseException:
            self._end_turn()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if autocommit:
            self._end_turn()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]
        self._end_turn()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
