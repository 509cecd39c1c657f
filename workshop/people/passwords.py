"""A facilitator's password: the first one, after a link that signs in once, and every later one."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from workshop.accounts import attempts
from workshop.people import services
from workshop.sessions.forms import ChangePasswordForm
from workshop.sessions.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedInRequest) -> HttpResponse:
    """Set or change it. Other browsers that are signed in to this account are signed out; `leaving` offers to sign out here."""
    has_one = request.user.has_usable_password()
    given = request.POST or None
    form = ChangePasswordForm(request, given) if has_one else SetPasswordForm(request.user, given)
    form.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        services.close_sockets_of_account(request.user)
        return redirect(f"{reverse('workshop:sessions')}?password=kept")
    context = {"form": form, "has_one": has_one, "leaving": "leaving" in request.GET}
    status = 422 if request.method == "POST" else 200
    return attempts.answered(render(request, "workshop/accounts/password.html", context, status=status), form)
