"""`manage.py demo`: creates a session that is under way, for a first look at the product."""

import json
import logging
import os
import unicodedata
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from reviews.management import demo_story, shipped_content
from reviews.management.demo_comments import DemoComments
from workshop.accounts.links import sign_in_token
from workshop.embedded import lock, running
from workshop.live import notifier
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.sessions import codes, links
from workshop.sessions.languages import two_from
from workshop.sessions.models import Session


class Command(BaseCommand):
    help = "Creates the demo's sessions unless they exist, and prints the links of the people in them."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the links as one JSON object")
        creation = parser.add_mutually_exclusive_group()
        creation.add_argument(
            "--reset", action="store_true", help="delete the demo's sessions, but no others, and create them again"
        )
        creation.add_argument(
            "--if-empty", action="store_true", help="create the demo only if there is no session at all"
        )
        creation.add_argument(
            "--links-only", action="store_true", help="print the links of the demo that exists, and create nothing"
        )
        parser.add_argument(
            "--language",
            choices=list(dict(settings.LANGUAGES)),
            default="ja",
            help="language of the content, and first language of the sessions",
        )
        parser.add_argument("--url", help="address of the server; by default of the one that runs from this folder")

    def handle(self, *, reset: bool, if_empty: bool, links_only: bool, language: str, url: str | None, **options):
        base = (url or running.address()).rstrip("/")
        # At a lower level httpx logs one-time links, and when comments are sent.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        told = demo_story.read(language)
        if not links_only:
            # Another `demo` at the same time would create the same sessions, or delete those that this one creates.
            with lock.hold(Path(settings.VAR_DIR) / "run" / "demo.lock", saying=f"process {os.getpid()}", waits=True):
                self._prepare(told, language, base, reset=reset, if_empty=if_empty, quiet=options["json"])
        notifier.wait_until_sent()
        found = self._links(told, base)
        # ASCII alone, since a terminal may not know the letters of a name, and JSON may be read in any encoding.
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else self._list(found))

    def _prepare(self, told: dict, language: str, base: str, *, reset: bool, if_empty: bool, quiet: bool) -> None:
        if reset:
            for chapter in (told, told["another"]):
                if session := demo_story.session_of(chapter):
                    demo_story.delete_session(session)
        shipped_content.publish()
        if not (if_empty and Session.objects.exists()):
            self._create(told, language, base, quiet=quiet)

    def _create(self, told: dict, language: str, base: str, *, quiet: bool) -> None:
        languages = two_from(language)
        if demo_story.session_of(told["another"]) is None:
            demo_story.create_other_session(told, languages)
        if demo_story.session_of(told):
            return
        if not quiet:
            self.stdout.write("Creating the demo. Its comments are shown in a batch, which takes up to 15 s ...")
        session = demo_story.create_session_in_discussion(told, languages)
        try:
            DemoComments(session, demo_story.lead_of(session), told["comments"], base=base).moderate()
        except BaseException as error:  # also Ctrl-C: the next call would take an incomplete demo for a complete one
            demo_story.delete_session(session)
            if isinstance(error, TimeoutError):
                raise CommandError(str(error)) from None
            raise

    def _links(self, told: dict, base: str) -> dict:
        session, another = demo_story.session_of(told), demo_story.session_of(told["another"])
        if session is None or another is None:
            return {}
        lead, people = (
            demo_story.lead_of(session),
            {person.name: person for person in session.participants.order_by("-joined_at")},
        )
        told_of = [person["name"] for person in told["people"]]  # without people who joined later
        once = reverse("workshop:sign-in-once", kwargs={"user": lead.pk, "token": sign_in_token(lead)})
        desk = reverse("workshop:desk", kwargs={"session": session.pk})
        screen = {"session": session.pk, "token": links.screen_token(session)}
        return {
            "facilitator": f"{base}{once}?next={desk}",
            "join": base + reverse("workshop:join", kwargs={"code": session.code}),
            "screen": base + reverse("reviews:screen", kwargs=screen),
            "participants": {name: base + _personal_link(people[name]) for name in told_of if name in people},
            "eve": base + _personal_link(another.participants.earliest("joined_at")),
            "code": session.code,
        }

    def _list(self, found: dict) -> str:
        if not found:
            return "There is no demo here. `manage.py demo` creates it."
        people = found["participants"] | {"Eve, of another session": found["eve"]}
        width = max(map(_columns, people))
        return "\n".join(
            [
                f"Facilitator (the link signs in once):\n  {found['facilitator']}",
                f"Join as a new participant with the code {codes.shown(found['code'])}:\n  {found['join']}",
                f"Comment screen, for the projector:\n  {found['screen']}",
                "Personal links:",
                *(f"  {name}{' ' * (width - _columns(name))}  {link}" for name, link in people.items()),
            ]
        )


def _columns(name: str) -> int:
    """The number of terminal columns of a name; a full-width character has two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in name)


def _personal_link(person: Participant) -> str:
    return reverse("workshop:personal-link", kwargs={"participant": person.pk, "token": memberships.token(person)})
