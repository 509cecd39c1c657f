"""Errors as the log shows them where a frame is in hand: a frame may hold a comment, and a message may quote the frame."""

from __future__ import annotations


def without_messages[E: BaseException](error: E) -> E:
    """A copy of an error and of those that led to it, with their types and tracebacks and without their messages.

    The copy has the same type for `except` and for `isinstance`, so that an outage is still recognized by it.
    """
    kind = type(error)
    named = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__str__": lambda _error: ""}
    group = isinstance(error, BaseExceptionGroup)
    inner = ("errors", [without_messages(each) for each in error.exceptions]) if group else ()  # type: ignore[attr-defined]
    silent = type(kind.__name__, (kind,), named)
    copy = silent.__new__(silent, *inner)
    copy.__traceback__ = error.__traceback__
    copy.__cause__ = error.__cause__ and without_messages(error.__cause__)
    copy.__context__ = error.__context__ and without_messages(error.__context__)
    copy.__suppress_context__ = error.__suppress_context__
    return copy
