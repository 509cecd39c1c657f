"""Notifications are sent one after the other, and what waits for one room goes in one message."""

import asyncio
from threading import Event

import pytest

from workshop.live import notifier

PATIENCE = 60.0  # seconds; the machine may be busy


class Gate:
    """Sends nothing until it is opened, and records what it was to send."""

    def __init__(self) -> None:
        self.notified: list[tuple[str, dict]] = []
        self.go = Event()

    async def __call__(self, group: str, message: dict) -> None:
        await asyncio.to_thread(self.go.wait, PATIENCE)
        self.notified.append((group, message))

    def versions(self, group: str) -> list[list[int]]:
        return [[version for version, _frame in message["told"]] for name, message in self.notified if name == group]


@pytest.fixture
def gate(monkeypatch):
    made = Gate()
    monkeypatch.setattr(notifier, "TIMEOUT", PATIENCE)
    monkeypatch.setattr(notifier, "_send", made)
    monkeypatch.setattr(notifier, "_thread", notifier._NotifierThread())
    return made


def told(group: str, version: int) -> None:
    message = {"type": "told", "room": group, "language": "en", "told": [(version, f"frame {version}")]}
    notifier._thread.put(notifier._send, group, message)


def test_what_a_room_was_told_while_a_notification_was_sent_is_one_message_in_order(gate):
    told("a", 1)
    for version in (2, 3, 4):
        told("a", version)
        told("b", version)
    gate.go.set()
    assert notifier._thread.wait_until_sent(PATIENCE)
    assert [version for versions in gate.versions("a") for version in versions] == [1, 2, 3, 4]
    assert [version for versions in gate.versions("b") for version in versions] == [2, 3, 4]
    assert len(gate.notified) <= 4
    assert len(gate.versions("a")) <= 2


def test_one_message_does_not_grow_for_ever(gate, monkeypatch):
    monkeypatch.setattr(notifier, "BATCH_AT_MOST", 2)
    for version in range(1, 7):
        told("a", version)
    gate.go.set()
    assert notifier._thread.wait_until_sent(PATIENCE)
    assert [version for versions in gate.versions("a") for version in versions] == [1, 2, 3, 4, 5, 6]
    assert max(len(versions) for versions in gate.versions("a")) == 2


def test_a_notification_that_fails_silences_none_behind_it(gate, monkeypatch):
    async def breaks() -> None:
        raise ConnectionError

    gate.go.set()
    notifier._thread.put(breaks)
    told("a", 1)
    assert notifier._thread.wait_until_sent(PATIENCE)
    assert gate.versions("a") == [[1]]
