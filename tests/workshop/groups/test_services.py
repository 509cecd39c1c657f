"""Assigning groups, moving and removing people at the desk."""

import pytest

from workshop.groups import names, queries, services
from workshop.groups.models import Group, Member
from workshop.live.models import Room
from workshop.sessions import services as sessions
from workshop.sessions.moves import SessionOver

pytestmark = pytest.mark.django_db


def versions(day) -> dict[str, int]:
    """Of each room, named by its kind or, for a table, by its group."""
    return {str(room.subject) if room.kind == "table" else room.kind: room.version for room in day.session.rooms.all()}


def risen(day, before: dict[str, int]) -> set[str]:
    return {room for room, version in versions(day).items() if version > before.get(room, version)}


def other_table(day, name: str) -> Group:
    return next(group for group in queries.groups_of(day.session) if group != day.group_of(name))


def moved(day, name: str) -> Group:
    to = other_table(day, name)
    assert services.move(day.people[name], to, seen=str(day.group_of(name).pk))
    return to


def test_five_people_sit_as_three_and_two(day):
    assert [group.members.count() for group in day.assigns_groups()] == [3, 2]


def test_each_group_gets_a_table_of_its_own(day):
    for group in day.assigns_groups():
        assert Room.objects.table_of(group.pk).session == day.session


def test_two_facilitators_who_assign_at_once_assign_once(day):
    assert services.assign(day.session, after_round=0) is not None
    assert services.assign(day.session, after_round=0) is None
    assert Group.objects.count() == 2


def test_with_nobody_there_no_groups_are_made(session):
    assert services.assign(session, after_round=0) is None


def test_before_groups_are_assigned_nobody_has_a_table(day):
    early = services.join(day.session, name="Hal", company="Lumen Bank")
    assert queries.group_of(early) is None
    assert queries.waiting_in_the_main_room(day.session) == []


def test_a_latecomer_joins_the_smaller_table(day):
    larger, smaller = day.assigns_groups()
    late = services.join(day.session, name="Hal", company="Oru Dairy")
    assert queries.group_of(late) == smaller
    assert [group.members.count() for group in (larger, smaller)] == [3, 3]


def test_of_many_late_comers_none_is_a_sixth_at_a_table(day):
    day.assigns_groups()
    for number in range(9):
        services.join(day.session, name=f"Late {number}", company=f"Company {number}")
    groups = queries.groups_of(day.session)
    assert [len(group.members.all()) for group in groups] == [5, 5, 4]
    assert Room.objects.table_of(groups[-1].pk).session == day.session


def test_a_late_comer_is_told_to_the_table_and_the_desk_and_not_to_the_main_room(day):
    _larger, smaller = day.assigns_groups()
    before = versions(day)
    services.join(day.session, name="Hal", company="Oru Dairy")
    assert risen(day, before) == {"desk", str(smaller.pk)}


def test_no_two_groups_of_a_day_share_a_name(day):
    numbers = [group.number for _assign in range(3) for group in day.assigns_groups()]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert len({names.shown(number) for number in range(1, 100)}) == 99


def test_the_old_tables_are_told_of_the_next_round(day):
    old = day.assigns_groups()
    before = versions(day)
    day.assigns_groups()
    assert {str(group.pk) for group in old} <= risen(day, before)


def test_regrouping_makes_a_new_round_and_keeps_the_old_groups(day):
    first = day.assigns_groups()
    day.comes("Hal", "Lumen Bank")
    second = day.assigns_groups()
    assert [group.members.count() for group in second] == [3, 3]
    assert Member.objects.filter(group__in=first).count() == 5
    assert queries.groups_of(day.session) == second


def test_no_groups_are_assigned_once_the_session_is_over(day):
    sessions.finish(day.session)
    with pytest.raises(SessionOver):
        services.assign(day.session, after_round=0)


def test_a_person_who_is_moved_belongs_to_the_new_table_only(day):
    day.assigns_groups()
    old = day.group_of("Ben")
    to = moved(day, "Ben")
    assert queries.group_of(day.people["Ben"]) == to
    assert not old.members.filter(participant=day.people["Ben"]).exists()
    assert Member.objects.filter(participant=day.people["Ben"]).count() == 1


def test_a_move_is_told_to_both_tables_the_desk_and_the_main_room(day):
    day.assigns_groups()
    old, before = day.group_of("Ben"), versions(day)
    to = moved(day, "Ben")
    assert risen(day, before) == {"desk", "main", str(old.pk), str(to.pk)}


def test_of_two_facilitators_who_move_the_same_person_the_second_moves_nobody(day):
    day.assigns_groups()
    old = day.group_of("Ben")
    to = moved(day, "Ben")
    assert services.move(day.people["Ben"], to, seen=str(old.pk)) is None
    assert services.move(day.people["Ben"], old, seen=str(old.pk)) is None
    assert queries.group_of(day.people["Ben"]) == to


def test_nobody_is_moved_to_a_table_of_an_earlier_round(day):
    old = day.assigns_groups()
    day.assigns_groups()
    seen = str(day.group_of("Ben").pk)
    assert all(services.move(day.people["Ben"], group, seen=seen) is None for group in old)


def test_nobody_is_moved_once_the_session_is_over(day):
    day.assigns_groups()
    to, seen = other_table(day, "Ben"), str(day.group_of("Ben").pk)
    sessions.finish(day.session)
    with pytest.raises(SessionOver):
        services.move(day.people["Ben"], to, seen=seen)


def test_a_removed_person_leaves_a_free_place(day):
    day.assigns_groups()
    old = day.group_of("Ben")
    assert services.remove(day.people["Ben"])
    assert queries.group_of(day.people["Ben"]) is None
    assert old.members.count() < 3
    assert queries.removed_from(day.session) == [day.people["Ben"]]


def test_removing_twice_removes_once(day):
    assert services.remove(day.people["Ben"])
    assert services.remove(day.people["Ben"]) is None


def test_a_removed_person_gets_no_group(day):
    services.remove(day.people["Ben"])
    assert sum(group.members.count() for group in day.assigns_groups()) == 4


def test_a_person_let_in_again_returns_to_the_same_table(day):
    day.assigns_groups()
    old = day.group_of("Ben")
    services.remove(day.people["Ben"])
    services.let_in_again(day.people["Ben"])
    assert queries.group_of(day.people["Ben"]) == old
    assert services.let_in_again(day.people["Ben"]) is None


def test_a_person_let_in_again_after_another_grouping_joins_a_table_like_a_latecomer(day):
    day.assigns_groups()
    services.remove(day.people["Ben"])
    day.assigns_groups()
    services.let_in_again(day.people["Ben"])
    assert queries.group_of(day.people["Ben"]) in queries.groups_of(day.session)


def test_a_person_let_in_again_before_groups_are_assigned_is_simply_back(day):
    services.remove(day.people["Ben"])
    assert services.let_in_again(day.people["Ben"])
    assert sum(group.members.count() for group in day.assigns_groups()) == 5
