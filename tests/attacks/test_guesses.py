"""Guesses of codes and of passwords, many at a time, beside people who join, sign in and talk. A real server and real sockets."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from tests.actors import Browser
from tests.web import serving
from workshop import asgi
from workshop import settings as product
from workshop.people import guess_throttling

pytestmark = pytest.mark.django_db(transaction=True)

CSRF = "0123456789abcdefghijklmnopqrstuv"
WAITING = 60  # guesses of each kind at a time
JOINING, POSTS = 40, 12
LONG = 60  # seconds, at most


@pytest.fixture
def server(settings, ana) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.BEHIND_PROXY = True  # so that each guess can have an address of its own
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    ana.set_password("Ana-keeps-this")
    ana.save()
    with serving() as address:
        yield address


def busy_threads() -> int:
    """The threads that are busy with a request."""
    return asgi.pages.held


def held_connections() -> int:
    """The connections in use: of PostgreSQL's pool, or one for each thread on SQLite."""
    if connection.vendor != "postgresql" or not (pool := connection.pool):
        return 0
    stats = pool.get_stats()
    return stats.get("pool_size", 0) - stats.get("pool_available", 0) + stats.get("requests_waiting", 0)


async def until(is_true: Callable[[], object]) -> None:
    async with asyncio.timeout(LONG):
        while not is_true():
            await asyncio.sleep(0.05)


def unanswered(guesses: list[asyncio.Task]) -> int:
    return sum(not guess.done() for guess in guesses)


def browser(server: str, address: str = "192.0.2.1", cookies: str = "language=en") -> httpx.AsyncClient:
    """A client with these cookies and a CSRF token. It does not store cookies that the server sets."""
    headers = {
        "X-Client-Address": address,
        "Accept-Language": "en",
        "X-CSRFToken": CSRF,
        "Cookie": f"{cookies}; csrftoken={CSRF}",
    }
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(base_url=server, timeout=LONG, limits=limits, headers=headers)


@asynccontextmanager
async def waiting_guesses(server: str, guess) -> AsyncIterator[list[asyncio.Task]]:
    """This many waiting guesses, each from an address of its own. Their clients disconnect at the end."""
    async with browser(server) as client:
        tasks = [asyncio.create_task(guess(client, number)) for number in range(WAITING)]
        try:
            yield tasks
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def guess_code(client: httpx.AsyncClient, number: int) -> httpx.Response:
    where = {"X-Client-Address": f"198.51.100.{number % 250}"}
    if number % 2:
        return await client.get(f"/j/WRNG{number % 7 + 2}{number // 100 % 10 or 2}AB/", headers=where)
    return await client.post("/j/", data={"code": "WRNGWRNG"}, headers=where)


async def guess_password(client: httpx.AsyncClient, number: int) -> httpx.Response:
    where = {"X-Client-Address": f"198.51.100.{number % 250}"}
    form = {"username": "ana@example.com", "password": f"guess {number}"}
    return await client.post("/sign-in/", data=form, headers=where)


async def test_a_request_that_waits_for_a_wrong_code_holds_no_thread_and_no_connection(day, server, monkeypatch):
    monkeypatch.setattr("workshop.people.guess_throttling.MIN_DELAY", 10.0 * LONG)
    monkeypatch.setattr("workshop.people.guess_throttling.MAX_DELAY", 10.0 * LONG)
    before = held_connections()
    async with waiting_guesses(server, guess_code) as guesses, browser(server) as newcomer:
        await until(
            lambda: unanswered(guesses) <= guess_throttling.MAX_WAITING_CODES and held_connections() <= before
        )  # all of them have been looked up
        assert busy_threads() == 0
        assert unanswered(guesses) == guess_throttling.MAX_WAITING_CODES
        assert {guess.result().status_code for guess in guesses if guess.done()} == {429}
        answer = await newcomer.post(f"/j/{day.session.code}/", data={"name": "Hal", "company": "Alone"})
        assert answer.status_code == 302


async def test_a_request_that_waits_for_a_password_check_holds_no_thread_and_no_connection(day, server):
    before = held_connections()
    async with waiting_guesses(server, guess_password) as guesses:
        await until(lambda: unanswered(guesses) <= guess_throttling.MAX_WAITING_PASSWORDS)
        assert busy_threads() <= 1
        assert held_connections() <= before + 1  # only looking up the account needs one
        async with browser(server, "203.0.113.7") as newcomer:
            answer = await newcomer.post(f"/j/{day.session.code}/", data={"name": "Hal", "company": "Alone"})
        assert answer.status_code == 302
        told = {guess.result().status_code for guess in guesses if guess.done()}
        assert told <= {422, 429}


async def test_a_person_who_signed_in_before_gets_in_while_others_at_the_same_address_guess(server):
    """Everyone in a room has the same address, and three guesses fill the queue of that address."""
    right = {"username": "ana@example.com", "password": "Ana-keeps-this"}
    async with browser(server) as client, browser(server, cookies="theirs=1") as stranger:
        known = (await client.post("/sign-in/", data=right)).cookies[settings.KNOWN_COOKIE_NAME]
        stop, told = asyncio.Event(), Counter()

        async def guesses() -> None:
            while not stop.is_set():
                form = {"username": f"{uuid4()}@example.com", "password": "guess"}
                told[(await stranger.post("/sign-in/", data=form)).status_code] += 1

        attack = [asyncio.create_task(guesses()) for _ in range(guess_throttling.MAX_WAITING_PASSWORDS_PER_ADDRESS + 1)]
        try:
            async with asyncio.timeout(LONG), browser(server, cookies=f"{settings.KNOWN_COOKIE_NAME}={known}") as ana:
                await until(lambda: told[429])
                assert (await ana.post("/sign-in/", data=right)).status_code == 302
        finally:
            stop.set()
            await asyncio.gather(*attack)


async def test_nobody_is_refused_a_membership_and_no_post_is_lost_while_others_guess(discussion, server):
    """Right codes, a right password from elsewhere and a talking table, beside all the guesses a few clients can make."""
    code = discussion.session.code
    seen: Counter[str] = Counter()
    most = Counter(threads=0)
    stop, few = asyncio.Event(), asyncio.Semaphore(5)

    async def guesses(guess, number: int) -> None:
        async with browser(server) as client:
            while not stop.is_set():
                with suppress(httpx.TransportError):
                    seen[f"{guess.__name__} {(await guess(client, number)).status_code}"] += 1

    async def watches() -> None:
        while not stop.is_set():
            most["threads"] = max(most["threads"], busy_threads())
            await asyncio.sleep(0.05)

    async def joins(number: int) -> None:
        async with few, browser(server, f"203.0.113.{number}") as newcomer:
            page = await newcomer.get(f"/j/{code.lower()}/", follow_redirects=True)
            taken = await newcomer.post(f"/j/{code}/", data={"name": f"Hal {number}", "company": "Alone"})
            seen[f"joined {page.status_code} {taken.status_code}"] += 1

    async def talks() -> None:
        group = await sync_to_async(discussion.group_of)("Ben")
        table = discussion.url("reviews:table", group=group.pk)
        cookie = Browser(discussion.people["Ben"]).cookie_header.decode()
        async with browser(server, "203.0.113.200", cookie) as client:
            for number in range(POSTS):
                point = {"client_id": str(uuid4()), "text": f"Point {number}"}
                said = await client.post(f"{table}entries/", data=point)
                seen[f"talked {said.status_code}"] += 1
                await asyncio.sleep(1.1)

    async def signs_in() -> None:
        async with browser(server, "203.0.113.201") as ana:
            right = {"username": "ana@example.com", "password": "Ana-keeps-this"}
            signed = await ana.post("/sign-in/", data=right)
            seen[f"signed in {signed.status_code}"] += 1

    attack = [asyncio.create_task(guesses(guess_code, number)) for number in range(WAITING)]
    attack += [asyncio.create_task(guesses(guess_password, number % 3)) for number in range(WAITING)]
    attack.append(asyncio.create_task(watches()))
    await until(lambda: {what.split()[0] for what in seen} == {"guess_code", "guess_password"})
    async with asyncio.timeout(5 * LONG):
        await asyncio.gather(talks(), signs_in(), *(joins(number) for number in range(JOINING)))
    stop.set()
    await asyncio.gather(*attack)
    print(seen, most)
    told = {re.sub(r".* (?=\d+$)", "", what) for what in seen}
    assert seen["joined 200 302"] == JOINING, seen
    assert seen["signed in 302"] == 1, seen
    assert sum(count for what, count in seen.items() if what.startswith("talked 2")) == POSTS, seen
    assert not [status for status in told if int(status) >= 500], seen
    assert most["threads"] < WAITING // 2, most
