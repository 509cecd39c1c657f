"""`manage.py demo`: a day that is under way, to look around in."""

import json
import logging
import unicodedata

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from reviews.management import demo_story
from reviews.management.demo_comments import Comments
from workshop.accounts.links import sign_in_token
from workshop.live import notifier
from workshop.people import memberships
from workshop.people.models import Participant
from workshop.sessions import codes, links
from workshop.sessions.models import Session


class Command(BaseCommand):
    help = "Tells the demo's story, unless it is told already, and prints the links of the people in it."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the links as one JSON object")
        parser.add_argument(
            "--reset", action="store_true", help="delete the demo's sessions, and only those, and begin again"
        )
        parser.add_argument("--if-empty", action="store_true", help="tell it only where there is no session at all")
        parser.add_argument(
            "--language",
            choices=["ja", "en"],
            default="ja",
            help="in which it is written, and the first of its sessions",
        )
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the server is reached")

    def handle(self, *, reset: bool, if_empty: bool, language: str, url: str, **options):
        base = url.rstrip("/")
        logging.getLogger("httpx").setLevel(
            logging.WARNING
        )  # it would print one-time links and the moments of comments
        told = demo_story.read(language)
        demo_story.publish_content()
        if reset:
            for chapter in (told, told["another"]):
                if session := demo_story.session_of(chapter):
                    demo_story.forget(session)
        if not (if_empty and Session.objects.exists()):
            self._tell(told, language, base, quiet=options["json"])
        notifier.wait_until_sent()
        found = self._links(told, base)
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if options["json"] else self._list(found))

    def _tell(self, told: dict, language: str, base: str, *, quiet: bool) -> None:
        languages = ["ja", "en"] if language == "ja" else ["en", "ja"]
        if demo_story.session_of(told["another"]) is None:
            demo_story.another_day(told, languages)
        if demo_story.session_of(told):
            return
        if not quiet:
            self.stdout.write("Telling the demo's story; its comments come in a batch, which takes up to 15 s ...")
        session = demo_story.live_until_the_discussion(told, languages)
        try:
            Comments(session, demo_story.lead_of(session), told["comments"], base=base).settle()
        except BaseException as error:  # also Ctrl-C: half a story would be taken for the whole next time
            demo_story.forget(session)
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
        told_of = [person["name"] for person in told["people"]]  # the others joined later
        once = reverse("workshop:sign-in-once", kwargs={"user": lead.pk, "token": sign_in_token(lead)})
        desk = reverse("workshop:desk", kwargs={"session": session.pk})
        screen = {"session": session.pk, "token": links.screen_token(session)}
        return {
            "facilitator": f"{base}{once}?next={desk}",
            "join": base + reverse("workshop:join", kwargs={"code": session.code}),
            "screen": base + reverse("reviews:screen", kwargs=screen),
            "participants": {name: base + _seat(people[name]) for name in told_of if name in people},
            "eve": base + _seat(another.participants.earliest("joined_at")),
            "code": session.code,
        }

    def _list(self, found: dict) -> str:
        if not found:
            return "There are sessions here already, so the demo was left out. `manage.py demo` adds it."
        people = found["participants"] | {"Eve, of another session": found["eve"]}
        width = max(map(_columns, people))
        return "\n".join(
            [
                f"Facilitator, signs in once:\n  {found['facilitator']}",
                f"Join as somebody new, code {codes.shown(found['code'])}:\n  {found['join']}",
                f"Wall, for the projector:\n  {found['screen']}",
                "Personal links:",
                *(f"  {name}{' ' * (width - _columns(name))}  {link}" for name, link in people.items()),
            ]
        )


def _columns(name: str) -> int:
    """How many columns of a terminal a name takes; Japanese takes two a character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in name)


def _seat(person: Participant) -> str:
    return reverse("workshop:personal-link", kwargs={"participant": person.pk, "token": memberships.token(person)})
