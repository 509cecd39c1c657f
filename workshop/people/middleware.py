from collections.abc import Callable

from django.http import HttpResponse
from django.utils.decorators import sync_only_middleware

from workshop.people import visitors
from workshop.people.requests import Request


@sync_only_middleware
def VisitorMiddleware(get_response: Callable) -> Callable:
    """`request.visitor`, found when it is first asked for."""

    def middleware(request: Request) -> HttpResponse:
        request.visitor = visitors.lazily(request)
        return get_response(request)

    return middleware
