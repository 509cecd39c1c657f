from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from workshop.accounts.redirects import next_of
from workshop.accounts.requests import SignedInRequest
from workshop.sessions import queries


@login_required
@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    return render(request, "workshop/sessions/list.html", {"sessions": queries.sessions_of(request.user)})


@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """Store the chosen language in a cookie. A GET is safe here, since it changes only what this reader sees."""
    response = redirect(next_of(request) or "workshop:front")
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
