"""`manage.py facilitator`."""

import io

import pytest
from django.core.management import CommandError, call_command

from workshop.accounts.models import User
from workshop.embedded import lock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_runs(settings, tmp_path, monkeypatch):
    """Whatever runs from the folder of the tests."""
    settings.VAR_DIR = tmp_path
    for name in ("PORT", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def facilitator(*words: str) -> str:
    out = io.StringIO()
    call_command("facilitator", *words, stdout=out)
    return out.getvalue()


def test_the_first_facilitator_is_made_and_signs_in_by_the_printed_link(client):
    said = facilitator("Ana@Example.com", "--name", "Ana", "--url", "http://127.0.0.1:8123/")

    link = said.split()[-1]
    assert link.startswith("http://127.0.0.1:8123/sign-in/once/")
    assert User.objects.get().email == "ana@example.com"
    assert client.post(link.removeprefix("http://127.0.0.1:8123")).status_code == 302
    assert client.get("/sessions/").status_code == 200


def test_a_pasted_name_is_one_line():
    facilitator("ana@example.com", "--name", " Ana\x0bSato ")
    assert User.objects.get().name == "Ana Sato"


def test_asking_again_makes_no_second_account(ana):
    assert "was created" not in facilitator("ana@example.com")
    assert User.objects.count() == 1


def test_a_used_link_is_followed_by_a_fresh_one(client):
    first = facilitator("ana@example.com").split()[-1]
    client.post(first.removeprefix("http://127.0.0.1:8000"))

    assert facilitator("ana@example.com").split()[-1] != first


def test_without_a_terminal_no_password_is_set(db):
    facilitator("ana@example.com")
    assert not User.objects.get().has_usable_password()


def test_on_a_terminal_a_password_is_asked_for_until_it_is_good(db, monkeypatch):
    typed = iter(["short", "short", "one long enough", "another one", "one long enough", "one long enough"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("workshop.management.commands.facilitator.getpass", lambda _prompt: next(typed))

    facilitator("ana@example.com")

    assert User.objects.get().check_password("one long enough")


def test_what_is_no_mail_address_is_refused_with_an_example():
    with pytest.raises(CommandError, match=r"ana@example\.com"):
        facilitator("ana")


def test_an_account_that_is_switched_off_gets_no_link(ana):
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="deactivated"):
        facilitator("ana@example.com")


@pytest.mark.parametrize("name", ["", " ", "\u3164\u200b"])
def test_without_a_name_that_one_can_see_the_address_names_them(name):
    facilitator("ana@example.com", "--name", name)
    assert User.objects.get().name == "ana"


def test_the_link_leads_to_the_address_that_runs(db, tmp_path):
    with lock.hold(tmp_path / "run" / "serve.lock", saying="process 71, http://192.0.2.7:8143/"):
        assert facilitator("ana@example.com").split()[-1].startswith("http://192.0.2.7:8143/sign-in/")
    assert facilitator("ana@example.com").split()[-1].startswith("http://127.0.0.1:8000/sign-in/")


def test_the_link_of_an_installation_leads_to_its_host(db, settings, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", ".example.com,workshop.example.com")
    settings.TLS = True
    assert facilitator("ana@example.com").split()[-1].startswith("https://workshop.example.com/sign-in/")


def test_a_name_for_an_account_that_exists_is_ignored_and_it_says_so(ana):
    said = facilitator("ana@example.com", "--name", "Anna")
    assert "so it has the name Ana. --name 'Anna' was ignored." in said
    assert "ignored" not in facilitator("ana@example.com", "--name", "Ana")
    assert "ignored" not in facilitator("ana@example.com")


@pytest.mark.parametrize("name", ["\u3164\u200b", "x" * 99])
def test_a_name_that_is_not_stored_as_given_is_said_to_be_so(db, name):
    said = facilitator("ana@example.com", "--name", name)
    assert User.objects.get().name in said
    assert "--name" in said
