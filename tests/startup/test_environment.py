"""What the environment says is understood, or refused with a sentence that names the variable and what to write."""

import ast
import os
import re
import sqlite3
import subprocess
import sys
from itertools import pairwise

import pytest

from tests.house.sources import ROOT, trees
from workshop import env

TOLD_BY_SERVE = {"HASHIRA_SERVED"}  # to its children; nobody writes it
SECRET = "a-key-of-fifty-characters-or-more-for-tests-alone-0123456789"
DEPLOYED = {
    "DATABASE_URL": "postgres://hashira:pass%40word@db.example.com:5433/hash%2Fira?sslmode=verify-full",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "workshop.example.com",
    "REDIS_URL": "redis://redis.example.com:6379/0",
}


def read_in_the_sources() -> set[str]:
    """Every name that a call such as `env.flag("TLS")` reads."""
    names = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = ast.unparse(node.func)
                is_ours = path.name == "env.py" and function in {"redis", "text"}
                if is_ours or (function.startswith("env.") and function != "env.missing"):
                    names.add(node.args[0].value)
    return names


def python(code: str, **variables: str) -> subprocess.CompletedProcess:
    """A new Python with these variables alone."""
    given = {"PATH": os.environ["PATH"], "HASHIRA_VAR": os.environ.get("HASHIRA_VAR", "")} | variables
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=given, capture_output=True, text=True)


def manage(*words: str, **variables: str) -> subprocess.CompletedProcess:
    return python(f"import sys; sys.argv = ['manage.py', *{words!r}]; import manage; manage.main()", **variables)


def test_the_example_explains_every_variable_that_is_read_and_no_other():
    lines = (ROOT / ".env.example").read_text().splitlines()
    explained = {line.partition("=")[0] for number, line in enumerate(lines) if re.match(r"[A-Z_]+=", line)}
    assert explained == read_in_the_sources() - TOLD_BY_SERVE


def test_in_the_example_each_variable_has_its_own_words_before_it():
    lines = (ROOT / ".env.example").read_text().splitlines()
    alone = {"PORT", "PROCESSES"}  # explained together with HOST
    bare = [
        line.partition("=")[0]
        for before, line in pairwise(lines)
        if re.match(r"[A-Z_]+=", line) and not before.startswith("# ")
    ]
    assert set(bare) == alone


def test_only_env_py_reads_the_environment():
    # These set a variable for Django, for fontconfig, or for the children of `serve`.
    allowed = {"env.py", "asgi.py", "celery.py", "fonts.py", "processes.py"}
    found = {path.name for path, tree in trees() for node in ast.walk(tree) if ast.unparse(node) == "os.environ"}
    assert found <= allowed


@pytest.mark.parametrize(
    ("name", "value", "read", "advice"),
    [
        ("DEBUG", "yes", env.flag, "Write DEBUG=1 or DEBUG=0."),
        ("ALLOWED_HOSTS", "https://a.example", env.hosts, "without https://"),
        ("ALLOWED_HOSTS", "*", env.hosts, "without https://"),
        ("ALLOWED_HOSTS", "a.example:8000", env.hosts, "without https://"),
        ("CSRF_TRUSTED_ORIGINS", "a.example", env.origins, "https://workshop.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example/path", env.origins, "https://workshop.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "https://[::1", env.origins, "https://workshop.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example:port", env.origins, "https://workshop.example.com"),
        ("SECRET_KEY", "changeme", env.secret, "openssl rand"),
        ("SECRET_KEY", "\udcff" * 50, env.secret, "openssl rand"),  # as Python reads what is no UTF-8
        ("REDIS_URL", "localhost:6379", env.redis, "redis://host:6379/0"),
        ("REDIS_URL", "redis://host:port/0", env.redis, "redis://host:6379/0"),
        ("REDIS_URL", "unix://", env.redis, "unix:///path"),
        ("DATABASE_URL", "mysql://a@b/c", env.database, "postgres://user"),
        ("DATABASE_URL", "postgres://a@b", env.database, "postgres://user"),
        ("DATABASE_URL", "postgres://a@b:port/c", env.database, "postgres://user"),
        ("DATABASE_URL", "postgres://a:pass#word@b/c", env.database, "%23"),
        ("DATABASE_URL", "postgres://a:pass/word@b/c", env.database, "%2F"),
        ("DATABASE_URL", "postgres://a@b/c?sslmod=require", env.database, "one of host, sslcert"),
    ],
)
def test_what_is_not_understood_is_refused_by_name_and_with_advice(name, value, read, advice, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(env.Refused) as refused:
        read(name)
    assert str(refused.value).startswith(name)
    assert advice in str(refused.value)


@pytest.mark.parametrize("value", ["0", "65", "two", "-1", "2.0", "٢", "9" * 5000])
def test_a_number_outside_its_bounds_is_refused(value, monkeypatch):
    monkeypatch.setenv("PROCESSES", value)
    with pytest.raises(env.Refused, match=r"PROCESSES=.* from 1 to 64"):
        env.number("PROCESSES", 2, least=1, most=64)


def test_a_refused_address_does_not_show_its_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://hashira:hunter2@db:port/x")
    with pytest.raises(env.Refused) as refused:
        env.database("DATABASE_URL")
    assert "hunter2" not in str(refused.value)


def test_an_address_may_have_encoded_words_and_options(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", DEPLOYED["DATABASE_URL"])
    found = env.database("DATABASE_URL")
    assert (found["NAME"], found["PASSWORD"], found["PORT"]) == ("hash/ira", "pass@word", "5433")
    assert found["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_unix_socket_is_a_host(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://hashira@/hashira?host=/run/postgresql")
    assert env.database("DATABASE_URL")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_with_a_database_of_its_own_what_is_missing_is_named_in_one_line(name):
    said = manage("check", **{key: value for key, value in DEPLOYED.items() if key != name})
    assert said.returncode == 1
    assert said.stderr.startswith(f"Hashira does not start: {name} is missing")
    assert said.stderr.count("\n") == 1


NOBODY_THERE = DEPLOYED | {"DATABASE_URL": "postgres://hashira:hunter2@127.0.0.1:9/hashira"}


@pytest.mark.parametrize("words", [("prepare",), ("facilitator", "ana@example.com")])
def test_a_database_that_does_not_answer_is_one_sentence(words):
    said = manage(*words, **NOBODY_THERE)
    assert said.returncode == 1
    assert said.stderr.startswith("PostgreSQL cannot be used: ")
    assert "Connection refused" in said.stderr
    assert "DATABASE_URL" in said.stderr
    assert "hunter2" not in said.stderr
    assert said.stderr.count("\n") == 1, said.stderr


def test_the_check_of_a_database_that_does_not_answer_fails():
    said = manage("check", "--deploy", "--database", "default", **NOBODY_THERE, TLS="1")
    assert said.returncode == 1
    assert "workshop.E001" in said.stderr
    assert "Connection refused" in said.stderr
    assert "hunter2" not in said.stderr
    assert "couldn't stop thread" not in said.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    said = manage("check", HASHIRA_VAR=str(tmp_path / "file" / "var"))
    assert said.returncode == 1
    assert f"{tmp_path}/file/var cannot be created" in said.stderr
    assert "HASHIRA_VAR=" in said.stderr
    assert "Traceback" not in said.stderr


def test_under_tls_the_deployment_check_finds_nothing():
    said = manage("check", "--deploy", "--fail-level", "WARNING", **DEPLOYED, TLS="1")
    assert said.returncode == 0, said.stderr


def test_without_tls_the_same_check_would_complain():
    assert "security.W008" in manage("check", "--deploy", **DEPLOYED).stderr


def test_comments_travel_beside_the_statement_and_no_connection_is_kept():
    code = (
        "from workshop import settings; database = settings.DATABASES['default'];"
        "print(database['OPTIONS']['server_side_binding'], database['CONN_MAX_AGE'], database['OPTIONS']['pool']['max_size'])"
    )
    assert python(code, **DEPLOYED, DATABASE_POOL="7").stdout.split() == ["True", "0", "7"]


ALONE = {
    "the web": [sys.executable, "-m", "workshop.web.server"],
    "uvicorn": [sys.executable, "-m", "uvicorn", "workshop.asgi:application", "--port", "0"],
    "a worker": [sys.executable, "-m", "celery", "-A", "workshop.celery:app", "worker"],
    "beat": [sys.executable, "-m", "celery", "-A", "workshop.celery:app", "beat", "--pidfile="],
}


@pytest.mark.parametrize("who", ALONE)
def test_alone_and_without_a_store_it_stops_and_names_the_variable(who, tmp_path):
    given = {"PATH": os.environ["PATH"], "HASHIRA_VAR": str(tmp_path)}
    command = ALONE[who]
    said = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=60)
    assert said.returncode != 0
    assert "REDIS_URL is missing" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    """A folder with a database that a newer version has prepared."""
    var = tmp_path_factory.mktemp("newer")
    assert manage("migrate", "--verbosity", "0", HASHIRA_VAR=str(var)).returncode == 0
    with sqlite3.connect(var / "hashira.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('reviews', '9999_from_next_year', '2030-01-01')"
        )
    database.close()
    return var


@pytest.mark.parametrize("who", [who for who in ALONE if who != "uvicorn"])
def test_data_of_a_newer_release_is_refused_by_each_process(who, newer):
    given = {"PATH": os.environ["PATH"], "HASHIRA_VAR": str(newer), "REDIS_URL": "redis://127.0.0.1:9/0", "PORT": "1"}
    command = [word.format(newer) for word in ALONE[who]]
    said = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=60)
    assert said.returncode != 0
    assert "newer version of Hashira (reviews.9999_from_next_year)" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_process_of_serve_may_go_without(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert env.why_alone_is_wrong()
    monkeypatch.setenv("HASHIRA_SERVED", "1")
    assert not env.why_alone_is_wrong()


IN_TLS = """
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
browser = Client(headers={"host": "workshop.example.com"})
plain = browser.get("/sign-in/")
print(plain.status_code, plain["Location"])
page = browser.get("/sign-in/", headers={"x-forwarded-proto": "https"})
print(page.status_code, page["Strict-Transport-Security"])
browser.get("/language/?language=en", headers={"x-forwarded-proto": "https"})
for name, cookie in browser.cookies.items():
    print(name, cookie["secure"], cookie["path"], cookie["domain"] or "-", cookie["samesite"])
"""


def test_under_tls_http_leads_to_https_and_cookies_belong_to_this_host_alone(tmp_path):
    given = {"ALLOWED_HOSTS": "workshop.example.com", "TLS": "1", "HASHIRA_VAR": str(tmp_path)}
    assert manage("migrate", "--verbosity", "0", **given).returncode == 0
    said = manage("shell", "--verbosity", "0", "-c", IN_TLS, **given)
    plain, page, *cookies = said.stdout.splitlines()
    assert plain == "301 https://workshop.example.com/sign-in/", said.stderr
    assert page == "200 max-age=31536000"
    assert cookies
    for line in cookies:
        name, *rest = line.split()
        assert name.startswith("__Host-")
        assert rest == ["True", "/", "-", "Lax"]
