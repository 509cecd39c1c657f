"""A web process whose database is unavailable says so, says what happened to a post, and retries automatically."""

import re

import httpx
import pytest

NOBODY = "postgres://hashira@127.0.0.1:9/hashira"
TOKEN = "0123456789abcdefghijklmnopqrstuv"
LINES_AT_MOST = 6


@pytest.fixture(scope="module")
def alone(deployed):
    yield deployed.serves("alone", DATABASE_URL=NOBODY, meets=503)
    deployed.ends("alone")


@pytest.mark.parametrize(("language", "words"), [("en", "reloads automatically"), ("ja", "自動で再読み込みします")])
def test_a_page_says_so_and_tries_again_by_itself(alone, language, words):
    answer = httpx.get(f"{alone}/sign-in/", headers={"Accept-Language": language}, timeout=60)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert re.search(r'<script type="module" src="/static/js/unavailable\.[0-9a-f]{12}\.js"></script>', answer.text)
    assert words in answer.text


def test_a_person_who_sent_something_is_told_to_check_whether_it_was_saved(alone):
    signed = {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept-Language": "en"}
    answer = httpx.post(f"{alone}/j/", data={"code": "K7QM3XPD"}, headers=signed, timeout=60)
    assert answer.status_code == 503
    assert "<script" not in answer.text, "to load it again would not send it again"
    assert "may not have been saved" in answer.text


def test_meanwhile_the_log_stays_short(deployed, alone):
    said = deployed.said_by("alone")
    assert "Connection refused" in said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= LINES_AT_MOST, said
