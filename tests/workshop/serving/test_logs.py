import io
import logging
import logging.config
import re

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.urls import URLPattern, URLResolver, get_resolver
from redis.exceptions import ConnectionError as RedisIsAway

from tests.hands import Browser

SOMEBODY = "6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1"


@pytest.fixture
def log(monkeypatch):
    """What the console's handler writes, filters included, as settings.py makes it."""
    kept = io.StringIO()
    handler = dict(settings.LOGGING["handlers"]["console"]) | {"stream": kept}
    only = {"version": 1, "disable_existing_loggers": False, "filters": settings.LOGGING["filters"]}
    root = logging.getLogger()
    before = root.handlers[:]
    logging.config.dictConfig(
        only | {"handlers": {"console": handler}, "root": {"handlers": ["console"], "level": "INFO"}}
    )
    yield kept
    root.handlers[:] = before


def routes(patterns, before: str = "/"):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def test_every_address_with_a_token_is_hidden_from_the_log():
    secret = tuple(settings.LOGGING["filters"]["secrets"]["beginnings"])
    with_a_token = [route for route in routes(get_resolver().url_patterns) if "token" in route]
    assert len(with_a_token) >= 3
    assert [route for route in with_a_token if not route.startswith(secret)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("beginning", [f"/p/{SOMEBODY}/", "/sign-in/once/1/", f"/wall/{SOMEBODY}/"])
def test_a_refused_personal_link_leaves_no_token_in_the_log(beginning, log):
    stranger = Browser()
    for ending in ("hunter2", "hunter2/", "hunter2/pane/", "hunter2/nothing/"):
        stranger.get(beginning + ending)
        stranger.post(beginning + ending)
    stranger.get("/nowhere/")
    assert "Not Found: /nowhere/" in log.getvalue(), "the same log keeps other refusals"
    assert "hunter2" not in log.getvalue()
    assert SOMEBODY not in log.getvalue()
    assert re.search(r"(Gone|Not Found): /(p|wall|sign-in/once)/…", log.getvalue())


def test_while_redis_is_away_each_thing_is_said_in_one_line_without_its_traceback(log):
    for _second in range(30):
        for name, words in (
            ("channels_redis.pubsub", "Unexpected exception in receive task"),
            ("celery.beat", "Away:\n%s"),
        ):
            try:
                raise RedisIsAway("Error 111 connecting to 127.0.0.1:6379. Connection refused.")
            except RedisIsAway as error:
                logging.getLogger(name).exception(words, *([error] if "%s" in words else []))
    lines = log.getvalue().splitlines()
    assert len(lines) == 2, lines
    assert all(line.endswith("127.0.0.1:6379. Connection refused.") for line in lines)


def test_after_a_minute_it_is_said_again(log, monkeypatch):
    for _minute in range(2):
        logging.getLogger("any").error("Away: %s", RedisIsAway("refused"))
        monkeypatch.setattr("workshop.serving.logs.OncePerOutage.PAUSE", 0.0)
    assert log.getvalue() == "Away: refused\n" * 2


def test_while_postgresql_is_away_the_pages_that_break_are_one_line(log):
    for path in ("/s/1/", "/s/2/"):
        try:
            try:
                raise psycopg.OperationalError("couldn't get a connection after 5.00 sec")
            except psycopg.OperationalError as error:
                raise OperationalError(str(error)) from error
        except OperationalError as error:
            logging.getLogger("django.request").error("%s: %s", "Internal Server Error", path, exc_info=error)
    assert log.getvalue() == "Internal Server Error: /s/1/: couldn't get a connection after 5.00 sec\n"


@pytest.mark.parametrize("error", [KeyError("pillar"), psycopg.errors.DeadlockDetected("deadlock detected")])
def test_any_other_error_is_kept_whole_each_time(error, log):
    for _time in range(2):
        try:
            raise error
        except type(error):
            logging.getLogger("django.request").exception("%s: %s", "Internal Server Error", "/s/1/")
    assert log.getvalue().count("Traceback") == 2
