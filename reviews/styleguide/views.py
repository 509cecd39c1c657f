"""The page of components, in development only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews.styleguide import sections

THEMES = ("light", "dark")
DENSITIES = ("", "dense")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, from the product's templates and without the database. 404 unless DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    theme, density = request.GET.get("theme", ""), request.GET.get("density", "")
    context = {
        "theme": theme if theme in THEMES else "",
        "density": density if density in DENSITIES else "",
        "sections": sections.all_of_them(),
    }
    return render(request, "reviews/styleguide/styleguide.html", context)
