"""Wrong codes and passwords wait ahead of Django; a right code never waits and is never refused."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError

from tests.actors import Browser, user
from workshop.people import guess_throttling
from workshop.people.guess_throttling import GuessThrottle, WrongCodes
from workshop.sessions import queries
from workshop.sessions import services as sessions
from workshop.web.handler import Pages
from workshop.web.request_threads import Threads

pytestmark = pytest.mark.django_db(transaction=True)

CSRF = "0123456789abcdefghijklmnopqrstuv"
WRONG = "/j/WRNGC2DE/"
LONG = 600.0  # seconds


class Application:
    """Django's pages, and how many requests reached them."""

    def __init__(self) -> None:
        self._pages = Threads(Pages())
        self.asked = self.asked_at_once = self.most_at_once = 0

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        self.asked_at_once += 1
        self.most_at_once = max(self.most_at_once, self.asked_at_once)
        try:
            await self._pages(scope, receive, send)
        finally:
            self.asked_at_once -= 1


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    cookies: list[str] = field(default_factory=list)  # as they go back


class Visit:
    """One request of a browser, which may leave before it is answered."""

    def __init__(
        self, front, path: str, form: dict | None = None, *, address="192.0.2.1", cookies="", language="en", key=CSRF
    ):
        body = urlencode(form).encode() if form is not None else b""
        self._events: asyncio.Queue[dict] = asyncio.Queue()
        self._events.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self._answer = Answer()
        headers = {
            "host": "localhost",
            "cookie": f"csrftoken={CSRF}; {cookies}",
            "accept-language": language,
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
            "x-csrftoken": key,
        }
        scope = {
            "type": "http",
            "method": "GET" if form is None else "POST",
            "path": path,
            "query_string": b"",
            "scheme": "http",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": (address, 1234),
        }
        self._task = asyncio.ensure_future(front(scope, self._events.get, self._send))

    async def _send(self, event: dict) -> None:
        if event["type"] == "http.response.start":
            self._answer.status = event["status"]
            headers = [(name.decode().lower(), value.decode()) for name, value in event["headers"]]
            self._answer.headers = dict(headers)
            self._answer.cookies = [value.partition(";")[0] for name, value in headers if name == "set-cookie"]
        else:
            self._answer.text += event["body"].decode()

    def __await__(self):
        yield from asyncio.wait_for(self._task, 60).__await__()
        return self._answer

    async def leaves(self) -> Answer:
        self._events.put_nowait({"type": "http.disconnect"})
        return await self

    @property
    def is_answered(self) -> bool:
        return self._task.done()


@pytest.fixture
def application() -> Application:
    return Application()


class Front(GuessThrottle):
    """The throttle as an application of its own, as workshop/asgi.py uses it."""

    async def __call__(self, scope, receive, send) -> None:
        if self.throttles(scope):
            await super().__call__(scope, receive, send)
        else:
            async with self.waits_for(scope):
                await self._application(scope, receive, send)


@pytest.fixture
def front(application) -> Front:
    return Front(application)


@pytest.fixture
def endless(monkeypatch) -> None:
    """A wrong code waits longer than any test."""
    monkeypatch.setattr(guess_throttling, "MIN_DELAY", LONG)
    monkeypatch.setattr(guess_throttling, "MAX_DELAY", LONG)


async def until(is_true: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not is_true():
            await asyncio.sleep(0.01)


async def until_waiting(front: Front, count: int) -> None:
    """This many guesses have been looked up, and wait."""
    front._use_running_loop()
    queues = front._codes, front._passwords, front._passwords_of_known
    await until(lambda: sum(queue._waiting.total() for queue in queues) == count)


async def settled() -> None:
    """What might be answered too early has had the time for it."""
    for _ in range(3):
        await sync_to_async(str)()
        await asyncio.sleep(0.05)


def typed_or_scanned(front, code: str, way: str, **more) -> Visit:
    return Visit(front, "/j/", {"code": code}, **more) if way == "typed" else Visit(front, f"/j/{code}/", **more)


WAYS = pytest.mark.parametrize("way", ["typed", "scanned"])


def test_each_wrong_code_waits_longer_than_the_one_before_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(guess_throttling, "WINDOW", LONG)
    wrong = WrongCodes()
    seconds = [wrong.next_delay() for _guess in range(100)]
    assert seconds[0] >= guess_throttling.MIN_DELAY
    assert seconds == sorted(seconds)
    assert seconds[-1] == guess_throttling.MAX_DELAY


@WAYS
async def test_a_wrong_code_has_waited_when_django_says_so(front, application, way, monkeypatch):
    monkeypatch.setattr(guess_throttling, "MIN_DELAY", 0.2)
    begun = time.monotonic()
    answer = await typed_or_scanned(front, "WRNGC2DE", way)
    assert time.monotonic() - begun >= 0.2
    assert application.asked == 1
    assert answer.status == (422 if way == "typed" else 404)
    assert "Check the eight characters" in answer.text


@WAYS
async def test_a_right_code_goes_on_at_once_when_no_place_is_left(front, application, session, way, endless):
    guesses = [Visit(front, WRONG, address=f"192.0.2.{number}") for number in range(guess_throttling.MAX_WAITING_CODES)]
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES)
    assert (await Visit(front, WRONG, address="203.0.113.9")).status == 429
    refused = application.asked
    answer = await typed_or_scanned(front, session.code, way, address="192.0.2.1")
    assert answer.status == (302 if way == "typed" else 200)
    assert application.asked == refused + 1
    assert not any(guess.is_answered for guess in guesses)
    for guess in guesses:
        await guess.leaves()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "go back, check what you typed"), ("ja", "入力した内容を確認して")]
)
async def test_without_a_place_it_is_told_in_words_to_come_later(front, application, endless, language, said):
    guesses = [Visit(front, WRONG, address="192.0.2.1") for _ in range(guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)]
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)
    told = await asyncio.gather(*(Visit(front, WRONG, address="192.0.2.1", language=language) for _ in range(5)))
    for answer in told:
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) in range(10, 21)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert f'lang="{language}"' in answer.text
        assert said in answer.text
    assert application.asked == 1, "rendered once for all who read the language"
    for guess in guesses:
        await guess.leaves()


async def test_one_address_leaves_places_to_others(front, endless):
    guesses = [
        Visit(front, WRONG, address="192.0.2.1") for _ in range(guess_throttling.MAX_WAITING_CODES_PER_ADDRESS + 1)
    ]
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)
    await until(lambda: any(guess.is_answered for guess in guesses))
    assert [guess.is_answered for guess in guesses].count(True) == 1
    other = Visit(front, WRONG, address="192.0.2.2")
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES_PER_ADDRESS + 1)
    assert not other.is_answered
    for guess in [*guesses[:-1], other]:
        await guess.leaves()


async def test_a_client_that_comes_back_too_early_is_told_again_after_a_pause_and_others_at_once(
    front, endless, monkeypatch
):
    monkeypatch.setattr(guess_throttling, "RETRY_DELAY", LONG)
    monkeypatch.setattr(guess_throttling, "MAX_DELAYED_RETRIES", 1)
    guesses = [Visit(front, WRONG) for _ in range(guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)]
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)
    assert (await Visit(front, WRONG)).status == 429
    early = Visit(front, WRONG)
    await until(lambda: front._early_retries._delayed)
    assert not early.is_answered
    assert (await Visit(front, WRONG)).status == 429, "no place is left to wait in"
    others = [Visit(front, WRONG, address="192.0.2.2") for _ in range(guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)]
    await until_waiting(front, 2 * guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)
    assert (await Visit(front, WRONG, address="192.0.2.2")).status == 429
    early._task.cancel()
    for guess in [*guesses, *others]:
        await guess.leaves()


async def test_a_client_that_comes_back_in_time_is_told_again_at_once(front, endless, monkeypatch):
    monkeypatch.setattr(guess_throttling, "RETRY_DELAY", LONG)
    monkeypatch.setattr(guess_throttling, "RETRY_AFTER", (0, 0))
    guesses = [Visit(front, WRONG) for _ in range(guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)]
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)
    assert [(await Visit(front, WRONG)).status for _ in range(3)] == [429] * 3
    assert len(front._early_retries._told) == 1, "those whose time is over are forgotten"
    for guess in guesses:
        await guess.leaves()


class Writing:
    """Django's pages, but what is posted elsewhere is being written until the test says that it is."""

    def __init__(self) -> None:
        self._pages = Threads(Pages())
        self.is_written = asyncio.Event()

    async def __call__(self, scope, receive, send) -> None:
        if scope["path"] == "/talk/":
            await self.is_written.wait()
        await self._pages(scope, receive, send)


@pytest.mark.parametrize("path", ["/j/{code}/", WRONG])
async def test_codes_give_way_to_what_people_write(session, path, monkeypatch):
    monkeypatch.setattr(guess_throttling, "WAIT_FOR_WRITES", LONG)
    front = Front(application := Writing())
    written = [Visit(front, "/talk/", {}) for _ in range(2)]
    front._use_running_loop()
    await until(lambda: front._writes._count == 2)
    asked = Visit(front, path.format(code=session.code))
    await settled()
    await asyncio.sleep(guess_throttling.MIN_DELAY + guess_throttling.DELAY_STEP)
    assert not asked.is_answered
    application.is_written.set()
    assert (await asked).status in (200, 404)
    for one in written:
        await one


async def test_where_somebody_always_writes_right_codes_get_in(session):
    front = Front(application := Writing())
    written = Visit(front, "/talk/", {})
    assert {(await Visit(front, f"/j/{session.code}/")).status for _ in range(3)} == {200}
    application.is_written.set()
    await written


async def test_a_client_that_leaves_frees_its_place_at_once_and_costs_no_page(front, application, endless):
    guesses = [Visit(front, WRONG) for _ in range(guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)]
    await until_waiting(front, guess_throttling.MAX_WAITING_CODES_PER_ADDRESS)
    assert {(await guess.leaves()).status for guess in guesses} == {0}
    again = Visit(front, WRONG)
    await until_waiting(front, 1)
    assert not again.is_answered
    assert application.asked == 0
    await again.leaves()


async def test_wrong_codes_whose_wait_ends_together_are_answered_one_after_the_other(front, application, monkeypatch):
    monkeypatch.setattr(guess_throttling, "DELAY_STEP", 0.0)
    answers = await asyncio.gather(*(Visit(front, WRONG) for _ in range(10)))
    assert {answer.status for answer in answers} == {404}
    assert application.most_at_once == 1


async def test_codes_that_come_together_are_looked_up_together(session, front, endless, monkeypatch):
    asked: list[int] = []

    def sessions_by_codes(typed):
        asked.append(len(typed))
        return original(typed)

    original = queries.sessions_by_codes
    monkeypatch.setattr(queries, "sessions_by_codes", sessions_by_codes)
    guesses = [Visit(front, WRONG) for _ in range(50)]
    await until(lambda: sum(asked) == 50)
    assert len(asked) <= 2
    for guess in guesses:
        await guess.leaves()


def test_many_codes_are_one_query(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.sessions_by_codes([session.code.lower(), "", "WRNGC2DE", "no code at all", session.code])
    assert [one and one.pk for one in found] == [session.pk, None, None, None, session.pk]


async def test_a_right_code_from_another_site_is_refused_as_ever(front, session):
    answer = await Visit(front, "/j/", {"code": session.code}, key="x" * 32)
    assert answer.status == 403


@WAYS
async def test_a_person_who_was_in_a_session_that_is_over_is_led_back_without_waiting(front, day, way, endless):
    await sync_to_async(sessions.finish)(day.session)
    for who in (day.people["Ben"], day.lead):
        mine = await sync_to_async(lambda who=who: Browser(who).cookie_header.decode())()
        answer = await typed_or_scanned(front, day.session.code, way, cookies=mine)
        assert answer.headers["location"] == day.url("workshop:main-room")


@WAYS
async def test_to_a_stranger_the_code_of_a_session_that_is_over_is_as_slow_as_a_wrong_one(front, day, way, endless):
    await sync_to_async(sessions.finish)(day.session)
    stranger = typed_or_scanned(front, day.session.code, way)
    await settled()
    assert not stranger.is_answered
    await stranger.leaves()


async def test_without_the_database_django_is_asked_which_has_words_for_it(front, application, monkeypatch):
    def fails(_typed):
        raise OperationalError

    monkeypatch.setattr(queries, "sessions_by_codes", fails)
    await Visit(front, WRONG)
    assert application.asked == 1


async def test_passwords_are_checked_one_at_a_time_and_the_rest_is_told_to_come_later(front, application):
    wrong = {"username": "nobody@example.com", "password": "wrong"}
    visits = [Visit(front, "/sign-in/", wrong, address=f"192.0.2.{n % 4}") for n in range(20)]
    answers = [await visit for visit in visits]
    statuses = [answer.status for answer in answers]
    assert statuses.count(422) == 4 * guess_throttling.MAX_WAITING_PASSWORDS_PER_ADDRESS
    assert statuses.count(429) == 20 - statuses.count(422)
    assert all("retry-after" in answer.headers for answer in answers if answer.status == 429)
    assert application.most_at_once <= 2  # one checks, one renders the page of those who are to come later


async def test_a_place_in_the_queue_of_passwords_is_free_again_when_its_client_leaves(front, application):
    front._use_running_loop()
    form = {"username": "nobody@example.com", "password": "wrong"}
    async with front._passwords._turn:
        visits = [Visit(front, "/sign-in/", form) for _ in range(guess_throttling.MAX_WAITING_PASSWORDS_PER_ADDRESS)]
        await until_waiting(front, guess_throttling.MAX_WAITING_PASSWORDS_PER_ADDRESS)
        assert (await Visit(front, "/password/", form)).status == 429
        for visit in visits:
            await visit.leaves()
        another = Visit(front, "/sign-in/", form)
        await until_waiting(front, 1)
        assert not another.is_answered
    assert (await another).status == 422


async def test_an_account_fills_the_queue_of_known_browsers_for_nobody_else(front, ana, monkeypatch):
    """Each sign-in in a new browser gives another cookie, so one may have many. All are for the same account."""
    monkeypatch.setattr(
        guess_throttling, "RETRY_DELAY", 0.0
    )  # requests that are still unanswered then are in the queue
    await sync_to_async(user)("Zoe")
    zoes = [await known_after(front, "Zoe") for _ in range(guess_throttling.MAX_WAITING_PASSWORDS)]
    anas = await known_after(front, "Ana")
    assert len({*zoes, anas}) == len(zoes) + 1
    wrong = {"username": "zoe@example.com", "password": "wrong"}
    change = {"old_password": "Ana-keeps-this", "new_password1": "wrong", "new_password2": "wrong"}
    async with front._passwords_of_known._turn:
        guesses = [Visit(front, "/sign-in/", wrong, cookies=one) for one in zoes]
        guesses += [Visit(front, "/password/", change, cookies=one) for one in zoes]
        limit = guess_throttling.MAX_WAITING_PASSWORDS_PER_ACCOUNT
        await until(lambda: sum(guess.is_answered for guess in guesses) == len(guesses) - limit)
        waiting = [guess for guess in guesses if not guess.is_answered]
        signs_in, changes = right("Ana", front, anas), Visit(front, "/password/", change, cookies=anas)
        await until_waiting(front, len(waiting) + 2)
        assert not signs_in.is_answered, "it waits for its turn"
        assert not changes.is_answered
        for guess in waiting:
            await guess.leaves()
    assert (await signs_in).status == 302


async def test_a_known_browser_is_known_for_the_account_that_is_typed(front, ana):
    known = await known_after(front, "Ana")
    async with front._passwords._turn:
        other = right("Zoe", front, known)
        mine = right("Ana", front, known)
        wide = Visit(
            front, "/sign-in/", {"username": "ＡＮＡ@example.com", "password": "Ana-keeps-this"}, cookies=known
        )
        assert [(await mine).status, (await wide).status] == [302, 302]
        assert not other.is_answered
        await other.leaves()


def right(name: str, front, cookies: str = "") -> Visit:
    form = {"username": f"{name.lower()}@example.com", "password": f"{name}-keeps-this"}
    return Visit(front, "/sign-in/", form, cookies=cookies)


async def known_after(front, name: str) -> str:
    """The cookie of a browser that was new before somebody signed in there."""
    answer = await right(name, front)
    assert answer.status == 302
    return next(pair for pair in answer.cookies if pair.startswith(settings.KNOWN_COOKIE_NAME))


@pytest.mark.parametrize("path", [WRONG, "/sign-in/"])
async def test_a_client_that_does_not_read_its_answer_holds_up_nobody(front, path):
    form = {"username": "nobody@example.com", "password": "wrong"} if path == "/sign-in/" else None
    reads = asyncio.Event()

    class Deaf(Visit):
        async def _send(self, event: dict) -> None:
            await reads.wait()
            await super()._send(event)

    deaf = Deaf(front, path, form)
    assert (await Visit(front, path, form)).status in (404, 422)
    assert not deaf.is_answered
    reads.set()
    await deaf


async def test_a_crowd_with_the_right_code_comes_in_few_at_a_time_and_nobody_is_refused(front, application, session):
    visits = [Visit(front, f"/j/{session.code}/") for _ in range(50)]
    assert {(await visit).status for visit in visits} == {200}
    assert application.most_at_once == guess_throttling.CONCURRENT_JOINS
