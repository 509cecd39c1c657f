"""What became of a comment is told to everyone, and only its writer's browser can read it."""

import json
from base64 import b64decode
from hashlib import sha256
from itertools import batched
from pathlib import Path

import pytest
from lxml import html

from reviews.comments.models import Comment
from reviews.comments.outcomes import STEP, seal, token
from reviews.comments.services import moderation
from tests.reviews.comments.composer import address_of_pass, waiting_of

REASONS = ("It names a person.", "人の名前があるため表示しません。", "x" * STEP, "長" * 280)
VECTORS = Path(__file__).parents[2] / "outcomes.json"  # the same are read by tests/javascript/outcomes.test.js


def opened(sealed: str, digest: str) -> str:
    """As the writer's browser reads it."""
    parts = batched(b64decode(sealed), 32)
    streams = (sha256(f"reason:{digest}:{number}".encode()).digest() for number in range(100))
    text = b"".join(
        bytes(one ^ other for one, other in zip(part, stream, strict=False))
        for part, stream in zip(parts, streams, strict=False)
    )
    return text.decode().rstrip()


@pytest.fixture
def outcomes(session, bens):
    def read() -> dict[str, dict[str, str]]:
        page = html.fromstring(bens.get(address_of_pass(session)).text)
        return {row.get("id").removeprefix("outcome-"): dict(row.attrib) for row in page.xpath("//*[@data-outcome]")}

    return read


def test_each_decision_is_there_under_a_token_of_its_writer(session, nobody, outcomes):
    shown, declined, waiting = waiting_of(session, nobody, "One", "Two", "Three")
    assert outcomes() == {}
    moderation.show(session, shown.pk)
    moderation.decline(session, declined.pk, reason="It names a person.")
    read = outcomes()
    assert {name: row["data-outcome"] for name, row in read.items()} == {
        token(shown.hash): "shown",
        token(declined.hash): "declined",
    }
    assert token(waiting.hash) not in read
    assert opened(read[token(declined.hash)]["data-sealed-reason"], declined.hash) == "It names a person."


def test_a_comment_that_was_shown_and_then_declined_says_why(session, nobody, outcomes):
    (comment, _other) = waiting_of(session, nobody, "It was Kim.", "Another")
    moderation.show(session, comment.pk)
    moderation.decline(session, comment.pk, reason="It names a person.")
    row = outcomes()[token(comment.hash)]
    assert row["data-outcome"] == "declined"
    assert opened(row["data-sealed-reason"], comment.hash) == "It names a person."


def test_their_order_is_that_of_the_random_ids(session, nobody, outcomes):
    comments = waiting_of(session, nobody, *(f"Number {number}" for number in range(12)))
    for comment in comments:
        moderation.show(session, comment.pk)
    assert list(outcomes()) == [token(one.hash) for one in Comment.objects.order_by("pk")]


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_read_with_the_hash_alone_and_its_length_is_not_told(reason):
    sealed = seal(reason, "a" * 64)
    assert opened(sealed, "a" * 64) == reason
    assert len(b64decode(sealed)) % STEP == 0
    assert reason.encode() not in b64decode(sealed)
    assert seal(reason, "b" * 64) != sealed


def test_the_browser_reads_what_the_server_writes():
    vectors = json.loads(VECTORS.read_text())
    assert vectors == [
        {
            "hash": str(number) * 64,
            "token": token(str(number) * 64),
            "reason": reason,
            "sealed": seal(reason, str(number) * 64),
        }
        for number, reason in enumerate(REASONS)
    ]
