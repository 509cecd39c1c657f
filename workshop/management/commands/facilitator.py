"""`manage.py facilitator EMAIL`: an account that may create sessions, and a link that signs it in once."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from workshop.accounts.links import sign_in_token
from workshop.accounts.models import User
from workshop.sessions.texts import visible


class Command(BaseCommand):
    help = "Makes a facilitator's account where there is none, and prints a link that signs in once."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="what the others read; without it, what stands before the @")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the server is reached")

    def handle(self, *, email: str, name: str, url: str, **options):
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is no mail address. Write one such as ana@example.com.") from None
        user = User.objects.filter(email=email).first() or self._create(email, name)
        if not user.is_active:
            raise CommandError(f"The account {email} is switched off.")
        path = reverse("workshop:sign-in-once", kwargs={"user": user.pk, "token": sign_in_token(user)})
        self.stdout.write(f"Sign in once as {user.name}:\n  {url.rstrip('/')}{path}")

    def _create(self, email: str, name: str) -> User:
        password = self._password() if sys.stdin.isatty() else None
        shown = name.strip() if visible(name) else email.partition("@")[0]
        user = User.objects.create_user(email, password, name=shown[:80])
        without = "" if password else " It has no password: each time, ask for a link here."
        self.stdout.write(f"The account {email} is made.{without}")
        return user

    def _password(self) -> str | None:
        """Asked for until two entries agree and are good enough; an empty one sets none."""
        while True:
            password = getpass("Password (empty for none): ")
            if not password:
                return None
            if password != getpass("Once more: "):
                self.stderr.write("The two differ. Again:")
                continue
            try:
                validate_password(password)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            return password
