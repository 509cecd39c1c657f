"""The browser of one simulated person: cookies, a language, and forms with the CSRF token from the cookie."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable

import httpx

from reviews.rehearsal.markup import FORM_TOKEN
from reviews.rehearsal.record import Record

PATIENCE = 120.0  # seconds; a ceiling, since the server's machine may be busy
SLOWER = 429
LATER = 503
TRIES = 60  # of one request that is told to come later, which is a second at least


def transport() -> httpx.AsyncHTTPTransport:
    """Return connections for the browsers of a whole day.

    Idle ones are closed before the server closes them (uvicorn: after 5 s), which could happen just as a request is sent.
    """
    return httpx.AsyncHTTPTransport(
        verify=ssl.create_default_context(),  # the machine's certificates instead of the list that comes with httpx
        limits=httpx.Limits(max_connections=40, max_keepalive_connections=40, keepalive_expiry=3),
    )


async def patiently(ask: Callable[[], Awaitable[httpx.Response]], record: Record) -> httpx.Response:
    """Make a request again as long as the server asks for that, as pages do. Returns the answer to the last of `TRIES` in any case."""
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
        """Post as the page's script does: after a 429 the same is sent again once the time it names has passed."""
        signed = {"HX-Request": "true", "X-CSRFToken": self._token(), "Origin": self.base}
        wanted = (*wanted, SLOWER)
        while True:
            answer = await self._ask("POST", path, what=what, wanted=wanted, data=data or {}, headers=signed)
            if answer.status_code != SLOWER:
                return answer
            await asyncio.sleep(float(answer.headers["Retry-After"]))

    async def submit(self, path: str, data: dict, *, what: str) -> httpx.Response:
        """Open the page of a form, send the form without a script, and follow the redirects of both."""
        page = await self.get(path, wanted=(200, 302))
        if page.is_redirect:  # such as from a code in lower case
            path = page.headers["Location"]
            page = await self.get(path)
        token = FORM_TOKEN.search(page.text)
        filled = data | {"csrfmiddlewaretoken": token[1] if token else ""}
        answer = await self._ask("POST", path, what=what, wanted=(302,), data=filled, headers={"Origin": self.base})
        return await self.get(answer.headers["Location"]) if answer.is_redirect else answer

    def _token(self) -> str:
        """Return the CSRF token from the cookie, whose name is longer on servers with HTTPS."""
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
