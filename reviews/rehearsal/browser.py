"""One person's browser: cookies, a language, and forms signed with the token from the cookie."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable

import httpx

from reviews.rehearsal.markup import FORM_TOKEN
from reviews.rehearsal.record import Record

PATIENCE = 30.0
SLOWER = 429
LATER = 503
TRIES = 10  # of one request that is told to come later


def transport() -> httpx.AsyncHTTPTransport:
    """Connections for the browsers of a whole day.

    An idle one is let go before the server does so (uvicorn: after 5 s), which would else close it under a request.
    """
    return httpx.AsyncHTTPTransport(
        verify=ssl.create_default_context(),  # what this machine trusts; httpx brings a list of its own
        limits=httpx.Limits(max_connections=40, max_keepalive_connections=40, keepalive_expiry=3),
    )


async def patiently(ask: Callable[[], Awaitable[httpx.Response]], record: Record) -> httpx.Response:
    """The answer to a request that is made again as often as the server asks for that, as pages do; to the last try in any case."""
    answer = await ask()
    for _try in range(TRIES - 1):
        if answer.status_code != LATER or "Retry-After" not in answer.headers:
            break
        record.counts["told to come later"] += 1
        await asyncio.sleep(float(answer.headers["Retry-After"]))
        answer = await ask()
    return answer


class Browser:
    def __init__(
        self,
        who: str,
        language: str,
        *,
        base: str,
        transport: httpx.AsyncBaseTransport,
        record: Record,
        participant: bool = True,
    ) -> None:
        self.who, self.language, self.base, self.record, self.participant = who, language, base, record, participant
        self._client = httpx.AsyncClient(
            base_url=base, transport=transport, headers={"Accept-Language": language}, timeout=PATIENCE, trust_env=False
        )

    async def get(self, path: str, *, what: str = "page", wanted: tuple[int, ...] = (200,)) -> httpx.Response:
        return await self._ask("GET", path, what=what, wanted=wanted)

    async def send(
        self, path: str, data: dict | None = None, *, what: str, wanted: tuple[int, ...] = (200, 204)
    ) -> httpx.Response:
        """Post as the page's script does: who is asked to wait waits, and sends the same again."""
        signed = {"HX-Request": "true", "X-CSRFToken": self._token(), "Origin": self.base}
        wanted = (*wanted, SLOWER)
        while True:
            answer = await self._ask("POST", path, what=what, wanted=wanted, data=data or {}, headers=signed)
            if answer.status_code != SLOWER:
                return answer
            await asyncio.sleep(float(answer.headers["Retry-After"]))

    async def submit(self, path: str, data: dict, *, what: str) -> httpx.Response:
        """Open the page of a form, fill it in, send it without script, and follow to where it leads."""
        page = await self.get(path)
        token = FORM_TOKEN.search(page.text)
        filled = data | {"csrfmiddlewaretoken": token[1] if token else ""}
        answer = await self._ask("POST", path, what=what, wanted=(302,), data=filled, headers={"Origin": self.base})
        return await self.get(answer.headers["Location"]) if answer.is_redirect else answer

    def _token(self) -> str:
        """From the cookie, which has a longer name where the server speaks https."""
        jar = self._client.cookies.jar
        return next((cookie.value or "" for cookie in jar if cookie.name in {"csrftoken", "__Host-csrftoken"}), "")

    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._client.cookies.jar)

    async def _ask(self, method: str, path: str, *, what: str, wanted: tuple[int, ...], **more) -> httpx.Response:
        asked = time.monotonic()
        response = await patiently(lambda: self._client.request(method, path, **more), self.record)
        self.record.answered(self.who, what, response.status_code, time.monotonic() - asked, wanted=wanted)
        if "pdf" not in response.headers.get("Content-Type", ""):
            self.record.received(self.who, response.text, participant=self.participant)
        return response
