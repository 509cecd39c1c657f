"""Errors as the log shows them where a frame is in hand: a frame may hold a comment, and a message may quote the frame."""

from __future__ import annotations

from typing import Any


def without_messages[E: BaseException](error: E) -> E:
    """A copy of an error and of those that led to it, with their types and tracebacks and without their messages.

    The copy has the same type for `except` and for `isinstance`, so that an outage is still recognized by it.
    """
    return _silent(error, {})


def _silent(error: BaseException, copies: dict[int, BaseException]) -> Any:
    """`copies` are those made so far, by id: after `raise ... from`, an error is both cause and context, and causes may form a cycle."""
    if id(error) in copies:
        return copies[id(error)]
    kind = type(error)
    named = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__str__": lambda _error: ""}
    group = isinstance(error, BaseExceptionGroup)
    inner = ("errors", [_silent(each, copies) for each in error.exceptions]) if group else ()  # type: ignore[attr-defined]
    silent = type(kind.__name__, (kind,), named)
    copy = copies[id(error)] = silent.__new__(silent, *inner)
    copy.__traceback__ = error.__traceback__
    copy.__cause__ = error.__cause__ and _silent(error.__cause__, copies)
    copy.__context__ = error.__context__ and _silent(error.__context__, copies)
    copy.__suppress_context__ = error.__suppress_context__
    return copy
