from django.conf import settings
from django.contrib.auth import login, logout, views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.sessions import links, queries, services
from workshop.sessions.forms import SignInForm
from workshop.sessions.requests import SignedInRequest


class SignIn(views.LoginView):
    template_name = "workshop/sessions/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, user: int, token: str) -> HttpResponse:
    """A link that signs in once. Opening it shows one button; pressing uses the link up."""
    account = links.user_of_sign_in(user, token)
    if account is None or (request.method == "POST" and not services.use_sign_in_link(account)):
        return render(request, "workshop/people/link_ended.html", {"signs_in": True}, status=410)
    if request.method == "POST":
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    return render(request, "workshop/sessions/sign_in_once.html", {"account": account, "next": _next(request)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    services.end_sockets_of_login(request.session.session_key)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


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


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if that is a place of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else ""
