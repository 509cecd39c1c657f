from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash, views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from workshop.accounts import attempts, forgetting, known_browsers, links, services
from workshop.accounts.forms import ChangePasswordForm, SignInForm
from workshop.accounts.redirects import next_of
from workshop.accounts.requests import SignedInRequest


class SignIn(views.LoginView):
    template_name = "workshop/accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """An address on this site, except this page, which redirects visitors who are signed in and would do so forever."""
        asked = request or self.request
        wanted = next_of(asked)
        return "" if urlsplit(wanted).path == asked.path else wanted

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return known_browsers.remember(self.request, super().form_valid(form), form.get_user().email)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return attempts.answered(self.render_to_response(self.get_context_data(form=form), status=422), form)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: SignedInRequest, user: int, token: str) -> HttpResponse:
    """A one-time sign-in link. Opening it shows one button; pressing the button uses the link up."""
    account = links.user_of_sign_in(user, token)
    if account is None or (request.method == "POST" and not services.use_sign_in_link(account)):
        return render(request, "workshop/people/link_ended.html", {"signs_in": True}, status=410)
    if request.method == "POST":
        ended = request.session.session_key
        response = redirect(next_of(request) or settings.LOGIN_REDIRECT_URL)
        if request.user != account:
            _forget(request, response)
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        services.end_sockets_of_login(ended)
        return known_browsers.remember(request, response, account.email)
    return render(request, "workshop/accounts/sign_in_once.html", {"account": account, "next": next_of(request)})


@require_POST
def sign_out(request: SignedInRequest) -> HttpResponse:
    """Sign out. The browser also deletes its record of anonymous comments, since another person may use it next."""
    ended = request.session.session_key
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    _forget(request, response)
    logout(request)
    services.end_sockets_of_login(ended)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedInRequest) -> HttpResponse:
    """Set or change the password, which signs out the account's other browsers. `leaving` offers to sign out here, too."""
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


def _forget(request: SignedInRequest, response: HttpResponse) -> None:
    """Have the browser delete its record of the account's anonymous comments."""
    if request.user.is_authenticated:
        written = request.visitor.written_by_account(forgetting.NAMED_AT_MOST)
        forgetting.forget(request, response, [(session, request.user.pk) for session in written])
