"""The hands of the tests: people, their browsers, a day under way."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.test import Client
from django.urls import reverse

from reviews.lenses import services as lenses
from reviews.lenses import shipped as shipped_lenses
from reviews.pillars import queries as pillars
from reviews.pillars import services as pillar_services
from reviews.scenarios import services as scenarios
from reviews.scenarios import shipped as shipped_scenarios
from reviews.summaries import services as summaries
from reviews.summaries.models import Summary
from workshop.accounts.models import User
from workshop.groups import services as groups
from workshop.groups.models import Group
from workshop.people import memberships
from workshop.people import services as people
from workshop.people.models import Participant
from workshop.sessions import services as sessions
from workshop.sessions.models import Move, Session, Stage


def user(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}@example.com", f"{name}-keeps-this", name=name)


def publish_library() -> dict:
    return {
        "lens_version": lenses.publish_shipped(shipped_lenses.read("bootcamp")),
        "scenario_version": scenarios.publish(shipped_scenarios.read("yamagara-parcels")),
    }


def make_session(lead: User, **changed) -> Session:
    values = {
        "title": "Cloud design review",
        "starts_at": datetime(2026, 11, 26, 1, 0, tzinfo=UTC),
        "zone": "Asia/Tokyo",
        "languages": ["ja", "en"],
    }
    return pillar_services.create_session(lead, Session(**values | changed), **publish_library())


def half_a_minute_goes_by() -> None:
    """No closing can be undone any more, and what is made is published."""
    Summary.objects.update(ordered_at=F("ordered_at") - Move.UNDOABLE)
    summaries.publish_due()


class Browser(Client):
    """One person's browser."""

    def __init__(self, person: Participant | User | None = None, language: str = "en", **kwargs) -> None:
        super().__init__(headers={"accept-language": language}, **kwargs)
        self.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if isinstance(person, Participant):
            kept = signing.dumps([(str(person.pk), person.generation)], salt=memberships.SALT)
            self.cookies[settings.MEMBERSHIPS_COOKIE_NAME] = kept
        elif person is not None:
            self.force_login(person)

    @property
    def cookie_header(self) -> bytes:
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items()).encode()

    def sends(self, url: str, **data):
        """Post as the page's script does, with a client id of its own."""
        return self.post(url, {"client_id": str(uuid4())} | data, headers={"HX-Request": "true"})


class Day:
    """A session and what its people do in it, for tests that need a day already under way."""

    def __init__(self, session: Session, lead: User) -> None:
        self.session = session
        self.lead = lead
        self.people: dict[str, Participant] = {}

    def comes(self, name: str, company: str) -> Participant:
        self.people[name] = people.join(self.session, name=name, company=company)
        return self.people[name]

    def assigns_groups(self) -> list[Group]:
        current = self.session.rounds.order_by("-number").first()
        new_round = groups.assign(self.session, after_round=current.number if current else 0, seed=1)
        return list(new_round.groups.all())

    def group_of(self, name: str) -> Group:
        return Group.objects.filter(members__participant=self.people[name]).latest("round__number")

    def goes_to(self, kind: str, topic: str = "") -> Stage:
        """Start this stage, whatever lies between."""
        of_this_kind = self.session.stages.filter(kind=kind, topic=topic)
        stage = of_this_kind.filter(state="waiting").first() or of_this_kind.get()
        if topic:
            pillar_services.start(stage)
        else:
            sessions.start(stage)
        stage.refresh_from_db()
        return stage

    def undoes(self) -> None:
        """Undo the last move."""
        summaries.undo(self.session, seen=Move.objects.get(session=self.session).number)

    def review(self, topic: str):
        return pillars.pillar_review(self.session.pk, topic)

    def closes(self, topic: str):
        return summaries.close(self.review(topic))[0]

    def publishes(self) -> None:
        half_a_minute_goes_by()

    def url(self, name: str, **kwargs) -> str:
        return reverse(name, kwargs={"session": self.session.pk} | kwargs)
