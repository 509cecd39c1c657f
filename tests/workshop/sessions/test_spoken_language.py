"""A session's pages are in its own languages, whatever language a browser prefers."""

import pytest

from tests.actors import Browser, Day, make_session
from workshop.sessions import links

PAGES = ("workshop:main-room", "workshop:desk", "reviews:comments", "reviews:queue", "reviews:screen")


@pytest.fixture
def japanese(ana) -> Day:
    return Day(make_session(ana, languages=["ja"]), ana)


@pytest.mark.parametrize("name", PAGES)
def test_a_session_in_japanese_is_in_japanese_for_a_browser_that_prefers_english(japanese, ana, name):
    token = {"token": links.screen_token(japanese.session)} if name == "reviews:screen" else {}
    answer = Browser(ana, "en").get(japanese.url(name, **token))
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "ja"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_session_in_both_languages_is_in_the_one_that_the_browser_prefers(session, ana, language):
    answer = Browser(ana, language).get(Day(session, ana).url("workshop:desk"))
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()
