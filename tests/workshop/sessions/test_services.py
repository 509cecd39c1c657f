"""Stages: what a press does, and what a second press at the same time does not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from workshop.live.models import Room
from workshop.sessions import services
from workshop.sessions.models import Session, Stage

pytestmark = pytest.mark.django_db


def stage(session, position) -> Stage:
    return session.stages.get(position=position)


def versions(session) -> dict:
    return dict(session.rooms.values_list("kind", "version"))


def test_a_stage_that_starts_ends_the_one_before_and_runs_for_its_minutes(session):
    services.start(stage(session, 0))
    services.start(stage(session, 1))
    first, second = stage(session, 0), stage(session, 1)
    assert (first.state, second.state) == ("closed", "running")
    assert second.ends_at - second.started_at == timedelta(minutes=70)
    session.refresh_from_db()
    assert session.state == Session.State.RUNNING


def test_a_stage_with_a_topic_is_not_started_without_its_topic(session):
    briefing = session.stages.exclude(topic="").first()
    with pytest.raises(ValueError, match="together with its topic"):
        services.start(briefing)
    briefing.refresh_from_db()
    assert briefing.state == Stage.State.WAITING
    assert services.start(briefing, open_topic=dict) is not None


def test_starting_twice_starts_once(session):
    assert services.start(stage(session, 0)) is not None
    begun = stage(session, 0).started_at
    assert services.start(stage(session, 0)) is None
    assert stage(session, 0).started_at == begun


@pytest.mark.usefixtures("counted_tellings")
def test_a_move_is_told_to_desk_screen_and_main_room(session):
    before = versions(session)
    services.start(stage(session, 0))
    assert versions(session) == {kind: version + 1 for kind, version in before.items()}


def test_five_minutes_more_are_five_minutes_more(session):
    services.start(stage(session, 0))
    end = stage(session, 0).ends_at
    services.extend(stage(session, 0), timedelta(minutes=5))
    assert stage(session, 0).ends_at == end + timedelta(minutes=5)


def test_ending_twice_ends_once_and_tells_once(session):
    services.start(stage(session, 0))
    assert services.end(stage(session, 0)) is not None
    told = versions(session)
    assert services.end(stage(session, 0)) is None
    assert versions(session) == told


def test_no_stage_starts_once_the_session_is_over(session):
    assert services.finish(session)
    assert not services.finish(session)
    assert services.start(stage(session, 0)) is None


def test_a_session_has_one_open_stage_at_most(session):
    services.start(stage(session, 0))
    second = stage(session, 1)
    second.state, second.ends_at = "running", second.session.starts_at
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_running_stage_without_an_end_cannot_be(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.filter(pk=stage(session, 0).pk).update(state="running")


def test_every_session_has_its_three_rooms(session):
    assert sorted(session.rooms.values_list("kind", flat=True)) == [Room.Kind.DESK, Room.Kind.MAIN, Room.Kind.SCREEN]
