"""tell(): a new version with each change, in the transaction of the change."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from tests.sockets import seated
from workshop.live import hub, notifier
from workshop.live.models import Room
from workshop.live.rooms import tell

pytestmark = pytest.mark.django_db(transaction=True)


def hall_of(session) -> Room:
    return Room.objects.select_related("session").hall_of(session.pk)


def told(session) -> int:
    with transaction.atomic():
        return tell(hall_of(session), "stage")


def test_it_belongs_into_a_transaction(session):
    with pytest.raises(TransactionManagementError):
        tell(hall_of(session), "stage")


def test_a_change_that_is_rolled_back_raises_no_version_and_rings_no_bell(session, monkeypatch):
    rung = []
    monkeypatch.setattr(notifier, "ring_room", lambda *args: rung.append(args))

    def change_and_fail() -> None:
        with transaction.atomic():
            tell(hall_of(session), "stage")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert hall_of(session).version == 0
    assert not rung


def test_what_is_told_is_read_when_nobody_else_can_tell_the_room_anything(session):
    """Else what another transaction commits in between would be in no frame, and no version would say that it is missing."""
    read = []

    def context() -> dict:
        read.append(hall_of(session).version)
        return {"session": session}

    with transaction.atomic():
        version = tell(hall_of(session), "stage", "reviews/comments/_count.html", context)
    assert set(read) == {version}


def test_each_telling_names_the_one_before_it_however_many_tell_at_once(session, monkeypatch):
    steps: dict[int, int] = {}
    monkeypatch.setattr(notifier, "ring_room", lambda _room, after, version, _frames: steps.update({after: version}))

    def work(_number) -> int:
        try:
            return told(session)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(work, range(40)))
    chain = [0]
    while chain[-1] in steps:
        chain.append(steps[chain[-1]])
    assert chain == [0, *sorted(versions)]
    assert len(set(versions)) == 40


def test_no_two_histories_of_a_room_have_a_version_in_common(session):
    """Told and rolled back, as if the database were restored each time: no count of tellings leads to a version that was there."""

    class Restored(Exception):
        pass

    def history() -> set[int]:
        found = set()
        try:
            with transaction.atomic():
                found |= {tell(hall_of(session), "stage") for _time in range(20)}
                raise Restored
        except Restored:
            return found

    histories = [history() for _time in range(20)]
    assert len(set().union(*histories)) == 400


async def test_the_loss_of_the_last_bell_heals_with_the_next_heartbeat(session, desk, monkeypatch):
    monkeypatch.setattr(hub, "BEAT_EVERY", 0.3)
    hall = await sync_to_async(hall_of)(session)
    async with seated(desk, hall) as ears:
        with monkeypatch.context() as deaf:
            deaf.setattr(notifier, "ring_room", lambda *args: None)
            version = await sync_to_async(told)(session)
        async with asyncio.timeout(60):
            while (await ears.hears("beat"))["rooms"][str(hall.pk)] != version:
                pass
