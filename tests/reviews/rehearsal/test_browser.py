"""A simulated person asks again where the server says to come later, as pages do; and says so where that does not end."""

import httpx
import pytest

from reviews.rehearsal.browser import TRIES, Browser
from reviews.rehearsal.record import Record


@pytest.fixture
def record() -> Record:
    return Record(say=lambda line: None)


def ben(record: Record, *, busy: int) -> Browser:
    """His browser, at a server that is busy for so many requests."""
    answers = iter([httpx.Response(503, headers={"Retry-After": "0"})] * busy)
    server = httpx.MockTransport(lambda _request: next(answers, httpx.Response(200, text="Here")))
    return Browser("Ben", "en", base="http://server", transport=server, record=record)


async def test_what_is_told_to_come_later_is_asked_again(record):
    assert (await ben(record, busy=3).get("/")).text == "Here"
    assert record.counts["told to come later"] == 3
    assert record.violations == []


async def test_a_server_that_stays_busy_is_a_violation(record):
    assert (await ben(record, busy=TRIES).get("/")).status_code == 503
    assert len(record.violations) == 1
