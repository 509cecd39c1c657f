from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login, logout, views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.accounts import attempts, known_browsers
from workshop.sessions import forgetting, links, queries, services
from workshop.sessions.forms import SignInForm
from workshop.sessions.requests import Request, SignedInRequest


class SignIn(views.LoginView):
    template_name = "workshop/accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """A place of ours, but not this page: it leads on who is signed in, and would lead here for ever."""
        asked = request or self.request
        wanted = _next(asked)
        return "" if urlsplit(wanted).path == asked.path else wanted

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return known_browsers.remember(self.request, super().form_valid(form), form.get_user().email)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return attempts.answered(self.render_to_response(self.get_context_data(form=form), status=422), form)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: Request, user: int, token: str) -> HttpResponse:
    """A link that signs in once. Opening it shows one button; pressing uses the link up."""
    account = links.user_of_sign_in(user, token)
    if account is None or (request.method == "POST" and not services.use_sign_in_link(account)):
        return render(request, "workshop/people/link_ended.html", {"signs_in": True}, status=410)
    if request.method == "POST":
        ended = request.session.session_key
        response = redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
        if request.user != account:
            _forget(request, response)
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        services.end_sockets_of_login(ended)
        return known_browsers.remember(request, response, account.email)
    return render(request, "workshop/accounts/sign_in_once.html", {"account": account, "next": _next(request)})


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the sign-in. The browser forgets which comments were written there without a name: the next person may be another."""
    ended = request.session.session_key
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    _forget(request, response)
    logout(request)
    services.end_sockets_of_login(ended)
    return response


@login_required
@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    return render(request, "workshop/sessions/list.html", {"sessions": queries.sessions_of(request.user)})


@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; kept in this browser. A link, since it changes nothing but what the reader reads."""
    response = redirect(_next(request) or "workshop:front")
    chosen = request.GET.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.TLS,
            samesite="Lax",
        )
    return response


def _forget(request: Request, response: HttpResponse) -> None:
    """The browser forgets what the account wrote without a name. Where it also has a seat, its comments are the participant's."""
    if request.user.is_authenticated:
        sessions = [session.pk for session in queries.sessions_of(request.user)]
        theirs = [
            session for session in sessions[: forgetting.NAMED_AT_MOST] if request.visitor.name_in(session) is None
        ]
        forgetting.forget(request, response, [(session, request.user.pk) for session in reversed(theirs)])


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if that is a place of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else ""
