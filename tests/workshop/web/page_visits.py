"""Browsers that come through the page cache, or directly to Django."""

from __future__ import annotations

import re

import httpx
from django.conf import settings

from tests.actors import Browser
from workshop.web.handler import Pages
from workshop.web.page_cache.cache import PageCache


class Application:
    """Django's pages, and which were asked for."""

    def __init__(self) -> None:
        self._pages = Pages()
        self.asked: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        self.asked.append(scope["path"])
        await self._pages(scope, receive, send)


class Front(PageCache):
    """The page cache as an application of its own: Django answers what it does not."""

    async def __call__(self, scope, receive, send) -> None:
        if not await self.answers(scope, send):
            await self._application(scope, receive, send)


class Visit:
    """A browser that comes through the page cache, or directly to Django."""

    def __init__(
        self, application, person=None, language: str = "en", *, accepts: str = "", host: str = "localhost"
    ) -> None:
        browser = Browser(person, language)
        browser.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        line = httpx.ASGITransport(application, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(
            transport=line,
            base_url=f"http://{host}",
            cookies=cookies,
            headers={"accept-language": accepts or language},
        )

    async def get(self, address: str, **headers: str) -> httpx.Response:
        return await self._client.get(address, headers=headers)


def timeless(answer: httpx.Response) -> tuple:
    """An answer without the moment at which it was given, and without the key that each form gets of its own."""
    lasts = r"expires=[^;]*"
    headers = {
        name: re.sub(lasts, "", value)
        for name, value in answer.headers.items()
        if name not in ("database-time", "date")
    }
    own = r'name="database-time" content="\d+"|name="csrfmiddlewaretoken" value="\w+"'
    return answer.status_code, headers, re.sub(own, "", answer.text)
