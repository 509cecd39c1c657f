from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware
from asgiref.sync import iscoroutinefunction

from workshop.people import visitors


@sync_and_async_middleware
def VisitorMiddleware(get_response: Callable) -> Callable:
    """`request.visitor`, found when it is first asked for."""
    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> HttpResponse:
            request.visitor = visitors.lazily(request)
            return await get_response(request)

    else:

        def middleware(request: HttpRequest) -> HttpResponse:
            request.visitor = visitors.lazily(request)
            return get_response(request)

    return middleware
