"""Django's pages under ASGI, as one synchronous chain.

All our middleware and views are synchronous, and so is the database. Django's own handler takes each middleware class to the
request's thread and back twice; here the request goes there once, and comes back with its answer.
"""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class Pages(ASGIHandler):
    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
