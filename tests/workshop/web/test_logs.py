import io
import logging
import logging.config
import re
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.urls import URLPattern, URLResolver, get_resolver
from redis.exceptions import ConnectionError as RedisIsAway

from reviews.comments.log_redaction import NotStored, hide_error_messages
from tests.actors import Browser
from workshop.live import link_tokens

SOMEBODY = "6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1"


@pytest.fixture
def log(monkeypatch):
    """What the console's handler writes, filters and format included, as settings.py makes it."""
    kept = io.StringIO()
    handler = dict(settings.LOGGING["handlers"]["console"]) | {"stream": kept}
    parts = {name: settings.LOGGING[name] for name in ("filters", "formatters")}
    only = {"version": 1, "disable_existing_loggers": False} | parts
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


KEYS = ("token", "code")  # what a route calls the part that lets somebody in
WITH_A_KEY = [route for route in routes(get_resolver().url_patterns) if any(f":{key}>" in route for key in KEYS)]
WRITTEN = {
    "as the router knows it": "{}",
    "twice the slash": "/{}",
    "three slashes": "//{}",
    "in capitals": "{upper}",
    "a letter encoded": "{encoded}",
    "the slashes encoded": "{slashes}",
    "encoded twice": "{twice}",
    "after a dot": "/.{}",
    "after a word": "/s/..{}",
    "with backslashes": "{back}",
    "with a host": "https://workshop.example.com{}",
    "in quotes": 'what came from "{}"',
    "without its first slash": "{bare}",
}


def variant(how: str, path: str) -> str:
    first, rest = path[1], path[2:]
    return WRITTEN[how].format(
        path,
        upper=path.replace("hunter2", "HUNTER2").upper().replace("HUNTER2", "hunter2"),
        encoded=f"/%{ord(first):02x}{rest}",
        slashes=path.replace("/", "%2F"),
        twice=f"/%25{ord(first):02X}{rest}",
        back=path.replace("/", "\\"),
        bare=path[1:],
    )


@pytest.mark.parametrize(
    "mistyped", ["/wall /{}/", "/p./{}/", "/sign_in/once/1/{}/", "/once/1/{}/", "/{}", "/?next=/{}.", "({})"]
)
@pytest.mark.parametrize("spelled", [str, str.upper, lambda token: f"%{ord(token[0]):02x}{token[1:]}"])
def test_a_token_is_left_out_wherever_it_stands(mistyped, spelled, log):
    token = link_tokens.token("seat", 1)
    logging.getLogger("any").warning("Not Found: %s", mistyped.format(spelled(token)))
    assert token[1:] not in log.getvalue().lower()


def test_other_digests_are_said(log):
    logging.getLogger("any").warning("%s %s", "a1" * 32, "a1" * 6)
    assert f"{'a1' * 32} {'a1' * 6}" in log.getvalue()


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("route", WITH_A_KEY)
def test_whatever_is_said_of_an_address_with_a_key_the_key_is_left_out(route, how, log):
    """In what is said, in its arguments, in an exception and in its traceback, with whatever route knows a token or a code."""
    path = variant(how, re.sub(r"<\w+:\w+>", "hunter2", route))
    speaks = logging.getLogger("any")
    speaks.warning(f"Gone: {path}")
    speaks.warning("%s: %s", "Gone", path)
    speaks.warning("%(path)s is gone", {"path": path})
    speaks.warning("Gone: %s", ValueError(path))
    try:
        raise LookupError(path)
    except LookupError:
        speaks.exception("Broken")
    assert "hunter2" not in log.getvalue()
    assert len(re.findall(r"/(p|j|screen|wall|sign-in/once)/…", log.getvalue())) >= 5


@pytest.mark.parametrize(
    "said", ["Not Found: /s/x/tables/", "Gone: /sessions/", "HTTP/1.1 is old", "/wallpaper/p.png", "a map/p"]
)
def test_all_else_is_said_as_it_is(said, log):
    logging.getLogger("any").warning(said)
    assert log.getvalue() == f"{said}\n"


@pytest.mark.django_db
@pytest.mark.parametrize("beginning", [f"/p/{SOMEBODY}/", "/sign-in/once/1/", f"/screen/{SOMEBODY}/", "/j/"])
def test_a_refused_personal_link_leaves_no_token_in_the_log(beginning, log, monkeypatch):
    monkeypatch.setattr("workshop.people.guess_throttling.MIN_DELAY", 0.0)
    monkeypatch.setattr("workshop.people.guess_throttling.DELAY_STEP", 0.0)
    stranger = Browser()
    for ending in ("hunter2", "hunter2/", "hunter2/pane/", "hunter2/nothing/"):
        for path in (beginning + ending, (beginning + ending).upper().replace("HUNTER2", "hunter2")):
            stranger.get(path)
            stranger.post(path)
    stranger.get("/nowhere/")
    assert "Not Found: /nowhere/" in log.getvalue(), "the same log keeps other refusals"
    assert "hunter2" not in log.getvalue()
    assert SOMEBODY not in log.getvalue().lower()
    assert re.search(r"(Gone|Not Found): /(p|screen|sign-in/once|j)/…", log.getvalue())


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


def test_what_the_hub_could_not_do_in_time_is_said_once_and_its_faults_are_kept_whole(log):
    hub = logging.getLogger("workshop.live.hub")
    for _time in range(2):
        hub.warning("The hub could not finish %s in time", "send")
        try:
            raise KeyError("pillar")
        except KeyError as error:
            hub.error("The hub could not finish %s", "send", exc_info=error)
    assert log.getvalue().count("in time") == 1
    assert log.getvalue().count("Traceback") == 2


def test_after_a_minute_it_is_said_again(log, monkeypatch):
    for _minute in range(2):
        logging.getLogger("any").error("Away: %s", RedisIsAway("refused"))
        monkeypatch.setattr("workshop.web.logs.OncePerOutage.PAUSE", 0.0)
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


def test_while_postgresql_is_away_a_comment_that_is_not_stored_is_one_line(log):
    @hide_error_messages
    def receive() -> None:
        try:
            raise psycopg.OperationalError("the server closed the connection: Kim promised ninety-nine nines")
        except psycopg.OperationalError as error:
            raise OperationalError(str(error)) from error

    for _time in range(2):
        with pytest.raises(NotStored):
            receive()
    assert log.getvalue() == "Comments: receive failed: OperationalError\n"


@pytest.mark.parametrize("error", [KeyError("pillar"), psycopg.errors.DeadlockDetected("deadlock detected")])
def test_any_other_error_is_kept_whole_each_time(error, log):
    for _time in range(2):
        try:
            raise error
        except type(error):
            logging.getLogger("django.request").exception("%s: %s", "Internal Server Error", "/s/1/")
    assert log.getvalue().count("Traceback") == 2


LONG = ("/", "\\", "%2f", "%252F", "25", "%25", "p/", "sign-in/", "/sign-in", "%70", "/%25", "x")


def test_no_address_is_so_long_that_the_process_does_nothing_but_look_for_keys_in_it():
    """A pattern is looked for by a thread that lets no other one run: each address of 60,000 letters is read once."""
    code = """
import logging, sys
from workshop.web.logs import WithoutKeys
from workshop import settings
words = settings.LOGGING["formatters"]["console"]["addresses"]
for piece in sys.argv[1:]:
    asked = "/" + (piece * 60_000)[:60_000]
    WithoutKeys(words).format(logging.makeLogRecord({"msg": "Not Found: %s", "args": (asked,)}))
"""
    subprocess.run([sys.executable, "-c", code, *LONG], cwd=settings.BASE_DIR, check=True, timeout=60)
