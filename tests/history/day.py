"""A day at the discussion of its first pillar, made by the product's own services. Prints as JSON what a client has to know.

`python -m tests.history.day 200`: so many people, assigned to groups.
"""

from __future__ import annotations

import json
import os
import sys
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core import signing  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from reviews.lenses import services as lenses  # noqa: E402
from reviews.lenses import shipped as shipped_lenses  # noqa: E402
from reviews.pillars import queries as reviews  # noqa: E402
from reviews.pillars import services as pillars  # noqa: E402
from reviews.scenarios import services as scenarios  # noqa: E402
from reviews.scenarios import shipped as shipped_scenarios  # noqa: E402
from workshop.accounts.models import User  # noqa: E402
from workshop.groups import services as groups  # noqa: E402
from workshop.groups.models import Group  # noqa: E402
from workshop.live import notifier  # noqa: E402
from workshop.live.models import Room  # noqa: E402
from workshop.people import memberships  # noqa: E402
from workshop.people.models import Participant  # noqa: E402
from workshop.sessions import services as sessions  # noqa: E402
from workshop.sessions.models import Session  # noqa: E402

PILLAR = "operationalExcellence"


def begun(people: int) -> Session:
    lead = User.objects.create(email=f"{uuid4().hex}@example.com", name="Lead")
    session = pillars.create_session(
        lead,
        Session(title="History", starts_at=timezone.now(), zone="UTC", languages=["en", "ja"]),
        lens_version=lenses.publish_shipped(shipped_lenses.read("bootcamp")),
        scenario_version=scenarios.publish(shipped_scenarios.read("yamagara-parcels")),
    )
    Participant.objects.bulk_create(
        Participant(session=session, name=f"Guest{number:04}", company=f"Company {number % 7}")
        for number in range(people)
    )
    groups.assign(session, after_round=0, seed=1)
    sessions.start(session.stages.get(kind="reading"))
    pillars.start(session.stages.get(kind="discussion", topic=PILLAR))
    return session


def login(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def membership(person: Participant) -> str:
    kept = signing.dumps([(str(person.pk), person.generation)], salt=memberships.SALT)
    return f"{settings.MEMBERSHIPS_COOKIE_NAME}={kept}"


def told(session: Session) -> dict:
    room = {kind: str(session.rooms.get(kind=kind).pk) for kind in ("main", "screen", "desk")}
    tables = [
        {
            "group": str(group.pk),
            "room": str(Room.objects.table_of(group.pk).pk),
            "people": [
                {"name": member.participant.name, "cookie": membership(member.participant)}
                for member in group.members.select_related("participant").order_by("pk")
            ],
        }
        for group in Group.objects.filter(round__session=session).order_by("number")
    ]
    lead = session.facilitators.get().user
    return room | {"session": str(session.pk), "lead": login(lead), "tables": tables, "keys": keys(session)}


def keys(session: Session) -> dict[str, str]:
    """Return a value of this session for each variable in the addresses."""
    group = Group.objects.filter(round__session=session).order_by("-number").first()
    review = reviews.pillar_review(session.pk, PILLAR)
    return {
        "session": str(session.pk),
        "group": str(group.pk),
        "stage": str(session.stages.get(kind="discussion", topic=PILLAR).pk),
        "topic": PILLAR,
        "question": review.pillar.questions.first().key,
        "participant": str(group.members.first().participant_id),
        "code": session.code,
        "digest": "0" * 64,
        "shown": "main",
    }


if __name__ == "__main__":
    print(json.dumps(told(begun(int(sys.argv[1])))))
    notifier.wait_until_sent()
