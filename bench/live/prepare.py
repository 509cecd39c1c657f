"""Prepares a running session with the product's services, in the environment's database. Prints ids and cookies as JSON.

`talking`  one session; people at tables in the discussion of the first pillar; a thousand more in the main room; 200 comments shown
`moving`   two sessions, of 200 people and of 1,000, all assigned to tables of four, before the first pillar; their lead
           facilitator is signed in
"""

import json
import os
import secrets
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core import signing  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from reviews.comments.models import Comment  # noqa: E402
from reviews.lenses import services as lenses  # noqa: E402
from reviews.lenses import shipped as shipped_lenses  # noqa: E402
from reviews.pillars import services as pillars  # noqa: E402
from reviews.scenarios import services as scenarios  # noqa: E402
from reviews.scenarios import shipped as shipped_scenarios  # noqa: E402
from workshop.accounts.models import User  # noqa: E402
from workshop.groups import services as groups  # noqa: E402
from workshop.groups.models import Group  # noqa: E402
from workshop.live.models import Room  # noqa: E402
from workshop.management.commands.prepare import FOR_DOCUMENTS_ALONE  # noqa: E402
from workshop.people import memberships  # noqa: E402
from workshop.people.models import Participant  # noqa: E402
from workshop.sessions import moves  # noqa: E402
from workshop.sessions import services as sessions  # noqa: E402
from workshop.sessions.models import Session, Stage  # noqa: E402

AT_TABLES, IN_THE_MAIN_ROOM, COMMENTS = 5, 1_000, 200
GROUPED = (200, 1_000)
PILLAR = "operationalExcellence"


def make_lead() -> User:
    return User.objects.create_user("lead@example.com", secrets.token_urlsafe(), name="Lead")


def make_session(lead: User) -> Session:
    lens = lenses.publish_shipped(shipped_lenses.read("bootcamp"))
    story = scenarios.publish(shipped_scenarios.read("yamagara-parcels"))
    return pillars.create_session(
        lead,
        Session(title="Benchmark", starts_at=timezone.now() - timedelta(hours=1), zone="UTC", languages=["en"]),
        lens_version=lens,
        scenario_version=story,
    )


def add_participants(session: Session, count: int, name: str) -> list[Participant]:
    people = [Participant(session=session, name=f"{name} {number}", company="Kita Paper") for number in range(count)]
    return Participant.objects.bulk_create(people)


def comment(session: Session, topic: str) -> None:
    Comment.objects.bulk_create(
        Comment(
            session=session,
            topic=topic,
            text=f"Comment {number}: one region only, and nobody has tried to restore the backup of last week.",
            batch=timezone.now(),
            hash=secrets.token_hex(32),
            state=Comment.State.SHOWN,
        )
        for number in range(COMMENTS)
    )


def memberships_cookie(person: Participant) -> str:
    return signing.dumps([(str(person.pk), person.generation)], salt=memberships.SALT)


def signed_in(user: User) -> str:
    """The key of a Django session in the database, like one that signing in creates."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def stock_session(person: Participant) -> str:
    """The key of a Django session in the database that contains the participant, as a stock view would store it."""
    session = SessionStore()
    session["participant"] = str(person.pk)
    session.create()
    return session.session_key


def talking() -> dict:
    session = make_session(make_lead())
    at_tables = add_participants(session, AT_TABLES, "Ana")
    groups.assign(session, after_round=0, seed=1)
    sessions.start(session.stages.filter(kind=Stage.Kind.READING).first())
    pillars.start(session.stages.get(kind=Stage.Kind.DISCUSSION, topic=PILLAR))
    in_the_main_room = add_participants(session, IN_THE_MAIN_ROOM, "Ben")
    comment(session, PILLAR)
    group = Group.objects.filter(round__session=session).first()
    return {
        "session": str(session.pk),
        "code": session.code,
        "main": str(Room.objects.main_of(session.pk).pk),
        "screen": str(Room.objects.screen_of(session.pk).pk),
        "group": str(group.pk),
        "topic": PILLAR,
        "table": str(Room.objects.table_of(group.pk).pk),
        "cookie": settings.MEMBERSHIPS_COOKIE_NAME,
        "writers": [
            [memberships_cookie(person), stock_session(person)]
            for person in at_tables
            if group.members.filter(participant=person)
        ],
        "in_main_room": [[memberships_cookie(person), stock_session(person)] for person in in_the_main_room],
    }


def moving() -> dict:
    lead = make_lead()
    return {
        "cookie": settings.MEMBERSHIPS_COOKIE_NAME,
        "login_cookie": settings.SESSION_COOKIE_NAME,
        "login": signed_in(lead),
        "sessions": {people: grouped_session(lead, people) for people in GROUPED},
    }


def grouped_session(lead: User, people: int) -> dict:
    session = make_session(lead)
    participants = add_participants(session, people, "Chi")
    groups.assign(session, after_round=0, seed=1)
    sessions.start(session.stages.filter(kind=Stage.Kind.READING).first())
    comment(session, PILLAR)
    return {
        "session": str(session.pk),
        "main": str(Room.objects.main_of(session.pk).pk),
        "moves": moves.number_of(session.pk),
        "stages": [[str(stage.pk), stage.kind, stage.topic] for stage in session.stages.order_by("position")],
        "people": [memberships_cookie(person) for person in participants],
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    if os.environ.get("BENCH_BUILT"):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=[FOR_DOCUMENTS_ALONE])
    print(json.dumps({"talking": talking, "moving": moving}[sys.argv[1]]()))
