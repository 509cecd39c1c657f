"""tell(): a new version with each change, in the transaction of the change."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from tests.sockets import subscribed
from workshop.live import hub, notifier
from workshop.live.models import Room
from workshop.live.rooms import tell

pytestmark = pytest.mark.django_db(transaction=True)


def main_of(session) -> Room:
    return Room.objects.select_related("session").main_of(session.pk)


def told(session) -> int:
    with transaction.atomic():
        return tell(main_of(session), "stage")


def test_it_belongs_into_a_transaction(session):
    with pytest.raises(TransactionManagementError):
        tell(main_of(session), "stage")


def test_a_change_that_is_rolled_back_raises_no_version_and_notifies_nobody(session, monkeypatch):
    notified = []
    monkeypatch.setattr(notifier, "notify_room", lambda *args: notified.append(args))

    def change_and_fail() -> None:
        with transaction.atomic():
            tell(main_of(session), "stage")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert main_of(session).version == 0
    assert not notified


def test_what_is_told_is_read_when_nobody_else_can_tell_the_room_anything(session):
    """Else what another transaction commits in between would be in no frame, and no version would say that it is missing."""
    read = []

    def context() -> dict:
        read.append(main_of(session).version)
        return {"session": session}

    with transaction.atomic():
        version = tell(main_of(session), "stage", "reviews/comments/_count.html", context)
    assert set(read) == {version}


def test_each_telling_names_the_one_before_it_however_many_tell_at_once(session, monkeypatch):
    steps: dict[int, int] = {}
    monkeypatch.setattr(notifier, "notify_room", lambda _room, after, version, _frames: steps.update({after: version}))

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
                found |= {tell(main_of(session), "stage") for _time in range(20)}
                raise Restored
        except Restored:
            return found

    histories = [history() for _time in range(20)]
    assert len(set().union(*histories)) == 400


async def test_the_loss_of_the_last_notification_heals_with_the_next_heartbeat(session, desk, monkeypatch):
    monkeypatch.setattr(hub, "BEAT_EVERY", 0.3)
    main_room = await sync_to_async(main_of)(session)
    async with subscribed(desk, main_room) as ears:
        with monkeypatch.context() as deaf:
            deaf.setattr(notifier, "notify_room", lambda *args: None)
            version = await sync_to_async(told)(session)
        async with asyncio.timeout(60):
            while (await ears.hears("beat"))["rooms"][str(main_room.pk)] != version:
                pass
