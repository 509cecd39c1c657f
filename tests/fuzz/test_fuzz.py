"""Hostile requests and frames are sent to a real server, and the people in the session notice nothing.

They are generated from a seed (`FUZZ_SEED`). `bin/test fuzz --minutes 10` runs for longer.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from secrets import randbelow

import pytest
import uvloop

from tests.fuzz.asks import Asks, Someone, addresses
from tests.fuzz.frames import Sockets
from tests.history.installation import Installation
from tests.history.people import gathered, until
from tests.history.person import Person
from tests.history.record import Day, History

SEED = os.environ.get("FUZZ_SEED") or str(randbelow(1_000_000))
SECONDS = float(os.environ.get("MINUTES") or 0) * 60 or 120.0
WARM_AFTER = 0.25  # of the time: caches and pools are full by then
GROWS_BY_LESS_THAN = 64 * 1024  # KiB
SENDERS, LISTENERS = 6, 3
AT_MOST = 10 * SECONDS  # on a machine that is too busy to send enough of everything in time
ANSWERS_WITHIN = 15.0  # seconds; then the request is given up and the next one sent
HEARD_WITHIN = 120.0
HEARD_AT_LEAST = 5  # times
ANSWERED_AT_LEAST = {"2xx": 6, "4xx": 51, "socket 101": 21}
NEVER = 3600.0  # seconds of silence: no bystander's page reconnects only because the machine is slow
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
GO_ON = b"HTTP/1.1 100"  # the real answer follows
INTERNAL_ERROR = 1011  # the status 500 of a socket
KINDS = {kind.__name__ for kind in Asks(Random(0), [], []).kinds}
KINDS |= {f"frames: {kind.__name__}" for kind in Sockets(Random(0), [], []).kinds}
FALLEN = re.compile(r"Internal Server Error|Exception in ASGI application|never retrieved")


@dataclass
class Run:
    sent: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    broke: list[str] = field(default_factory=list)  # requests answered with 500 or above, or with 1011
    heard: int = 0
    warm: int = 0  # KiB
    after: int = 0
    lines: dict[str, int] = field(default_factory=dict)  # connections that each bystander needed
    shut_out: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        """Whether the time is up and enough was sent, answered and received for the tests to be meaningful."""
        took = time.monotonic() - self.began
        enough = (
            self.sent.keys() >= KINDS
            and self.heard >= HEARD_AT_LEAST
            and all(self.answered[what] >= least for what, least in ANSWERED_AT_LEAST.items())
        )
        return took > AT_MOST or (enough and took > SECONDS)


@pytest.fixture(scope="module")
def run(installation, request) -> Run:
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nFUZZ_SEED={SEED}")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            run = runner.run(_fuzz(installation, Run()))
        print(f"sent: {dict(run.sent)}\nanswered: {dict(run.answered)}")
        print(
            f"{run.heard} times the bystanders heard; {run.warm // 1024} MiB once warm, {run.after // 1024} MiB after"
        )
    return run


async def _fuzz(installation: Installation, run: Run) -> Run:
    told, theirs = installation.day(12), installation.day(4)
    port = installation.ports["web"]
    stranger, participant, foreign_lead = (
        Someone(port, cookies) for cookies in ("a=b", told["tables"][-1]["people"][0]["cookie"], theirs["lead"])
    )
    who = [stranger, participant, foreign_lead]
    where = [path for keys in (told["keys"], theirs["keys"]) for path in addresses(keys)]
    rooms = [
        told["main"],
        told["screen"],
        told["desk"],
        *(table["room"] for table in told["tables"]),
        "x",
        theirs["main"],
    ]
    run.began = time.monotonic()
    async with gathered(Day(port, told, History(), silence=NEVER)) as people:
        bystanders = [one for one in people if one.table != told["tables"][-1]["group"]]
        async with asyncio.TaskGroup() as all_of_them:
            for number in range(SENDERS):
                asks = Asks(Random(f"{SEED} asks {number}"), who, where)
                all_of_them.create_task(_ask(asks, port, run))
            for number in range(LISTENERS):
                sockets = Sockets(Random(f"{SEED} sockets {number}"), who, rooms)
                all_of_them.create_task(_open(sockets, port, run))
            all_of_them.create_task(_talk(bystanders, run))
            await asyncio.sleep(SECONDS * WARM_AFTER)
            run.warm = _resident(installation)
        run.after = _resident(installation)
        # A request with a guest's cookies may leave the session in that guest's name, and then the guest's own page closes.
        others = {one.name: one.line for one in people if not one.cookies.startswith(participant.cookies)}
        assert len(others) == len(people) - 1
        run.lines = others
        run.shut_out = [event.words for event in people[0].history.of("shut out") if event.who in others]
    return run


def _resident(installation: Installation) -> int:
    status = Path(f"/proc/{installation.units['web'].process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


async def _ask(asks: Asks, port: int, run: Run) -> None:
    for kind, request in asks:
        if run.is_over():
            return
        note(run, kind, request, await exchanged(port, [request]))


def note(run: Run, kind: str, request: bytes, answer: bytes) -> None:
    status = max(map(int, STATUS.findall(answer)), default=0)
    run.sent[kind] += 1
    run.answered[f"{status // 100}xx" if status else "nothing"] += 1
    if status >= 500:
        run.broke.append(f"{status} to {kind}: {request[:600]!r}")


async def _open(sockets: Sockets, port: int, run: Run) -> None:
    for kind, opening, frames in sockets:
        if run.is_over():
            return
        answer = await exchanged(port, [opening, frames], patience=0.3)
        run.sent[f"frames: {kind}"] += 1
        found = STATUS.match(answer)
        if found and int(found[1]) >= 500:
            run.broke.append(f"{int(found[1])} to an opening: {opening[:600]!r}")
        run.answered[f"socket {int(found[1]) if found else 'nothing'}"] += 1
        if closed_with(answer) == INTERNAL_ERROR:
            run.broke.append(f"{INTERNAL_ERROR} to frames ({kind}): {frames[:600]!r}")


async def exchanged(port: int, messages: list[bytes], *, patience: float = ANSWERS_WITHIN) -> bytes:
    """The bytes that come back until the server closes, or is silent after the last message."""
    answer = b""
    with suppress(OSError, TimeoutError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for message in messages:
                writer.write(message)
                answer += await asyncio.wait_for(reader.read(1 << 16), patience if message is messages[-1] else 2.0)
            while (len(messages) > 1 or answer.startswith(GO_ON)) and (
                more := await asyncio.wait_for(reader.read(1 << 16), patience)
            ):
                answer += more
        finally:
            writer.transport.abort()
    return answer


def closed_with(answer: bytes) -> int:
    """The code of the server's closing frame, which comes last: two bytes of code behind two of head, and a reason."""
    head, _end, frames = answer.partition(b"\r\n\r\n")
    while len(frames) >= 4 and head:
        length, begins = frames[1] & 127, 2
        if length >= 126:
            begins = 4 if length == 126 else 10
            length = int.from_bytes(frames[2:begins])
        if frames[0] == 0x88:
            return int.from_bytes(frames[begins : begins + 2])
        frames = frames[begins + length :]
    return 0


async def _talk(bystanders: list[Person], run: Run) -> None:
    """Repeatedly post an entry as one person, and wait until everyone else at the table has received it."""
    speaker = bystanders[0]
    others = [one for one in bystanders if one.table == speaker.table and one is not speaker]
    while not run.is_over():
        await speaker.say()
        said = list(speaker.history.of("ok"))[-1].mark

        def all_heard(mark: str = said) -> bool:
            return all(mark in other.panes["talk"].marks() for other in others)

        assert await until(all_heard, within=HEARD_WITHIN), f"{said} was not heard within {HEARD_WITHIN} s"
        run.heard += 1
        await asyncio.sleep(1)


def test_no_request_and_no_frame_breaks_the_server(run, installation):
    assert run.broke == []
    said = installation.said_by("web")
    assert not FALLEN.search(said), said[-4000:]


def test_the_bystanders_stay_connected_and_hear(run):
    assert set(run.lines.values()) == {1}
    assert run.shut_out == []
    assert run.heard >= HEARD_AT_LEAST


def test_the_server_does_not_grow(run):
    assert run.after - run.warm < GROWS_BY_LESS_THAN


def test_all_kinds_were_sent_and_most_of_them_answered(run):
    """Without this, the other tests would prove nothing."""
    assert set(run.sent) == KINDS
    assert {what: run.answered[what] >= least for what, least in ANSWERED_AT_LEAST.items()} == dict.fromkeys(
        ANSWERED_AT_LEAST, True
    )
