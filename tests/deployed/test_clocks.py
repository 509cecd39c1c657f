"""The wall clock of one process is two hours off and is then corrected: no comment, summary or frame waits for it."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from tests.deployed.conftest import PROCESSES, WEB, Deployed
from tests.deployed.test_processes import participant_of
from tests.shifted_clock import ShiftedClock

# At the start, then off in the other direction, then correct.
SETTINGS = ("+2h", "-2h", "+0")
PATIENCE = 60.0  # seconds
CLOSE = """
from reviews.pillars.models import PillarReview
from reviews.summaries import services
review = PillarReview.objects.get(review__session={session!r}, state__in=("open", "closed"))
if review.state == "closed":
    services.reopen(review)
services.close(review)
"""


@pytest.fixture
def links(deployed) -> dict:
    told = deployed.manage("demo", "--reset", "--json", "--url", deployed.addresses["web one"])
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.fixture
def clock(tmp_path) -> ShiftedClock:
    return ShiftedClock(tmp_path)


@contextmanager
def shifted(deployed: Deployed, name: str, clock: ShiftedClock) -> Iterator[None]:
    """Run this process of the installation with its clock shifted."""
    deployed.ends(name)
    deployed.starts(name, PROCESSES[name], **clock.variables)
    try:
        yield
    finally:
        deployed.ends(name)
        deployed.starts(name, PROCESSES[name])


def until(what: Callable[[], object], why: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, why()
        time.sleep(0.1)


class Writer:
    """A participant of the session who uses one of the web processes."""

    def __init__(self, deployed: Deployed, links: dict, base: str) -> None:
        self.deployed, self.base = deployed, base
        self.browser, self.table = participant_of("Ben", links, base)
        self.session = re.search(r"/s/([0-9a-f-]+)/", self.table)[1]

    def comments(self) -> str:
        digest = uuid4().hex * 2
        found = re.search(r'data-comment-pass="(\w+)"', self.browser.get(f"/s/{self.session}/comments/pass/").text)
        comment = {"text": f"Comment {digest}", "hash": digest, "pass": found[1]}
        answer = httpx.post(f"{self.base}/c/{self.session}/", json=comment, headers={"Origin": self.base}, timeout=60)
        assert answer.status_code == 202, answer.text
        return digest

    def comments_are_moved(self) -> None:
        """A worker schedules the next batch; the test makes it due at once, and a worker moves the inbox."""
        mine = {self.comments(), self.comments()}

        def released() -> bool:
            self.deployed.rows("UPDATE reviews_batchschedule SET next_move_at = now() RETURNING 1")
            return mine <= {digest for (digest,) in self.deployed.rows("SELECT hash FROM reviews_comment")}

        until(released, lambda: "\n".join(map(self.deployed.said_by, PROCESSES)))

    def says(self, text: str) -> None:
        sending = {"client_id": str(uuid4()), "text": text}
        headers = {"X-CSRFToken": self.browser.cookies["csrftoken"], "HX-Request": "true"}
        answer = self.browser.post(f"{self.table}entries/", data=sending, headers=headers)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("name", ["beat", "quick"])
def test_comments_are_released_whatever_the_clock_of_beat_or_of_the_worker_says(deployed, links, clock, name):
    writer = Writer(deployed, links, deployed.addresses["web one"])
    clock.is_off_by(SETTINGS[0])
    with shifted(deployed, name, clock):
        for offset in SETTINGS:
            clock.is_off_by(offset)
            time.sleep(2)  # by now the process has noticed the change
            writer.comments_are_moved()


def test_summaries_are_made_whatever_the_clock_of_their_worker_says(deployed, links, clock):
    session = Writer(deployed, links, deployed.addresses["web one"]).session
    clock.is_off_by(SETTINGS[0])
    with shifted(deployed, "documents", clock):
        for version, offset in enumerate(SETTINGS, start=1):
            clock.is_off_by(offset)
            time.sleep(2)
            told = deployed.manage("shell", "-c", CLOSE.format(session=session))
            assert told.returncode == 0, told.stderr
            made = f"""
                SELECT 1 FROM reviews_summary summary
                JOIN reviews_pillarreview pillar ON pillar.id = summary.pillar_review_id
                JOIN reviews_review review ON review.id = pillar.review_id
                WHERE review.session_id = '{session}' AND summary.state = 'ready' AND summary.version = {version}
            """
            until(lambda: deployed.rows(made), lambda: deployed.said_by("documents"))  # noqa: B023  called here


def test_a_web_process_keeps_order_and_time_and_takes_comments_whatever_its_clock_says(deployed, links, clock):
    clock.is_off_by(SETTINGS[0])
    right = Writer(deployed, links, deployed.addresses["web two"])
    off = Writer(deployed, links, deployed.serves("off", WEB, **clock.variables))
    said = []
    try:
        for offset in SETTINGS:
            clock.is_off_by(offset)
            time.sleep(2)
            for writer in (right, off, right):
                said.append(f"Word {len(said)} {offset}")
                writer.says(said[-1])
            off.comments_are_moved()
            for writer in (right, off):
                pane = writer.browser.get(f"{writer.table}talk/")
                assert re.findall(r"Word \d+ [+-]\w+", pane.text) == said
                now = deployed.rows("SELECT extract(epoch FROM clock_timestamp())::float")[0][0]
                assert abs(int(pane.headers["Database-Time"]) / 1000 - now) < PATIENCE
    finally:
        deployed.ends("off")


def test_a_membership_and_a_sign_in_of_one_web_process_are_valid_at_another_two_hours_off(deployed, links, clock):
    clock.is_off_by("-2h")
    base = deployed.serves("off", WEB, **clock.variables)
    try:
        made = deployed.manage("facilitator", "clock@example.com", "--url", base)
        once = httpx.URL(re.search(r"/sign-in/once/\S+", made.stdout)[0]).path
        for first, then in ((base, deployed.addresses["web two"]), (deployed.addresses["web two"], base)):
            ben, table = participant_of("Ben", links, first)
            cookies = dict(ben.cookies)
            assert httpx.get(f"{then}{table}", cookies=cookies, timeout=60).status_code == 200
        with httpx.Client(base_url=base, follow_redirects=True, timeout=60) as lead:
            lead.get(once)
            page = lead.post(once, headers={"X-CSRFToken": lead.cookies["csrftoken"]})
            assert page.status_code == 200
            cookies = dict(lead.cookies)
            for where in (base, deployed.addresses["web two"]):
                assert httpx.get(f"{where}/sessions/", cookies=cookies, timeout=60).status_code == 200
    finally:
        deployed.ends("off")
