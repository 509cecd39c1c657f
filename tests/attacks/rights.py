"""Rights in a session's rooms, and every way to lose them, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Login
from django.core import signing
from django.db import transaction
from django.utils import timezone

from tests.actors import Browser, Day, user
from tests.sockets import Ears
from workshop.accounts.links import sign_in_token
from workshop.accounts.models import User
from workshop.groups import queries as group_queries
from workshop.groups import services as groups
from workshop.groups.models import Member
from workshop.live import hub
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.people import memberships
from workshop.people import services as people
from workshop.people.models import Participant
from workshop.sessions import links
from workshop.sessions import services as sessions
from workshop.sessions.models import Facilitator, Session

WITHIN = 60.0  # seconds; a ceiling for a busy machine, judged by nobody
INTERVAL = hub.CHECK_EVERY
KINDS = ("table", "desk", "screen", "main")


@dataclass
class Scene:
    """A discussion that Ana facilitates and Ben takes part in, and its rooms."""

    day: Day
    ana: Browser
    ben: Browser
    rooms: dict[str, Room] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.day.session

    @property
    def bens(self) -> Participant:
        return self.day.people["Ben"]

    @property
    def token(self) -> str:
        return f"{self.session.pk}.{links.screen_token(self.session)}"

    @property
    def sign_in(self) -> str:
        return self.ana.cookies[settings.SESSION_COOKIE_NAME].value

    def ana_takes_part(self) -> Participant:
        """The facilitator joins the session in the same browser."""
        anas = self.day.comes("Ana", "Hoshi Freight")
        kept = signing.dumps([(str(anas.pk), anas.generation)], salt=memberships.SALT)
        self.ana.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = kept
        return anas

    def tell(self, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            with transaction.atomic():
                tell(self.rooms[kind], "people")


async def told_in(ears: Ears, scene: Scene, kinds: tuple[str, ...] = KINDS) -> set[str]:
    """The kinds of rooms in which the socket receives a message that is told now. Waits until the next heartbeat."""
    await sync_to_async(scene.tell)(kinds)
    await hub.of_this_process()._beat_once()
    heard = set()
    while (frame := await ears.hears("told", "beat", within=WITHIN))["kind"] == "told":
        heard.add(next(kind for kind, room in scene.rooms.items() if str(room.pk) == frame["room"]))
    return heard


async def hears_no_more(ears: Ears) -> bool:
    """Nothing was sent after the closing of the socket, although a heartbeat has passed since."""
    await hub.of_this_process()._beat_once()
    return ears.socket.output_queue.empty()


def moves_ben(scene: Scene) -> None:
    old = scene.day.group_of("Ben")
    to = next(group for group in group_queries.groups_of(scene.session) if group != old)
    assert groups.move(scene.bens, to, seen=str(old.pk))


def changes_the_password_elsewhere(scene: Scene) -> None:
    elsewhere = Browser(scene.day.lead)
    secret = {"new_password1": "a-long-new-secret", "new_password2": "a-long-new-secret"}
    assert elsewhere.post("/password/", {"old_password": "Ana-keeps-this"} | secret).status_code == 302


def changes_the_password_from_the_command_line(scene: Scene) -> None:
    """What `manage.py changepassword` does, in another process."""
    ana = User.objects.get(pk=scene.day.lead.pk)
    ana.set_password("a-long-new-secret")
    ana.save()


def signs_in_as_another(scene: Scene) -> None:
    zoe = user("Zoe")
    assert scene.ana.post(f"/sign-in/once/{zoe.pk}/{sign_in_token(zoe)}/").status_code == 302


def of(model, **values) -> Callable:
    """Change the rows without the product's services."""
    return lambda scene: model.objects.filter(**{name: which(scene) for name, which in values.items()})


anas_login = of(Login, session_key=lambda scene: scene.sign_in)
anas_account = of(User, pk=lambda scene: scene.day.lead.pk)
anas_role = of(Facilitator, user=lambda scene: scene.day.lead.pk)
bens_row = of(Participant, pk=lambda scene: scene.bens.pk)
bens_membership = of(Member, participant=lambda scene: scene.bens)
the_session = of(Session, pk=lambda scene: scene.session.pk)

ALL = {"ana": KINDS, "ben": ("table", "screen", "main"), "projector": ("screen",)}

# what happens: (the listener, the rooms that they may still hear afterwards)
ANNOUNCED = {
    "signs out in another tab": ("ana", (), lambda scene: scene.ana.post("/sign-out/")),
    "signs in as another": ("ana", (), signs_in_as_another),
    "password changed elsewhere": ("ana", (), changes_the_password_elsewhere),
    "session over, facilitator": ("ana", (), lambda scene: sessions.finish(scene.session)),
    "session over, participant": ("ben", (), lambda scene: sessions.finish(scene.session)),
    "session over, projector": ("projector", (), lambda scene: sessions.finish(scene.session)),
    "removed": ("ben", (), lambda scene: groups.remove(scene.bens)),
    "removed, wherever the seat is": ("ben", (), lambda scene: people.remove(scene.bens)),
    "link renewed": ("ben", (), lambda scene: people.renew_link(scene.bens)),
    "leaves in another tab": ("ben", (), lambda scene: scene.ben.post(scene.day.url("workshop:leave"))),
    "moved": ("ben", ("screen", "main"), moves_ben),
}
BY_SQL = {
    "sign-in deleted": ("ana", (), lambda scene: anas_login(scene).delete()),
    "sign-in flushed": ("ana", (), lambda scene: SessionStore(scene.sign_in).flush()),
    "sign-in expired": (
        "ana",
        (),
        lambda scene: anas_login(scene).update(expire_date=timezone.now() - timedelta(days=1)),
    ),
    "account switched off": ("ana", (), lambda scene: anas_account(scene).update(is_active=False)),
    "account deleted": ("ana", (), lambda scene: anas_account(scene).delete()),
    "password changed by a command": ("ana", (), changes_the_password_from_the_command_line),
    "role taken away": ("ana", (), lambda scene: anas_role(scene).delete()),
    "session over, facilitator": ("ana", (), lambda scene: the_session(scene).update(state="finished")),
    "session over, participant": ("ben", (), lambda scene: the_session(scene).update(state="finished")),
    "session over, projector": ("projector", (), lambda scene: the_session(scene).update(state="finished")),
    "session deleted, facilitator": ("ana", (), lambda scene: scene.session.delete()),
    "session deleted, participant": ("ben", (), lambda scene: scene.session.delete()),
    "session deleted, projector": ("projector", (), lambda scene: scene.session.delete()),
    "removed": ("ben", (), lambda scene: bens_row(scene).update(removed_at=timezone.now())),
    "deleted": ("ben", (), lambda scene: bens_row(scene).delete()),
    "generation raised": ("ben", (), lambda scene: bens_row(scene).update(generation=7)),
    "membership deleted": ("ben", ("screen", "main"), lambda scene: bens_membership(scene).delete()),
    "token renewed": ("projector", (), lambda scene: the_session(scene).update(screen_generation=7)),
}
WAYS = [(way, True, *row) for way, row in ANNOUNCED.items()] + [(way, False, *row) for way, row in BY_SQL.items()]
