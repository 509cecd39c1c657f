"""`manage.py facilitator EMAIL`: creates an account that may create sessions, and prints a link that signs it in once."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from workshop.accounts.links import sign_in_token
from workshop.accounts.models import User
from workshop.embedded import running
from workshop.sessions.texts import normalized, visible


class Command(BaseCommand):
    help = "Creates a facilitator's account if there is none, and prints a link that signs in once."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("email", help="the mail address of the account")
        parser.add_argument(
            "--name", default="", help="name that others see; by default the part of the address before the @"
        )
        parser.add_argument("--url", help="address of the server; by default of the one that runs from this folder")

    def handle(self, *, email: str, name: str, url: str | None, **options):
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an email address. Write one like ana@example.com.") from None
        user = User.objects.filter(email=email).first()
        is_new = user is None
        user = user or self._create(email, name)
        if name.strip() and " ".join(normalized(name).split()) != user.name:
            why = "The name cannot be shown, or is too long" if is_new else f"The account {email} existed already"
            self.stdout.write(f"{why}, so it has the name {user.name}. --name {name.strip()!a} was ignored.")
        if not user.is_active:
            raise CommandError(f"The account {email} is deactivated.")
        path = reverse("workshop:sign-in-once", kwargs={"user": user.pk, "token": sign_in_token(user)})
        self.stdout.write(f"Sign in once as {user.name}:\n  {(url or running.address()).rstrip('/')}{path}")

    def _create(self, email: str, name: str) -> User:
        password = self._password() if sys.stdin.isatty() else None
        name = " ".join(normalized(name).split())
        shown = name if visible(name) else email.partition("@")[0]
        user = User.objects.create_user(email, password, name=shown[:80])
        without = "" if password else " It has no password: create a link with this command for each sign-in."
        self.stdout.write(f"The account {email} was created.{without}")
        return user

    def _password(self) -> str | None:
        """Ask until both entries agree and the password is valid. An empty entry sets none."""
        while True:
            password = getpass("Password (empty for none): ")
            if not password:
                return None
            if password != getpass("Password (again): "):
                self.stderr.write("The passwords differ. Try again:")
                continue
            try:
                validate_password(password)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            return password
