"""The doors of a table."""

import pytest



pytestmark = pytest.mark.django_db


def test_a_member_sees_the_table(discussion, bens):
    group = discussion.group_of("Ben")
    response = bens.get(discussion.url("reviews:table", group=group.pk))
    assert response.status_code == 200
    assert b"live-pane" in response.content


def test_the_hall_and_the_desk_and_the_scenario_answer(discussion, bens, desk):
    assert bens.get(discussion.url("workshop:hall")).status_code == 200
    assert bens.get(discussion.url("reviews:scenario")).status_code == 200
    assert desk.get(discussion.url("workshop:desk")).status_code == 200
