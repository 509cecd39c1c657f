from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpResponse
from django.utils.decorators import sync_and_async_middleware

from workshop.people import visitors
from workshop.people.requests import Request


@sync_and_async_middleware
def VisitorMiddleware(get_response: Callable) -> Callable:
    """`request.visitor`, found when it is first asked for."""
    if iscoroutinefunction(get_response):

        async def middleware(request: Request) -> HttpResponse:
            request.visitor = visitors.lazily(request)
            return await get_response(request)

    else:

        def middleware(request: Request) -> HttpResponse:  # type: ignore[misc]  # the other half of one decorator
            request.visitor = visitors.lazily(request)
            return get_response(request)

    return middleware
