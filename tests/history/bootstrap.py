"""Starts the product's own web process with something broken on purpose. The product knows nothing of tests.

`python -m tests.history.bootstrap` does what `HISTORY_SWITCHES` names, one name a line, and then runs
`workshop.web.server` as its unit does: a clock that is two hours off, a guard that is switched off, notifications that are
lost or late, or the death of the process at a point in the life of a finding.
"""

from __future__ import annotations

import datetime
import gc
import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable
from ctypes import py_object, pythonapi
from functools import wraps
from inspect import unwrap
from typing import Any

SWITCHES = "HISTORY_SWITCHES"
TWO_HOURS = 7200.0


def main() -> None:
    wanted = os.environ.get(SWITCHES, "").splitlines()
    for name in wanted:
        if name in BEFORE_DJANGO:
            BEFORE_DJANGO[name]()
    import workshop.asgi  # noqa: F401  Django's setup; what is switched below has to be loaded

    for name in wanted:
        if name not in BEFORE_DJANGO:
            AFTER_DJANGO[name]()
    from workshop.web import server

    server.serve_by_environment()


# ── clock and static files ──


def shift_the_clock() -> None:
    """Set this process's wall clock two hours ahead. Monotonic clocks stay.

    `datetime` is written in C and calls the system itself, so its methods are replaced in the type: drivers and libraries
    would neither return nor accept a subclass.
    """
    shift = datetime.timedelta(seconds=TWO_HOURS)
    told, told_ns = time.time, time.time_ns
    time.time = lambda: told() + TWO_HOURS
    time.time_ns = lambda: told_ns() + int(TWO_HOURS * 1e9)
    kind = datetime.datetime
    now = kind.now
    methods = gc.get_referents(kind.__dict__)[0]
    methods["now"] = classmethod(lambda cls, tz=None: now(tz) + shift)
    methods["utcnow"] = classmethod(lambda cls: now(datetime.UTC).replace(tzinfo=None) + shift)
    methods["today"] = classmethod(lambda cls: now() + shift)
    pythonapi.PyType_Modified(py_object(kind))
    assert kind.now(datetime.UTC).timestamp() - told() > TWO_HOURS - 60, "the clock did not move"


def serve_plain_files() -> None:
    """Serve static files under their own names: collecting them takes ten seconds, and none is requested here."""
    from workshop import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


# ── notifications that are lost or late ──


def lose_every_notification() -> None:
    from workshop.live import notifier

    notifier.notify_room = lambda room_id, after, version, frames: None


def notify_out_of_order() -> None:
    """Deliver every second notification late, so that it arrives after the next one."""
    from workshop.live import hub

    receive, heard = hub.Hub.receive, defaultdict(list)

    def late(here: Any, room_id: Any, language: str, after: int, version: int, frame: str) -> None:
        order = heard[room_id, language]
        if version not in order:  # each arrives twice: from this process and through the channel layer
            order.append(version)
        if order.index(version) % 2:
            receive(here, room_id, language, after, version, frame)
        else:
            here.loop.call_later(0.1, receive, here, room_id, language, after, version, frame)

    hub.Hub.receive = late


def beat_each_second() -> None:
    from workshop.live import hub

    hub.BEAT_EVERY = 1.0


# ── guards, switched off ──


def never_beat() -> None:
    from workshop.live import hub

    hub.BEAT_EVERY = 1e6


def tell_what_comes_as_it_comes() -> None:
    """Pass on whatever arrives, without comparing versions."""
    from workshop.live import hub

    hub.Subscription.receive = lambda subscription, after, version, frame: subscription._deliver(frame.encode())


def open_every_table() -> None:
    """Let everybody in the session fetch the panes of every table."""
    from django.urls import get_resolver

    from workshop.groups.models import Group
    from workshop.live.models import Room
    from workshop.people.access import for_everyone_in

    def let_in(view: Callable) -> Callable:
        @for_everyone_in
        def open_to_all(request: Any, session: Any, group: Any) -> Any:
            found, room = Group.objects.get(pk=group), Room.objects.select_related("session").table_of(group)
            found.in_force, request.only_reads = True, False
            return view(request, session, found, room)

        return open_to_all

    for route in (route for namespace in get_resolver().url_patterns for route in namespace.url_patterns):
        if route.name in {"talk", "board"}:
            route.callback = let_in(unwrap(route.callback))


def believe_every_payload() -> None:
    """Read whatever is posted to the anonymous address as JSON."""
    import json

    from reviews.comments import payload

    payload.parse = json.loads


# ── deaths ──


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # until the signal has arrived


def _dying(module: Any, name: str, *, after: bool) -> None:
    act = getattr(module, name)

    @wraps(act)
    def dying(*args: Any, **kwargs: Any) -> Any:
        if after:
            act(*args, **kwargs)
        die()

    setattr(module, name, dying)


def _at(path: str, *, after: bool = False) -> Callable[[], None]:
    def install() -> None:
        from importlib import import_module

        module, _colon, name = path.partition(":")
        _dying(import_module(module), name, after=after)

    return install


def _while_notifying(*, after: bool) -> Callable[[], None]:
    """Die in the thread that notifies the other processes."""

    def install() -> None:
        from workshop.live import notifier

        send = notifier._send

        async def dying(group: str, message: dict) -> None:
            if message.get("type") == "told":
                if after:
                    await send(group, message)
                die()
            await send(group, message)

        notifier._send = dying

    return install


def _after_the_answer() -> None:
    """Die once all of the answer was handed to the kernel."""
    from workshop import asgi

    pages = asgi.pages

    async def dying(scope: dict, receive: Any, send: Any) -> None:
        async def send_and_die(message: dict) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                die()

        is_finding = scope["method"] == "POST" and scope["path"].endswith("/findings/")
        await pages(scope, receive, send_and_die if is_finding else send)

    asgi.pages = dying


POINTS: dict[str, Callable[[], None]] = {
    "before BEGIN": _at("reviews.tables.services.findings:report"),
    "after BEGIN, before the write": _at("reviews.tables.services.findings:_place", after=True),
    "after it is told, before the write": _at("reviews.tables.announce:finding_changed", after=True),
    "after the write, before COMMIT": _at("reviews.tables.services.findings:write", after=True),
    "after COMMIT, before the notification": _at("workshop.live.notifier:notify_room"),
    "after the notification of its own sockets": _at("workshop.live.hub:deliver_locally", after=True),
    "before the notification of other processes": _while_notifying(after=False),
    "after the notification of other processes": _while_notifying(after=True),
    "after the answer is made, before it is sent": _at("reviews.tables.views.responses:told", after=True),
    "after the answer is sent": _after_the_answer,
}
BEFORE_DJANGO: dict[str, Callable[[], None]] = {
    "clock two hours off": shift_the_clock,
    "plain files": serve_plain_files,
}
AFTER_DJANGO: dict[str, Callable[[], None]] = {
    "notifications lost": lose_every_notification,
    "notifications out of order": notify_out_of_order,
    "quick heartbeat": beat_each_second,
    "no heartbeat": never_beat,
    "no look at versions": tell_what_comes_as_it_comes,
    "tables stand open": open_every_table,
    "payloads are believed": believe_every_payload,
    **POINTS,
}

if __name__ == "__main__":
    main()
