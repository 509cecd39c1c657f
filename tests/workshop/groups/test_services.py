"""Dealing at the desk."""

import pytest

from workshop.groups import queries, services
from workshop.groups.models import Group, Member
from workshop.live.models import Room
from workshop.sessions import services as sessions

pytestmark = pytest.mark.django_db


def test_five_people_sit_as_three_and_two(day):
    assert [group.members.count() for group in day.deals()] == [3, 2]


def test_each_group_gets_a_table_of_its_own(day):
    for group in day.deals():
        assert Room.objects.table_of(group.pk).session == day.session


def test_two_who_deal_at_once_deal_once(day):
    assert services.deal(day.session, after_round=0) is not None
    assert services.deal(day.session, after_round=0) is None
    assert Group.objects.count() == 2


def test_nobody_to_deal_deals_nothing(session):
    assert services.deal(session, after_round=0) is None


def test_who_comes_after_the_deal_sits_in_the_hall(day):
    day.deals()
    late = day.comes("Hal", "Lumen Bank")
    assert queries.group_of(late) is None
    assert queries.waiting_in_the_hall(day.session) == 1


def test_dealing_again_makes_a_new_round_and_keeps_the_old_groups(day):
    first = day.deals()
    day.comes("Hal", "Lumen Bank")
    second = day.deals()
    assert [group.members.count() for group in second] == [3, 3]
    assert Member.objects.filter(group__in=first).count() == 5
    assert queries.groups_of(day.session) == second


def test_nothing_is_dealt_once_the_session_is_over(day):
    sessions.finish(day.session)
    assert services.deal(day.session, after_round=0) is None
