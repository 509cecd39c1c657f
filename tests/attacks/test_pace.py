"""How often a person may write at a table. The list is made from the router, so a new write without a limit fails."""

import pytest

from reviews.tables.urls import TABLE
from tests.attacks.test_matrix import POSTS, ROWS, address, crowd  # noqa: F401  two are fixtures
from tests.routes import routes
from workshop.live import limits

pytestmark = pytest.mark.django_db

# What people without a role at the desk may post elsewhere; each has its own limit or none.
ELSEWHERE = {
    "workshop:code",
    "workshop:sign-out",
    "workshop:your-correction",
}  # leaving is in test_matrix.py, by its page
AT_TABLES = [route for route in POSTS if str(routes()[route].pattern).startswith(TABLE)]


def test_nobody_without_a_role_writes_anywhere_but_at_tables():
    open_to_members = {
        route for route in POSTS if ROWS[route][2]["member"] not in {403, 404} and not led_to_sign_in(route)
    }
    assert open_to_members == {*AT_TABLES, *ELSEWHERE}


def led_to_sign_in(route: str) -> bool:
    return (ROWS[route][2]["member"] == 302 and ROWS[route][2]["lead"] != 302) or route.startswith("reviews:lens-")


@pytest.mark.parametrize("role", ["member", "co", "lead"])
@pytest.mark.parametrize("route", AT_TABLES)
def test_a_person_who_has_used_up_the_limit_is_asked_to_wait(route, role, crowd, address, settings, monkeypatch):  # noqa: F811
    settings.POSTS_A_PERSON = 1
    monkeypatch.setattr(limits, "WITHIN", 3600.0)  # a busy machine may need ten seconds for each post
    somebody = crowd[role]
    assert somebody.sends(address("reviews:entries"), text="The last one for now").status_code == 200
    slower = somebody.sends(address(route), **ROWS[route][1])
    assert slower.status_code == 429
    assert slower.text == "You sent several messages in quick succession. Wait a moment and send again."
    assert 1 <= int(slower.headers["Retry-After"]) <= limits.WITHIN


@pytest.mark.parametrize("role", ["neighbour", "observer", "eve"])
def test_a_person_who_may_not_write_is_refused_however_often(role, crowd, address, settings):  # noqa: F811
    settings.POSTS_A_PERSON = 1
    said = {crowd[role].sends(address("reviews:entries"), text="?").status_code for _time in range(3)}
    assert said == {403 if role == "observer" else 404}
