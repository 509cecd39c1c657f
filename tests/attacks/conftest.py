"""Fixtures for the tests of rights."""

from __future__ import annotations

import pytest

from tests.attacks.rights import Scene
from workshop.live import hub, subscription
from workshop.live.models import Room


@pytest.fixture
def scene(discussion, desk, bens) -> Scene:
    rooms = Room.objects.select_related("session")
    found = {
        "table": rooms.table_of(discussion.group_of("Ben").pk),
        "desk": rooms.desk_of(discussion.session.pk),
        "screen": rooms.screen_of(discussion.session.pk),
        "main": rooms.main_of(discussion.session.pk),
    }
    return Scene(discussion, desk, bens, found)


@pytest.fixture
def nothing_by_the_clock(monkeypatch):
    """The tests decide when rights are checked and when a heartbeat is sent, and messages are sent immediately.

    So the effect of an announcement cannot come from a timer, and a heartbeat comes after all earlier messages.
    """
    monkeypatch.setattr(hub, "CHECK_EVERY", 3600)
    monkeypatch.setattr(hub, "BEAT_EVERY", 3600)
    monkeypatch.setattr(subscription, "WINDOW", 0)
