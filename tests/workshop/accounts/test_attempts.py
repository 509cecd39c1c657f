"""Wrong passwords are limited for an account and an address together: nobody shuts out somebody who comes from elsewhere."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection

from tests.actors import Browser, user
from workshop.accounts import attempts, hashing
from workshop.accounts.links import sign_in_token

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "203.0.113.9"}
NEW = {"new_password1": "three-pillars-and-a-beam", "new_password2": "three-pillars-and-a-beam"}


@pytest.fixture(autouse=True)
def nothing_remembered():
    attempts._wrong.clear()


def signs_in(password: str, account: str = "ana@example.com", where: dict = HERE, language: str = "en"):
    return Browser(language=language).post("/sign-in/", {"username": account, "password": password}, **where)


def guesses(account: str = "ana@example.com", times: int = attempts.AT_MOST) -> None:
    for number in range(times):
        assert signs_in(f"guess {number}", account).status_code == 422


@pytest.mark.parametrize(("language", "said"), [("en", "Wait 10 minutes"), ("ja", "10分")])
def test_after_too_many_the_form_says_how_long_to_wait(ana, language, said):
    guesses()
    answer = signs_in("Ana-keeps-this", language=language)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= attempts.WITHIN
    assert said in answer.content.decode()


def test_the_right_password_gets_in_from_elsewhere_while_strangers_guess(ana):
    guesses()
    assert signs_in("Ana-keeps-this", where=ELSEWHERE).status_code == 302
    assert signs_in("Ana-keeps-this").status_code == 429, "for those who guessed nothing has changed"


def test_a_browser_in_which_one_has_signed_in_before_is_not_held_up_by_guesses_from_its_address(ana):
    known = Browser()
    right, wrong = ({"username": "Ana@example.com", "password": word} for word in ("Ana-keeps-this", "guess"))
    assert known.post("/sign-in/", right, **HERE).status_code == 302
    known.post("/sign-out/")
    guesses()
    assert signs_in("Ana-keeps-this").status_code == 429, "a browser that is new here"
    for _ in range(attempts.AT_MOST - 1):
        assert known.post("/sign-in/", wrong, **HERE).status_code == 422
    assert known.post("/sign-in/", right, **HERE).status_code == 302
    known.post("/sign-out/")
    for _ in range(attempts.AT_MOST):
        assert known.post("/sign-in/", wrong, **HERE).status_code == 422
    assert known.post("/sign-in/", right, **HERE).status_code == 429, "it may not guess for ever either"


def test_a_browser_is_known_for_the_accounts_alone_that_were_signed_in_to_there(ana):
    known = Browser()
    user("Hal")
    known.post("/sign-in/", {"username": "hal@example.com", "password": "Hal-keeps-this"}, **HERE)
    known.post("/sign-out/")
    guesses()
    right = {"username": "ana@example.com", "password": "Ana-keeps-this"}
    assert known.post("/sign-in/", right, **HERE).status_code == 429


def test_a_link_that_signs_in_once_makes_its_browser_known_too(ana):
    known = Browser()
    known.post(f"/sign-in/once/{ana.pk}/{sign_in_token(ana)}/")
    known.post("/sign-out/")
    guesses()
    right = {"username": "ana@example.com", "password": "Ana-keeps-this"}
    assert known.post("/sign-in/", right, **HERE).status_code == 302


def test_the_case_of_an_account_makes_no_other_account(ana):
    guesses("ANA@example.com ")
    assert signs_in("Ana-keeps-this").status_code == 429


def test_an_account_that_does_not_exist_is_limited_like_one_that_does(ana):
    guesses("nobody@example.com")
    assert signs_in("wrong", "nobody@example.com").status_code == 429


def test_one_account_is_counted_apart_from_another(ana):
    guesses("nobody@example.com")
    assert signs_in("Ana-keeps-this").status_code == 302


def test_the_right_password_ends_the_counting(ana):
    for _ in range(2):
        guesses(times=attempts.AT_MOST - 1)
        assert signs_in("Ana-keeps-this").status_code == 302


def test_a_form_without_a_password_is_no_attempt(ana):
    guesses(times=attempts.AT_MOST - 1)
    for _ in range(3):
        assert signs_in("").status_code == 422
    assert signs_in("Ana-keeps-this").status_code == 302


def test_attempts_are_forgotten_in_time(ana, monkeypatch):
    guesses()
    monkeypatch.setattr(attempts, "WITHIN", 0.0)
    assert signs_in("Ana-keeps-this").status_code == 302


def test_the_old_password_cannot_be_guessed_in_a_browser_that_is_signed_in_either(ana, desk):
    for number in range(attempts.AT_MOST):
        assert desk.post("/password/", {"old_password": f"guess {number}"} | NEW, **HERE).status_code == 422
    answer = desk.post("/password/", {"old_password": "Ana-keeps-this"} | NEW, **HERE)
    assert answer.status_code == 429
    assert "Retry-After" in answer
    assert "Too many wrong passwords" in answer.content.decode()
    assert desk.post("/password/", {"old_password": "Ana-keeps-this"} | NEW, **ELSEWHERE).status_code == 302


def test_a_password_is_hashed_as_django_does_in_another_thread(settings):
    settings.PASSWORD_HASHERS = ["workshop.accounts.hashing.InItsOwnThread"]
    encoded = make_password("three-pillars-and-a-beam")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    assert check_password("three-pillars-and-a-beam", encoded)


@pytest.mark.django_db(transaction=True)
def test_a_request_that_waits_for_a_hash_holds_no_connection_of_a_pool(settings, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's connection stays with its thread")
    settings.PASSWORD_HASHERS = ["workshop.accounts.hashing.InItsOwnThread"]
    connection.ensure_connection()
    held = []
    hasher = hashing.InItsOwnThread()
    original = hashing._thread.submit
    monkeypatch.setattr(hashing._thread, "submit", lambda *told: held.append(connection.connection) or original(*told))
    hasher.encode("a password", "salt", 1)
    assert held == [None]
