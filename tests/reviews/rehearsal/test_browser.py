"""A simulated person asks again where the server says to come later, as pages do; and says so where that does not end."""

import httpx
import pytest

from reviews.rehearsal.browser import TRIES, Browser
from reviews.rehearsal.record import Journal


@pytest.fixture
def journal() -> Journal:
    return Journal(say=lambda line: None)


def ben(journal: Journal, *, busy: int) -> Browser:
    """His browser, at a server that is busy for so many requests."""
    answers = iter([httpx.Response(503, headers={"Retry-After": "0"})] * busy)
    server = httpx.MockTransport(lambda _request: next(answers, httpx.Response(200, text="Here")))
    return Browser("Ben", "en", base="http://server", transport=server, journal=journal)


async def test_what_is_told_to_come_later_is_asked_again(journal):
    assert (await ben(journal, busy=3).get("/")).text == "Here"
    assert journal.counts["told to come later"] == 3
    assert journal.violations == []


async def test_a_server_that_stays_busy_is_a_violation(journal):
    assert (await ben(journal, busy=TRIES).get("/")).status_code == 503
    assert len(journal.violations) == 1
