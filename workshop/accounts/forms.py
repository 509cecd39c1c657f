from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from workshop.accounts import attempts
from workshop.accounts.requests import SignedInRequest


class SignInForm(AuthenticationForm):
    request: HttpRequest
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("Wrong email address or password. Passwords are case-sensitive."),
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
