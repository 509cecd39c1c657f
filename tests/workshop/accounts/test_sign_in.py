"""Signing in by password and by a link that works once."""

import pytest

from tests.actors import Browser
from workshop.accounts.links import sign_in_token

pytestmark = pytest.mark.django_db


def test_a_link_that_signs_in_works_once_and_only_by_its_button(ana, stranger):
    link = f"/sign-in/once/{ana.pk}/{sign_in_token(ana)}/"
    assert stranger.get(link).status_code == 200
    assert stranger.get("/sessions/").status_code == 302
    assert stranger.post(link).url == "/sessions/"
    assert Browser().post(link).status_code == 410


def test_a_wrong_password_says_what_to_check(ana, stranger):
    response = stranger.post("/sign-in/", {"username": ana.email, "password": "wrong"})
    assert response.status_code == 422
    assert "Wrong email address or password" in response.content.decode()


@pytest.mark.parametrize(
    "wanted",
    ["/sign-in/", "/sign-in/?next=/sign-in/", "/sign-in/#here", "sign-in/", "%2f%2fevil.example", "/sign-in/?"],
)
def test_an_account_that_is_signed_in_is_not_redirected_to_the_sign_in_page(ana, stranger, wanted):
    form = {"username": ana.email, "password": "Ana-keeps-this", "next": wanted}
    for answer in (stranger.post("/sign-in/", form), stranger.get("/sign-in/", {"next": wanted})):
        assert (answer.status_code, answer.url) == (302, "/sessions/")


def test_a_password_signs_in(ana, stranger):
    assert stranger.post("/sign-in/", {"username": ana.email, "password": "Ana-keeps-this"}).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_after_signing_in_nobody_is_led_elsewhere(ana, stranger, elsewhere):
    response = stranger.post("/sign-in/", {"username": ana.email, "password": "Ana-keeps-this", "next": elsewhere})
    assert response.url == "/sessions/"
