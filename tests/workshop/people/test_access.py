"""Access to each room in each state: pages, panes, sockets and the shared-page cache give the same answer (ADR 32)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db.models import F

from tests.actors import Browser, Day, make_session, user
from workshop.groups.models import Group, Member
from workshop.live.models import Room
from workshop.main_room.shared_page_access import PageRequest, admit
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.people.visitors import Visitor, Visitors
from workshop.sessions import access, links
from workshop.sessions import services as sessions
from workshop.sessions.models import Facilitator

pytestmark = pytest.mark.django_db

FACILITATORS = {"observer", "co", "lead", "lead who joined"}
TAKE_PART = {"member", "former member", "neighbor", "latecomer"} | FACILITATORS
PEOPLE = TAKE_PART | {"stranger", "participant elsewhere", "lead elsewhere", "removed", "with an old link"}
ENTER = {
    "main": TAKE_PART,
    "desk": FACILITATORS,
    "table": FACILITATORS | {"member"},
    "earlier table": FACILITATORS | {"member", "former member"},
}
SHARED = {"main": TAKE_PART - FACILITATORS, "desk": set(), "table": {"member"}, "earlier table": set()}
PAGES = {
    "main": "workshop:main-room",
    "desk": "workshop:desk",
    "table": "reviews:table",
    "earlier table": "reviews:table",
}
PANES = {"main": "workshop:me", "desk": "reviews:now", "table": "reviews:talk", "earlier table": "reviews:talk"}


@dataclass
class Scene:
    """A session in its second round, and a browser of each kind."""

    day: Day
    browsers: dict[str, Browser]
    tables: dict[str, Group]

    def room(self, name: str) -> Room:
        rooms = Room.objects.select_related("session")
        if name in self.tables:
            return rooms.table_of(self.tables[name].pk)
        return rooms.get(session=self.day.session, kind=name)

    def opens(self, routes: dict[str, str], room: str, who: str) -> bool:
        group = {"group": self.tables[room].pk} if room in self.tables else {}
        return self.browsers[who].get(self.day.url(routes[room], **group)).status_code == 200

    def hears(self, room: str, who: str, token: str = "") -> bool:
        return Visitors().room_access([(visitor(self.browsers[who]), self.room(room).pk, token)])[0] is not None

    def is_shared(self, room: str, who: str) -> bool:
        """Whether the cache answers. It is never asked about the desk, nor by a browser that is signed in."""
        came = visitor(self.browsers[who])
        if room == "desk" or came.user_id:
            return False
        table = self.tables[room].pk if room in self.tables else None
        return admit([PageRequest(self.day.session.pk, came.memberships, table=table)])[0] is not None


def visitor(browser: Browser) -> Visitor:
    """The visitor of a socket from this browser."""
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    login = browser.session if settings.SESSION_COOKIE_NAME in cookies else None
    joined = memberships.read(cookies.get(settings.MEMBERSHIPS_COOKIE_NAME, ""))
    return Visitor(tuple(joined), int(login["_auth_user_id"]) if login else None, login.session_key if login else "")


@pytest.fixture
def scene(discussion, ana) -> Scene:
    zoe = user("Zoe")
    elsewhere = Day(make_session(zoe), zoe)
    discussion.assigns_groups()
    earlier, other = Group.objects.filter(round__session=discussion.session).order_by("round__number", "number")[:2]
    table = discussion.group_of("Ben")
    Member.objects.filter(round__session=discussion.session).delete()
    names = ("Ben", "Chi", "Dov", "Fay", "Gen")
    member, former, neighbor, removed, renewed = (discussion.people[name] for name in names)
    take_part(earlier, member, former, removed, renewed)
    take_part(other, neighbor)
    take_part(table, member, removed, renewed)
    browsers = {
        "stranger": Browser(),
        "participant elsewhere": Browser(elsewhere.comes("Eve", "Elsewhere")),
        "lead elsewhere": Browser(zoe),
        "member": Browser(member),
        "former member": Browser(former),
        "neighbor": Browser(neighbor),
        "removed": Browser(removed),
        "with an old link": Browser(renewed),
        "latecomer": Browser(discussion.comes("Hal", "Lumen Bank")),
        "lead": Browser(ana),
        "lead who joined": Browser(discussion.comes("Ana", "Kita Paper")),
    }
    browsers["lead who joined"].force_login(ana)
    for name, role in (("co", Facilitator.Role.CO), ("observer", Facilitator.Role.OBSERVER)):
        helper = user(name.title())
        Facilitator.objects.create(session=discussion.session, user=helper, role=role)
        browsers[name] = Browser(helper)
    Participant.objects.filter(pk=removed.pk).update(removed_at=discussion.session.starts_at)
    Participant.objects.filter(pk=renewed.pk).update(generation=F("generation") + 1)
    return Scene(discussion, browsers, {"table": table, "earlier table": earlier})


def take_part(group: Group, *people: Participant) -> None:
    Member.objects.bulk_create([Member(group=group, round=group.round, participant=person) for person in people])


def that_enter(scene: Scene, ask) -> set[str]:
    assert set(scene.browsers) == PEOPLE
    return {who for who in scene.browsers if ask(who)}


@pytest.mark.parametrize("is_over", [False, True], ids=["running", "finished"])
@pytest.mark.parametrize("room", ENTER)
def test_pages_panes_sockets_and_the_cache_agree(scene, room, is_over):
    if is_over:
        sessions.finish(scene.day.session)
    assert that_enter(scene, lambda who: scene.opens(PAGES, room, who)) == ENTER[room]
    assert that_enter(scene, lambda who: scene.opens(PANES, room, who)) == ENTER[room]
    assert that_enter(scene, lambda who: scene.hears(room, who)) == (set() if is_over else ENTER[room])
    assert that_enter(scene, lambda who: scene.is_shared(room, who)) == (set() if is_over else SHARED[room])


@pytest.mark.parametrize("is_over", [False, True], ids=["running", "finished"])
def test_the_comment_screen_opens_by_its_token_and_is_heard_by_all_who_take_part(scene, is_over):
    session = scene.day.session
    token = links.screen_token(session)
    if is_over:
        sessions.finish(session)

    def hear(given: str) -> set[str]:
        return that_enter(scene, lambda who: scene.hears("screen", who, f"{session.pk}.{given}"))

    def open_page(route: str, given: str) -> set[str]:
        return that_enter(
            scene, lambda who: scene.browsers[who].get(scene.day.url(route, token=given)).status_code == 200
        )

    assert hear("wrong") == (set() if is_over else TAKE_PART)
    assert hear(token) == (set() if is_over else PEOPLE)
    for route in ("reviews:screen", "reviews:screen-stage"):
        assert open_page(route, token) == PEOPLE
        assert open_page(route, "wrong") == set()


@pytest.mark.parametrize("room", ENTER)
def test_pages_panes_sockets_and_the_cache_ask_the_one_decision(scene, room, monkeypatch):
    """With it broken, nobody enters anywhere."""
    monkeypatch.setattr(access, "may_read", lambda kind, facts: False)
    assert that_enter(scene, lambda who: scene.opens(PAGES, room, who)) == set()
    assert that_enter(scene, lambda who: scene.opens(PANES, room, who)) == set()
    assert that_enter(scene, lambda who: scene.hears(room, who)) == set()
    assert that_enter(scene, lambda who: scene.is_shared(room, who)) == set()
