"""`manage.py rehearse`: simulates the people of a whole session against the running server."""

import asyncio
import logging

import httpx
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from reviews.management import shipped_content
from reviews.rehearsal import report
from reviews.rehearsal.day import Day
from workshop.accounts.links import sign_in_token
from workshop.accounts.models import User
from workshop.embedded import running


class Command(BaseCommand):
    help = "Simulates a whole session over HTTP and WebSockets, and prints what happened and every violation."

    def add_arguments(self, parser):
        parser.add_argument(
            "--participants", type=int, default=16, help="how many participants to simulate; by default 16"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="a number; runs with the same number do the same things"
        )
        parser.add_argument(
            "--url", help="address of the server, which must use this database; by default of the one that runs here"
        )

    def handle(self, *, participants: int, seed: int, url: str | None, **options):
        if participants < 1:
            raise CommandError("A rehearsal needs at least one participant.")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        shipped_content.publish()
        base = (url or running.address()).rstrip("/")
        day = Day(base=base, participants=participants, seed=seed, say=self._say)
        lead = self._facilitator(day.words.book["lead"])
        link = reverse("workshop:sign-in-once", kwargs={"user": lead.pk, "token": sign_in_token(lead)})
        try:
            asyncio.run(day.live(link))
        except httpx.ConnectError as error:
            raise CommandError(
                f"Nobody answers at {base} ({error}). Start the server with bin/run, or give its address with --url."
            ) from None
        except Exception as error:
            day.record.violation(f"the session was aborted: {type(error).__name__}: {error}")
        for line in report.lines(day):
            self._say(line)
        if day.record.violations:
            raise CommandError("The rehearsal found violations.")

    def _facilitator(self, lead: dict) -> User:
        return User.objects.filter(email=lead["email"]).first() or User.objects.create_user(
            lead["email"], name=lead["name"]
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
