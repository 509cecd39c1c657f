"""Comments leave no trace in logs, the broker, frames or the files of the database."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from pathlib import Path
from pkgutil import resolve_name

import pytest
import redis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse

from reviews.comments import tasks
from reviews.comments.log_redaction import WithoutAddress
from reviews.comments.models import Comment
from reviews.comments.services import inbox, moderation
from tests.actors import Browser, make_session, user
from tests.reviews.comments.composer import Nobody, batch_moves, hash_of, moment_comes, waiting_of
from tests.sockets import PATIENCE, subscribed
from workshop.live import notifier
from workshop.live.models import Room
from workshop.sessions import links

WORDS = "Kim promised the board ninety-nine nines"
COMPANY = "Nobody here has ever restored a backup"


@pytest.fixture
def nobody() -> Nobody:
    return Nobody()


@pytest.fixture
def everything_logged(caplog):
    """The output of every logger at its lowest level, including that of the database."""
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request", "celery", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield caplog
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def test_a_comments_whole_life_leaves_no_word_in_any_log(session, nobody, everything_logged):
    for text in (WORDS, WORDS + " " + "a" * 300, WORDS + "\x00"):
        nobody.posts(session, text)
    nobody.posts(session, WORDS, **{"pass": "0" * 40})
    nobody.posts(session, WORDS, origin="http://elsewhere.example")
    nobody.posts(session, WORDS, hash="a" * 63)
    nobody.posts_raw(session, json.dumps({"text": WORDS}).encode()[:-3])
    nobody.posts(session, COMPANY)
    batch_moves(session)
    comment = Comment.objects.get(text=WORDS)
    moderation.discuss(session, comment.pk)
    moderation.answer(session, comment.pk, answer="We talked about it.")
    nobody.asks_after(session, comment.hash)
    logged = everything_logged.text + repr([record.__dict__.get("args") for record in everything_logged.records])
    assert "promised the board" not in logged
    assert comment.hash not in logged


# Where a frame is in hand that shows a comment: each fails with an error that quotes the frame.
IN_HAND = {
    "the change is committed": "workshop.live.hub.deliver_locally",
    "it is sent to the other processes": "workshop.live.notifier._send",
    "this process delivers it": "workshop.live.hub.Subscription.receive",
    "it is encoded": "workshop.live.subscription.Frame",
    "it is written to a socket": "workshop.live.delivery.AsgiDelivery.write",
    "a message of another process is read": "workshop.live.hub.Hub._dispatch",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", IN_HAND)
async def test_an_error_while_a_comment_is_told_leaves_its_traceback_and_no_word(
    where, session, nobody, ana, everything_logged, monkeypatch
):
    [comment, _other] = await sync_to_async(waiting_of)(session, nobody, WORDS, COMPANY)
    screen = await sync_to_async(Room.objects.screen_of)(session.pk)
    does = resolve_name(IN_HAND[where])

    def quotes_what_it_gets(*given):
        quoted = [getattr(each, "payload", each) for each in given]
        if "promised the board" not in repr(quoted):
            return does(*given)
        try:
            raise ValueError(*quoted)
        except ValueError as error:
            raise LookupError(repr(quoted)) from error

    monkeypatch.setattr(IN_HAND[where], quotes_what_it_gets)
    async with subscribed(await sync_to_async(Browser)(ana), screen):
        await sync_to_async(moderation.show)(session, comment.pk)
        async with asyncio.timeout(PATIENCE):
            while "LookupError" not in everything_logged.text:
                await asyncio.sleep(0.01)
    assert "Traceback" in everything_logged.text
    assert "quotes_what_it_gets" in everything_logged.text
    logged = everything_logged.text + repr([record.__dict__.get("args") for record in everything_logged.records])
    assert "promised" not in logged
    assert "ninety-nine" not in logged


@pytest.mark.parametrize(
    "path",
    [
        "/c/6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1/",
        "/c/anything",
        "//c/any/",
        "/C/any/",
        "/%63/any/",
        "/c%2Fany/",
        "/./c/any/",
    ],
)
def test_not_even_a_refusal_at_the_address_is_logged(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden: %s", (path,), None)
    record.request = RequestFactory().post("/")
    record.request.path_info = path
    assert not WithoutAddress().filter(record)


def test_what_is_logged_of_other_addresses_stays():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/s/",), None)
    assert WithoutAddress().filter(record)
    record.request = RequestFactory().get("/s/")
    assert WithoutAddress().filter(record)


def test_the_broker_carries_a_notification_without_a_word():
    assert not inspect.signature(tasks.move_inboxes.run).parameters
    (entry,) = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == tasks.move_inboxes.name]
    assert not {"args", "kwargs"} & set(entry)


def test_what_is_posted_shown_and_read_is_stored_nowhere_in_redis(session, nobody, ana):
    if not settings.REDIS_URL:
        pytest.skip("needs Valkey or Redis")
    for comment in waiting_of(session, nobody, WORDS, COMPANY):
        moderation.show(session, comment.pk)
    assert WORDS in Browser(ana).get(reverse("reviews:queue", kwargs={"session": session.pk})).text
    assert WORDS in Browser(ana).get(reverse("reviews:comments", kwargs={"session": session.pk})).text
    store = redis.from_url(settings.REDIS_URL)
    store.set("control", WORDS)
    try:
        assert [key for key, value in texts_in_redis() if WORDS.encode() in value] == [b"control"]
    finally:
        store.delete("control")


def texts_in_redis() -> list[tuple[bytes, bytes]]:
    """Every value that Redis stores."""
    store = redis.from_url(settings.REDIS_URL)
    return [(key, store.get(key) if store.type(key) == b"string" else store.dump(key)) for key in store.scan_iter("*")]


@pytest.fixture
def at_the_broker():
    """Every command that Redis gets from any connection, as `MONITOR` shows it.

    Tests that run beside this one have a database of their own (`tests/own_redis.py`).
    """
    if not settings.REDIS_URL:
        pytest.skip("needs Valkey or Redis")
    store = redis.from_url(settings.REDIS_URL)
    database = store.get_connection_kwargs().get("db", 0)
    with store.monitor() as monitor:

        def since_then() -> list[str]:
            heard: list[str] = []
            assert notifier.wait_until_sent(60)
            store.echo("so far")
            while not heard or heard[-1] != "ECHO so far":
                command = monitor.next_command()
                if command["db"] == database:
                    heard.append(command["command"])
            return heard

        yield since_then


@pytest.mark.django_db(transaction=True)
def test_the_broker_hears_nothing_when_a_comment_is_taken(session, nobody, at_the_broker):
    """Redis may append its commands to a file, where each has a time or is next to one that has."""
    assert nobody.posts(session, WORDS).status_code == 202
    assert nobody.posts(session, WORDS).status_code == 202
    assert nobody.posts(session, COMPANY, hash=hash_of(WORDS)).status_code == 409
    assert nobody.asks_after(session, hash_of(WORDS)).status_code == 200
    of_connecting = ("HELLO", "CLIENT", "SELECT", "ECHO")
    assert [command for command in at_the_broker() if command.split()[0] not in of_connecting] == []


@pytest.mark.django_db(transaction=True)
def test_the_broker_passes_the_words_of_shown_comments_and_no_others(discussion, nobody, ana, bens, at_the_broker):
    """The queue, the panes, the screen and the tasks are all used during the test."""
    session = discussion.session
    shown, declined = waiting_of(session, nobody, WORDS, COMPANY)
    nobody.posts(session, "It waits in the inbox")
    desk, token = Browser(ana), links.screen_token(session)
    pages = [
        discussion.url(name) for name in ("workshop:main-room", "reviews:comments", "reviews:stage", "reviews:coming")
    ]

    def everyone_reads() -> None:
        tasks.move_inboxes.delay()
        assert WORDS in desk.get(discussion.url("reviews:queue")).text
        for page in pages:
            assert bens.get(page).status_code == 200
        assert Browser().get(discussion.url("reviews:screen-pane", token=token)).status_code == 200

    everyone_reads()
    moderation.decline(session, declined.pk, reason="It names a person")
    everyone_reads()
    before = at_the_broker()
    assert [command for command in before if command.startswith("PUBLISH")], "rooms are told there"
    assert said_of(before, "promised the board", "restored a backup", "waits in the inbox", "names a person") == []

    moderation.show(session, shown.pk)
    moderation.discuss(session, shown.pk)
    moderation.answer(session, shown.pk, answer="We talked about it")
    everyone_reads()
    after = at_the_broker()
    assert {command.split()[0] for command in said_of(after, "promised the board", "We talked")} == {"PUBLISH"}
    assert said_of(after, "restored a backup", "waits in the inbox", "names a person") == []

    moderation.decline(session, shown.pk, reason="On second thoughts")
    everyone_reads()
    assert said_of(at_the_broker(), "promised the board", "On second thoughts") == [], (
        "what is taken back is not repeated"
    )


def said_of(commands: list[str], *words: str) -> list[str]:
    return [command for command in commands if any(each in command for each in words)]


def test_until_it_is_shown_no_frame_to_any_room_holds_its_words(
    session, nobody, monkeypatch, django_capture_on_commit_callbacks
):
    frames = []
    monkeypatch.setattr("workshop.live.notifier.notify_room", lambda *frame: frames.append(str(frame)))
    with django_capture_on_commit_callbacks(execute=True):
        first, second = waiting_of(session, nobody, WORDS, COMPANY)
        moderation.decline(session, first.pk, reason="It names a person.")
    assert frames
    assert not [frame for frame in frames if "promised" in frame or "backup" in frame or "names a person" in frame]
    with django_capture_on_commit_callbacks(execute=True):
        moderation.show(session, second.pk)
    assert [frame for frame in frames if "backup" in frame], "the same search finds what is shown"


def test_no_participant_reads_a_declined_comment_or_its_reason(session, nobody, bens):
    first, _second = waiting_of(session, nobody, WORDS, COMPANY)
    moderation.decline(session, first.pk, reason="It names a person.")
    for name in ("comments", "comment-pass", "promise"):
        page = bens.get(reverse(f"reviews:{name}", kwargs={"session": session.pk})).text
        assert "promised the board" not in page
        assert "It names a person." not in page
        assert first.hash not in page


def test_nothing_of_a_request_distinguishes_two_people_of_a_session(day, nobody):
    """Ben's and Chi's composers send the same except for their texts: the same pass from the same pane."""
    passes = set()
    for name in ("Ben", "Chi"):
        page = Browser(day.people[name]).get(reverse("reviews:comment-pass", kwargs={"session": day.session.pk})).text
        passes.add(page.split('data-comment-pass="')[1].split('"')[0])
    assert len(passes) == 1
    assert nobody.posts(day.session, WORDS, **{"pass": passes.pop()}).status_code == 202


# ── the files of SQLite, in which a test's transaction would not be visible ──


@pytest.fixture
def files(transactional_db):
    """The bytes of the database file and of its write-ahead log."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "memory" in name:
        pytest.skip("files of SQLite")

    def read() -> tuple[bytes, bytes]:
        record = Path(f"{name}-wal")
        return Path(name).read_bytes(), record.read_bytes() if record.exists() else b""

    return read


@pytest.fixture
def silent(monkeypatch):
    monkeypatch.setattr("workshop.live.notifier.notify_room", lambda *_frame: None)


def test_after_the_batch_the_files_hold_one_copy_of_the_words_and_an_empty_log(files, silent):
    session = make_session(user("Ana"))
    nobody = Nobody()
    nobody.posts(session, WORDS)
    nobody.posts(session, COMPANY)
    assert WORDS.encode() in b"".join(files()), "the same search finds it in the inbox"
    inbox.move_due()
    moment_comes(session)
    inbox.move_due()
    table, record = files()
    assert record == b""
    assert table.count(WORDS.encode()) == 1
    # The hash is in the row and in its unique index; the row and index of the inbox are overwritten.
    assert table.count(hash_of(WORDS).encode()) == 2
