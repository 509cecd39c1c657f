"""Real browsers on the real application: uvicorn in a thread of the test process, on the test database and a real Redis."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, expect, sync_playwright

from reviews.tables.models import Finding
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from tests.browser.visits import PATIENCE, Visits
from tests.browser.worker import Worker
from tests.web import serving
from workshop.people.models import Participant

# The first is the headless build of Chromium, which renders the same pages in less processor time.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Three typefaces come in slices of some hundred letters each: a Japanese page loads dozens, which is a third of its time.
WITHOUT_TYPEFACES = "--disable-remote-fonts"


@pytest.fixture(scope="session")
def address(django_db_setup) -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # sync Playwright leaves a loop running in this thread
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def program() -> str:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("The browser tests need Chromium on PATH: as root, apt-get install chromium", pytrace=False)
    return program


@pytest.fixture(scope="session")
def chromium(playwright, program) -> Iterator[Chromium]:
    with playwright.chromium.launch(executable_path=program, args=QUIET) as browser:
        yield browser


@pytest.fixture(scope="session")
def plain_chromium(playwright, program) -> Iterator[Chromium]:
    """Chromium with the typefaces of the machine."""
    with playwright.chromium.launch(executable_path=program, args=[*QUIET, WITHOUT_TYPEFACES]) as browser:
        yield browser


@pytest.fixture(autouse=True)
def seen_by_the_server(transactional_db) -> None:
    """Test data is committed, because the server reads it in other threads."""


@pytest.fixture
def visits(request, address) -> Iterator[Visits]:
    """Opens pages, each in a browser of its own. The test fails if one of them has messages in its console.

    Only tests marked `typeset`, which measure positions and sizes, use the product's typefaces.
    """
    typeset = request.node.get_closest_marker("typeset")
    visits = Visits(request.getfixturevalue("chromium" if typeset else "plain_chromium"), address)
    yield visits
    complaints = visits.end()
    assert not complaints, complaints


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def ben(discussion) -> Participant:
    return discussion.people["Ben"]


@pytest.fixture
def finding(discussion, ben) -> Finding:
    """A finding of Ben's at his table."""
    words = {"title": "Nobody can go back", "as_is": "By hand", "to_be": "", "risk": "high", "evidence": ""}
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")
    findings.report(group, review, author=Writer(participant=ben), client_id=uuid4(), **words)
    return Finding.objects.get()


@pytest.fixture
def chi(discussion, ben) -> Participant:
    """A participant at Ben's table, whatever the assignment of groups was."""
    neighbours = discussion.group_of("Ben").members.exclude(participant=ben)
    return neighbours.order_by("participant__name").first().participant


@pytest.fixture
def table(discussion) -> str:
    """The address of Ben's table."""
    return discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
