"""Beat sends by the monotonic clock, remembers nothing, and leaves a queue alone that nobody empties."""

from uuid import uuid4

import pytest
from celery.beat import PersistentScheduler
from django.conf import settings
from redis import from_url

from workshop import beat, celery


class Clock:
    now = 50.0  # a machine that began just now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(beat, "time", made)
    return made


@pytest.fixture
def scheduler(clock):
    """A scheduler that sends to a queue of its own, on the real broker."""
    usual, celery.app.conf.task_default_queue = celery.app.conf.task_default_queue, f"beat-{uuid4()}"
    made = beat.MonotonicScheduler(celery.app)
    routed = {"queue": celery.app.conf.task_default_queue}
    made.update_from_dict(
        {
            "each second": {"task": "nothing.a", "schedule": 1.0, "options": routed},
            "every five": {"task": "nothing.b", "schedule": 5.0, "options": routed},
        }
    )
    for name in set(made.schedule) - {"each second", "every five"}:
        del made.schedule[name]
    yield made
    made.connection.default_channel.queue_purge(celery.app.conf.task_default_queue)
    made.close()
    celery.app.conf.task_default_queue = usual


def taken(scheduler) -> list[str]:
    """The tasks that a worker would find, which takes them."""
    queue = scheduler.connection.SimpleQueue(celery.app.conf.task_default_queue)
    found = []
    while True:
        try:
            message = queue.get(block=False)
        except queue.Empty:
            queue.close()
            return found
        assert message.headers["expires"] is None, "else the clocks of two processes would be compared"
        found.append(message.headers["task"])
        message.ack()


def test_beat_is_told_to_use_this_scheduler_and_remembers_nothing_on_disk():
    assert celery.app.conf.beat_scheduler == "workshop.beat:MonotonicScheduler"
    assert not issubclass(beat.MonotonicScheduler, PersistentScheduler)
    assert all("options" not in entry for entry in celery.app.conf.beat_schedule.values())


def test_everything_is_sent_at_once_and_then_each_after_its_seconds(scheduler, clock):
    sent = []
    for _second in range(11):
        assert scheduler.tick() == pytest.approx(1.0)
        sent.append(sorted(taken(scheduler)))
        clock.now += 1
    assert sent == [["nothing.a", "nothing.b"] if second % 5 == 0 else ["nothing.a"] for second in range(11)]


def test_before_its_moment_nothing_is_sent(scheduler, clock):
    scheduler.tick()
    taken(scheduler)
    clock.now += 0.75
    assert scheduler.tick() == pytest.approx(0.25)
    assert taken(scheduler) == []


def test_after_an_hour_of_sleep_each_is_sent_once(scheduler, clock):
    scheduler.tick()
    taken(scheduler)
    clock.now += 3600
    scheduler.tick()
    assert sorted(taken(scheduler)) == ["nothing.a", "nothing.b"]


def test_without_a_worker_messages_do_not_pile_up_and_with_one_they_come_again(scheduler, clock):
    for _second in range(600):
        scheduler.tick()
        clock.now += 1
    assert len(taken(scheduler)) == beat.ENOUGH_WAITING
    scheduler.tick()
    assert "nothing.a" in taken(scheduler)


@pytest.mark.skipif(not settings.REDIS_URL, reason="no Valkey or Redis here")
def test_after_a_store_that_refused_to_write_everything_is_sent_again(scheduler, clock):
    """As one that is full, or that was made a replica, does: the connection stays, and only the answer is an error."""
    refused = f"_kombu.binding.{celery.app.conf.task_default_queue}"
    with from_url(settings.REDIS_URL) as store:
        store.set(refused, "no set, so that nothing can be added to it")
        for _second in range(3):
            scheduler.tick()
            clock.now += 1
        store.delete(refused)
    for _second in range(2):
        scheduler.tick()
        clock.now += 1
    assert "nothing.a" in taken(scheduler)
