"""Django under ASGI, with all middleware and the view in one call in the request's thread.

All our middleware and views are synchronous, and so is the database. Django's own handler switches to the request's thread twice
for each middleware, and again to begin and to end the request. Here it switches once, and the database connection is
released before it comes back.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

from asgiref.sync import sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, HttpResponseBase
from django.urls import set_script_prefix


class Pages(ASGIHandler):
    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: dict, receive, send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await sync_to_async(self._answer, thread_sensitive=True)(scope, body)
        await self.send_response(response, send)
        if response.streaming:
            await sync_to_async(response.close, thread_sensitive=True)()

    def _answer(self, scope: dict, body) -> HttpResponseBase:
        """Handle the whole request. A streaming response stays open until it has been sent."""
        with closing(body):
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            response: Any = refusal or self.get_response(request)  # type: ignore[arg-type]  # one or the other
        response._handler_class = self.__class__  # the sender of request_finished
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return response
