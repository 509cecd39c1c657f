"""What logs do not learn: the words of a comment, and the second at which somebody tried to post one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import wraps

ADDRESS = re.compile(r"/(?:c|%(?:25)*[46]3)(?:/|%(?:25)*2f)", re.IGNORECASE)  # /c/, however it is spelled


class NotStored(Exception):
    """A write failed. Says of what kind the error was, and nothing of what was written."""


def redacted(write: Callable) -> Callable:
    """Databases quote the row they refuse. What this lets out has neither their message nor their error behind it."""

    @wraps(write)
    def guarded(*args, **kwargs):
        try:
            return write(*args, **kwargs)
        except Exception as error:
            kind = type(error).__name__
        raise NotStored(kind)  # outside of the handler, or the error would hang on it as its context

    return guarded


class WithoutAddress(logging.Filter):
    """Drops what Django logs of a request to the anonymous address, refusals included: they have a time of their own."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not ADDRESS.search(getattr(getattr(record, "request", None), "path_info", ""))
