from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshop.accounts import attempts
from workshop.sessions.requests import SignedInRequest

SEATS_AT_MOST = 10_000


class SignInForm(AuthenticationForm):
    request: HttpRequest
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _(
            "This address and password do not belong together. Check both; capital letters count in the password."
        ),
    }

    def clean(self) -> dict:
        if not (self.cleaned_data.get("username") and self.cleaned_data.get("password")):
            return super().clean()  # no password is checked
        with attempts.attempt(self.request, self.cleaned_data["username"]):
            return super().clean()


class ChangePasswordForm(PasswordChangeForm):
    def __init__(self, request: SignedInRequest, data: QueryDict | None = None) -> None:
        self.request = request
        super().__init__(request.user, data)

    def clean_old_password(self) -> str:
        with attempts.attempt(self.request, self.user.email):
            return super().clean_old_password()


class SeatsField(forms.IntegerField):
    """How many people may have a seat at the same time; empty for no limit."""

    def __init__(self) -> None:
        wrong = format_lazy(
            _("Write how many people may come, a number from 1 to {most}, or nothing."), most=SEATS_AT_MOST
        )
        super().__init__(
            label=_("Seats"),
            required=False,
            min_value=1,
            max_value=SEATS_AT_MOST,
            help_text=_("Leave it empty if everyone who has the code may come."),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        )


class SeatsForm(forms.Form):
    capacity = SeatsField()
