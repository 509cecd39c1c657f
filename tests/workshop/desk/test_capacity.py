"""At the desk: how many may come."""

import pytest
from django.urls import reverse

from tests.actors import Browser, user
from workshop.sessions import services
from workshop.sessions.models import Facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(day) -> str:
    return day.url("workshop:capacity")


def test_capacity_is_a_dialog_at_the_desk_and_a_page_without_script(day, desk, address):
    page, dialog = desk.get(address), desk.get(address, headers={"HX-Request": "true"})
    assert "<html" in page.content.decode()
    assert "<html" not in dialog.content.decode()
    assert f"{len(day.people)} people have joined." in dialog.content.decode()


def test_a_full_session_has_room_again_once_a_facilitator_makes_it(day, desk, address):
    lobby = reverse("workshop:join", kwargs={"code": day.session.code})
    desk.sends(address, capacity=str(len(day.people)))
    assert "This session is full." in Browser().get(lobby).content.decode()
    assert "<b>full</b>" in desk.get(day.url("reviews:group-cards")).content.decode()
    answer = desk.sends(address, capacity=str(len(day.people) + 1))
    assert answer.status_code == 204
    assert "Room-Version" in answer.headers
    assert Browser().post(lobby, {"name": "Hal", "company": "Lumen Bank"}).status_code == 302


def test_nobody_is_removed_when_there_are_fewer(day, desk, bens, address):
    desk.sends(address, capacity="1")
    assert bens.get(day.url("workshop:main-room")).status_code == 200


def test_nothing_written_means_no_limit(day, desk, address):
    desk.sends(address, capacity="1")
    desk.sends(address, capacity="")
    day.session.refresh_from_db()
    assert day.session.capacity is None


@pytest.mark.parametrize("capacity", ["0", "-3", "many", "1.5", "9" * 5000, "10001"])
def test_what_is_no_number_of_people_is_refused_by_name(day, desk, address, capacity):
    answer = desk.sends(address, capacity=capacity)
    assert answer.status_code == 422
    assert "a number from 1 to 10000, or leave it empty" in answer.content.decode()
    day.session.refresh_from_db()
    assert day.session.capacity is None


def test_after_the_day_there_is_no_capacity_to_change(day, desk, address):
    services.finish(day.session)
    assert desk.sends(address, capacity="40").status_code == 409
    day.session.refresh_from_db()
    assert day.session.capacity is None
    assert address not in desk.get(day.url("workshop:desk")).content.decode()


def test_an_observer_changes_no_capacity_and_sees_no_button_that_would(day, address):
    watcher = user("Watcher")
    Facilitator.objects.create(session=day.session, user=watcher, role=Facilitator.Role.OBSERVER)
    observer = Browser(watcher)
    assert observer.sends(address, capacity="1").status_code == 403
    shown = observer.get(day.url("workshop:desk")).content.decode()
    assert address not in shown
    assert "/start/" not in shown
    assert "Next: Welcome" in shown
