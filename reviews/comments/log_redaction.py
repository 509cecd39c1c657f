"""What logs never contain: the text of a comment, and the second at which somebody tried to post one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import wraps

from workshop.live.log_redaction import without_messages

log = logging.getLogger(__name__)

ADDRESS = re.compile(r"/(?:c|%(?:25)*[46]3)(?:/|%(?:25)*2f)", re.IGNORECASE)  # /c/ in every spelling


class NotStored(Exception):
    """A write failed. The message is the type of the error, which alone is free of what was written."""


def hide_error_messages[**Given, Result](write: Callable[Given, Result]) -> Callable[Given, Result]:
    """Decorator for writes: log an error by its type and traceback, and raise NotStored in its place.

    The messages are left out because a database quotes the row that it refuses.
    """

    @wraps(write)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return write(*args, **kwargs)
        except Exception as error:
            kind = type(error).__name__
            log.error("Comments: %s failed", write.__name__, exc_info=without_messages(error))
        raise NotStored(kind)  # outside the handler: inside it, the error would become the context of this one

    return guarded


class WithoutAddress(logging.Filter):
    """Drops what Django logs about requests to the anonymous address, since each log line has a time."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not ADDRESS.search(getattr(getattr(record, "request", None), "path_info", ""))
