"""Makes guesses of join codes and passwords wait ahead of Django, where waiting takes neither a thread nor a connection.

A join code is looked up first, in one query with all other codes that arrive at that time. A right code is let through whatever
others guess, a few at a time, so that a crowd does not take the connections of people who write. A wrong code is delayed before
Django answers it, longer the more wrong codes arrived in the last seconds.

A password waits for its turn: each process checks one at a time, because a check takes half a second of processor time.
Passwords for an account from browsers in which somebody has signed in to it before have a queue of their own.

The number of waiting guesses is limited, in total and for each address. Further ones are told at once to retry later, by a page
that is rendered once for each language. An address that retries too early is answered only after a delay. The delays protect
the server; a code is protected by the number of possible codes, 32^8.

All of them, right codes as well, wait for posts that are being answered.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
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
from workshop.live.request_queues import SerialQueue
from workshop.live.visitors import visitors
from workshop.people.visitors import Visitor
from workshop.sessions import codes, queries
from workshop.sessions.models import Session

MAX_WAITING_CODES, MAX_WAITING_CODES_PER_ADDRESS = 40, 20  # in each process
MAX_WAITING_PASSWORDS, MAX_WAITING_PASSWORDS_PER_ADDRESS = 20, 3
MAX_WAITING_PASSWORDS_PER_ACCOUNT = 3  # from browsers in which somebody has signed in to it before
WINDOW = 10.0  # seconds in which wrong codes are counted
MIN_DELAY, MAX_DELAY = 0.3, 3.0  # seconds, of a wrong code
DELAY_STEP, MAX_COUNTED = 0.05, 60
RETRY_AFTER = 10, 20  # seconds, from and to, so that clients that were refused together do not return together
MAX_DELAYED_RETRIES, RETRY_DELAY = 2_000, 3.0  # requests in each process; seconds
CONCURRENT_JOINS = 2  # in each process: the others wait without taking a connection from people who write
WAIT_FOR_WRITES = 0.1  # seconds at most, since somebody may be writing all the time
REFUSED = "hashira.guess_refused"  # a key of the ASGI scope, which no client can set

CODE_PATH = re.compile(r"/j/([^/]+)/")


class GuessThrottle:
    """Makes requests with a join code or a password wait before `application` answers them."""

    def __init__(self, application) -> None:
        self._application = application
        self._refusals: dict[str, list[dict]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def throttles(self, scope: dict) -> bool:
        """Whether the request has a join code or a password."""
        return _has_code(scope) or _has_password(scope)

    def waits_for(self, scope: dict) -> AbstractAsyncContextManager:
        """While any other request is answered: guesses wait for it if it is a post."""
        self._use_running_loop()
        return self._writes if scope["method"] == "POST" else nullcontext()

    async def __call__(self, scope: dict, receive, send) -> None:
        self._use_running_loop()
        has_code = _has_code(scope)
        try:
            body = await request_queues.read_body(receive)
            if has_code and await self._is_right_code(scope, body):
                turn: AbstractAsyncContextManager = self._right_codes
            elif has_code:
                address = client_addresses.of_scope(scope)
                turn = self._codes.turn(address, receive, delay=self._wrong_codes.next_delay())
            elif account := known_browsers.account_of_scope(scope, _typed_account(scope, body)):
                turn = self._passwords_of_known.turn(account, receive)
            else:
                turn = self._passwords.turn(client_addresses.of_scope(scope), receive)
            async with turn:
                await self._writes.wait_until_none(at_most=WAIT_FOR_WRITES)
                answer = await self._answer(scope, request_queues.replayed(body, receive))
        except request_queues.ClientDisconnected:
            return
        except request_queues.QueueFull:
            await self._early_retries.wait(client_addresses.of_scope(scope))
            start, *rest = await self._refusal(scope)
            seconds = str(random.randint(*RETRY_AFTER)).encode()
            answer = [start | {"headers": [*start["headers"], (b"retry-after", seconds)]}, *rest]
        for event in answer:  # after the turn, since a client may read slowly or not at all
            await send(event)

    async def _is_right_code(self, scope: dict, body: bytes) -> bool:
        """Whether the code opens a session, or is that of an ended session in which this visitor took part."""
        try:
            session = await self._sessions.load(_typed_code(scope, body))
            if session is None or not session.is_over:
                return session is not None
            return await alone(took_part, await visitors().from_scope(scope), session)
        except DatabaseError:  # Django meets the same error, and has a page for it
            return True

    def _use_running_loop(self) -> None:
        """Locks belong to an event loop. A process has one loop, and tests have many."""
        if self._loop is not asyncio.get_running_loop():
            self._loop = asyncio.get_running_loop()
            self._sessions: BatchingLoader[str, Session | None] = BatchingLoader(queries.sessions_by_codes)
            self._right_codes = asyncio.Semaphore(CONCURRENT_JOINS)
            self._codes = SerialQueue(MAX_WAITING_CODES, MAX_WAITING_CODES_PER_ADDRESS)
            self._passwords = SerialQueue(MAX_WAITING_PASSWORDS, MAX_WAITING_PASSWORDS_PER_ADDRESS)
            self._passwords_of_known = SerialQueue(MAX_WAITING_PASSWORDS, MAX_WAITING_PASSWORDS_PER_ACCOUNT)
            self._writes = request_queues.RequestsInProgress()
            self._early_retries = request_queues.EarlyRetryDelay(
                MAX_DELAYED_RETRIES, delay=RETRY_DELAY, retry_after=RETRY_AFTER[0]
            )
            self._rendering = asyncio.Lock()
            self._wrong_codes = WrongCodes()

    async def _refusal(self, scope: dict) -> list[dict]:
        """The page that asks to retry later, which Django renders once for each language."""
        asked = scope | {"query_string": b""}  # it may contain bytes that are not text
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

        async def receive_nothing() -> dict:
            await asyncio.Event().wait()
            return {}

        answer = await self._answer(scope | asked, request_queues.replayed(b"", receive_nothing))
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
    """Counts the wrong codes of the last seconds, up to MAX_COUNTED."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=MAX_COUNTED)

    def next_delay(self) -> float:
        """Count one more wrong code. Returns its delay in seconds."""
        now = time.monotonic()
        self._moments.append(now)
        return min(MAX_DELAY, MIN_DELAY + DELAY_STEP * sum(now - moment < WINDOW for moment in self._moments))


def is_refused(request: HttpRequest) -> bool:
    return REFUSED in getattr(request, "scope", {})


def refused(request: HttpRequest) -> HttpResponse:
    page = render(request, "workshop/people/later.html", {"seconds": RETRY_AFTER[0]}, status=429)
    page["Cache-Control"] = "no-store"
    return page


def _has_code(scope: dict) -> bool:
    if scope["method"] not in ("GET", "HEAD", "POST"):
        return False
    return bool(CODE_PATH.fullmatch(scope["path"])) or (scope["method"] == "POST" and scope["path"] == _code_form())


def _has_password(scope: dict) -> bool:
    return scope["method"] == "POST" and scope["path"] in _password_forms()


def _typed_code(scope: dict, body: bytes) -> str:
    """The code in the path or in the form, as Django's views read it."""
    if named := CODE_PATH.fullmatch(scope["path"]):
        return named[1]
    return _field_of_form(scope, body, code_in_form)


def _typed_account(scope: dict, body: bytes) -> str | None:
    """The account of a sign-in form. The form that changes a password has no field for it, and gives None."""
    if scope["path"] != reverse("workshop:sign-in"):
        return None
    return _field_of_form(scope, body, lambda request: request.POST.get("username", ""))


def _field_of_form(scope: dict, body: bytes, field: Callable[[HttpRequest], str]) -> str:
    try:
        return field(ASGIRequest(scope, BytesIO(body)))
    except Exception:  # Django reports what is wrong with the form, and no code can be read from it
        return ""


def code_in_form(request: HttpRequest) -> str:
    return request.POST.get("code", "")[: codes.LONGEST]


def took_part(visitor: Visitor, session: Session) -> bool:
    return visitor.participant_in(session.pk) is not None or visitor.facilitates(session.pk)


@cache
def _code_form() -> str:
    return reverse("workshop:code")


@cache
def _password_forms() -> tuple[str, ...]:
    return reverse("workshop:sign-in"), reverse("workshop:password")
