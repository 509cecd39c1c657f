"""Guesses of join codes and of passwords wait ahead of Django, where waiting costs neither a thread nor a connection.

A join code is looked up first, together with all that are asked for meanwhile. A right one goes on, whatever others guess; a
few at a time, so that a crowd takes no connection from those who write. A wrong one waits, longer the more of them came in the
last seconds, before Django says what is wrong with it.

A password waits for its turn: each process checks one at a time, since a check costs half a second of a processor. Those for
an account from browsers in which somebody has signed in to it before wait in a line of their own, whatever others guess.

The number of guesses that wait is bounded, in all and from one address. The rest is told at once to come later, by a page
that is rendered once for each language; an address that does not wait so long is told again only after a pause. The waiting is
a courtesy to the server: what protects a code is that there are 32^8.

All of them, right codes too, give way to what people write meanwhile.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cache
from io import BytesIO

from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from workshop.accounts import known_browsers
from workshop.live import client_addresses, request_queues
from workshop.live.batching import BatchingLoader, alone
from workshop.live.visitors import visitors
from workshop.people.visitors import Visitor
from workshop.sessions import queries
from workshop.sessions.models import Session

CODES_WAIT, CODES_WAIT_FROM_ONE_ADDRESS = 40, 20  # in each process
PASSWORDS_WAIT, PASSWORDS_WAIT_FROM_ONE_ADDRESS = 20, 3
PASSWORDS_WAIT_FOR_ONE_ACCOUNT = 3  # from browsers in which somebody has signed in to it before
WINDOW = 10.0  # seconds in which wrong codes are counted
LEAST, MOST = 0.3, 3.0  # seconds a wrong code waits
STEP, COUNTED = 0.05, 60
COME_LATER = 10, 20  # seconds, from and to, for those who find no place: they must not all come at once
EARLY_RETURNS_WAIT, PAUSE = 2_000, 3.0  # requests in each process; seconds
JOINS_AT_ONCE = 2  # in each process: the others wait without taking a connection from those who write
GIVE_WAY = 0.1  # seconds at most: where somebody always writes, others still get in
REFUSED = "hashira.guess_refused"  # in the ASGI scope, where no browser can write

A_CODE = re.compile(r"/j/([^/]+)/")


class Guessing:
    """ASGI: `house`, with join codes and passwords waiting before it."""

    def __init__(self, application) -> None:
        self._application = application
        self._refusals: dict[str, list[dict]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: dict, receive, send) -> None:
        if not (holds_code := _holds_code(scope)) and not _holds_password(scope):
            await self._pass(scope, receive, send)
            return
        self._begin()
        try:
            body = await request_queues.read_body(receive)
            if holds_code and await self._leads_somewhere(scope, body):
                turn: AbstractAsyncContextManager = self._right_codes
            elif holds_code:
                turn = self._codes.turn(client_addresses.of_scope(scope), receive, not_before=self._wrong_codes.wait())
            elif account := known_browsers.account_of_scope(scope, _typed_account(scope, body)):
                turn = self._passwords_of_known.turn(account, receive)
            else:
                turn = self._passwords.turn(client_addresses.of_scope(scope), receive)
            async with turn:
                await self._writes.give_way()
                answer = await self._answer(scope, request_queues.replayed(body, receive))
        except request_queues.ClientLeft:
            return
        except request_queues.Full:
            await self._early_returns.wait(client_addresses.of_scope(scope))
            start, *rest = await self._refusal(scope)
            later = str(random.randint(*COME_LATER)).encode()
            answer = [start | {"headers": [*start["headers"], (b"retry-after", later)]}, *rest]
        for event in answer:  # a client that does not read holds nobody up
            await send(event)

    async def _pass(self, scope: dict, receive, send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._application(scope, receive, send)
            return
        self._begin()
        async with self._writes:
            await self._application(scope, receive, send)

    async def _leads_somewhere(self, scope: dict, body: bytes) -> bool:
        """Whether the code opens a session, or leads somebody back who was in one that is over."""
        try:
            session = await self._sessions.load(_typed(scope, body))
            if session is None or not session.is_over:
                return session is not None
            return await alone(was_there, await visitors().from_scope(scope), session)
        except DatabaseError:  # Django finds the same, and has words for it
            return True

    def _begin(self) -> None:
        """What waits belongs to an event loop; a process has one, tests have many."""
        if self._loop is not asyncio.get_running_loop():
            self._loop = asyncio.get_running_loop()
            self._sessions: BatchingLoader[str, Session | None] = BatchingLoader(queries.sessions_by_codes)
            self._right_codes = asyncio.Semaphore(JOINS_AT_ONCE)
            self._codes = request_queues.Line(CODES_WAIT, CODES_WAIT_FROM_ONE_ADDRESS)
            self._passwords = request_queues.Line(PASSWORDS_WAIT, PASSWORDS_WAIT_FROM_ONE_ADDRESS)
            self._passwords_of_known = request_queues.Line(PASSWORDS_WAIT, PASSWORDS_WAIT_FOR_ONE_ACCOUNT)
            self._writes = request_queues.Precedence(GIVE_WAY)
            self._early_returns = request_queues.EarlyReturns(EARLY_RETURNS_WAIT, PAUSE, COME_LATER[0])
            self._rendering = asyncio.Lock()
            self._wrong_codes = WrongCodes()

    async def _refusal(self, scope: dict) -> list[dict]:
        """Told to come later, by the page that Django renders once for each language."""
        asked = scope | {"query_string": b""}  # which may be no text at all
        language = translation.get_language_from_request(ASGIRequest(asked, BytesIO()))
        if language not in self._refusals:
            async with self._rendering:
                return self._refusals.get(language) or await self._rendered(scope, language)
        return self._refusals[language]

    async def _rendered(self, scope: dict, language: str) -> list[dict]:
        headers = [(name, value) for name, value in scope["headers"] if name in (b"host", b"x-forwarded-proto")]
        asked = {
            "method": "GET",
            "path": reverse("workshop:front"),
            "query_string": b"",
            "headers": [*headers, (b"accept-language", language.encode())],
            REFUSED: True,
        }

        async def stays() -> dict:
            await asyncio.Event().wait()
            return {}

        answer = await self._answer(scope | asked, request_queues.replayed(b"", stays))
        if answer[0]["status"] == 429:
            self._refusals[language] = answer
        return answer

    async def _answer(self, scope: dict, receive: request_queues.Receive) -> list[dict]:
        answer: list[dict] = []

        async def send(event: dict) -> None:
            answer.append(event)

        await self._application(scope, receive, send)
        return answer


class WrongCodes:
    """How many came in the last seconds; more than COUNTED make no difference."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=COUNTED)

    def wait(self) -> float:
        """Seconds that one more has to wait. Counts it."""
        now = time.monotonic()
        self._moments.append(now)
        return min(MOST, LEAST + STEP * sum(now - moment < WINDOW for moment in self._moments))


def is_refused(request: HttpRequest) -> bool:
    return REFUSED in getattr(request, "scope", {})


def refused(request: HttpRequest) -> HttpResponse:
    page = render(request, "workshop/people/later.html", {"seconds": COME_LATER[0]}, status=429)
    page["Cache-Control"] = "no-store"
    return page


def _holds_code(scope: dict) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD", "POST"):
        return False
    return bool(A_CODE.fullmatch(scope["path"])) or (scope["method"] == "POST" and scope["path"] == _code_form())


def _holds_password(scope: dict) -> bool:
    return scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in _password_forms()


def _typed(scope: dict, body: bytes) -> str:
    """The code in the address or in the form, read as Django's views read it."""
    if named := A_CODE.fullmatch(scope["path"]):
        return named[1]
    return _of_form(scope, body, typed_in_form)


def _typed_account(scope: dict, body: bytes) -> str | None:
    """The account of somebody who signs in; None where a password is changed, which names no account."""
    if scope["path"] != reverse("workshop:sign-in"):
        return None
    return _of_form(scope, body, lambda request: request.POST.get("username", ""))


def _of_form(scope: dict, body: bytes, field: Callable[[HttpRequest], str]) -> str:
    try:
        return field(ASGIRequest(scope, BytesIO(body)))
    except Exception:  # whatever is wrong with the form, Django will say it, and nothing was guessed
        return ""


def typed_in_form(request: HttpRequest) -> str:
    return request.POST.get("code", "")[:40]


def was_there(visitor: Visitor, session: Session) -> bool:
    return visitor.participant_in(session.pk) is not None or visitor.facilitates(session.pk)


@cache
def _code_form() -> str:
    return reverse("workshop:code")


@cache
def _password_forms() -> tuple[str, ...]:
    return reverse("workshop:sign-in"), reverse("workshop:password")
