"""The numbers in documents are those of the code."""

import pytest
from django.conf import settings

from reviews.comments.services import inbox
from reviews.lenses.format import json_scanner, messages, reading
from reviews.tables.models import Entry
from tests.house.sources import ROOT
from workshop.live import hub, limits, presence, socket, subscription
from workshop.web import request_threads, websocket_protocol

IN_WORDS = {4: "four", 5: "five", 10: "ten"}
SOONEST, LATEST = websocket_protocol.RECONNECT_AFTER
BATCHES = f"{inbox.SOONEST:.0f} to {inbox.LATEST:.0f} s"
KIB = 1024

# Parts of sentences with the values that the code has.
SAID = {
    "docs/protocol.md": [
        f"at most {limits.FRAME_FROM_BROWSERS // KIB} KiB long, and a socket has at most {hub.ROOMS_A_SOCKET} subscriptions",
        f"every {hub.BEAT_EVERY:.0f} s, a heartbeat",
        f"counts as present for {presence.LINGERS:.0f} s after leaving",
        f"`count` is 0 for fewer than {IN_WORDS[presence.LEAST_TOLD]} people",
        f"three messages within {subscription.WINDOW * 1000:.0f} ms is busy",
        f"at most {limits.FRAME_TO_BROWSERS // KIB} KiB long. In a quiet room",
        f"reads nothing for {socket.SLOW_AFTER:.0f} s",
        f"in any case every {hub.CHECK_EVERY:.0f} s",
        f"presence in the rooms for {presence.POLL_COUNTS:.0f} seconds",
        f"where browsers delay it) for {presence.HIDDEN_POLL_COUNTS:.0f};",
        f"spread between {SOONEST} and {LATEST}",
        f"more than {hub.WITHOUT_ROOM_AT_MOST:,} sockets",
    ],
    "docs/guarantees.md": [
        f"every process checks all rights every {IN_WORDS[hub.CHECK_EVERY]} seconds",
        f"in batches, {BATCHES} after the first",
        f"accepts {settings.COMMENTS_A_SESSION} comments a minute in a session, and {settings.COMMENTS_AN_ADDRESS} of them",
        f"people in the main room below {IN_WORDS[presence.LEAST_TOLD]},",
        f"for {presence.LINGERS:.0f} s after leaving its page",
        f"has at most {limits.FRAME_FROM_BROWSERS // KIB} KiB and one to a browser at most {limits.FRAME_TO_BROWSERS // KIB} KiB",
        f"at most {Entry._meta.get_field('text').max_length:,} characters, and a board at most {settings.FINDINGS_A_BOARD} findings",
        f"more than {IN_WORDS[settings.POSTS_A_PERSON]} times in {IN_WORDS[limits.WITHIN]} seconds",
        f"A body has at most {settings.BODY_LIMIT // KIB} KiB, and a lens or its companion 1 MiB",
        f"at most {hub.WITHOUT_ROOM_AT_MOST:,} sockets without a room",
    ],
    "docs/architecture.md": [
        f"a frame that comes early waits {subscription.EARLY_WAITS * 1000:.0f} ms",
        f"three times within {subscription.WINDOW * 1000:.0f} ms",
        f"closed after {socket.SLOW_AFTER:.0f} s",
        f"**A heartbeat every {hub.BEAT_EVERY:.0f} s**",
        f"**Rights are checked again every {hub.CHECK_EVERY:.0f} s**",
        f"every {presence.TELL_EVERY:.0f} s, forgotten after {presence.FORGET_AFTER:.0f} s",
        f"present in a room for {presence.LINGERS:.0f} s after leaving",
        f"for {presence.GRACE:.0f} s after closing the last one",
        f"{settings.COMMENTS_A_SESSION} a minute in a session, and {settings.COMMENTS_AN_ADDRESS} of them",
        f"beyond {request_threads.QUEUE_LIMIT} of a kind",
    ],
    "docs/operations.md": [
        f"{request_threads.QUEUE_LIMIT} reads and {request_threads.QUEUE_LIMIT} writes wait for their turn",
        f"once a batch has moved, {BATCHES} after its first comment",
    ],
    "docs/content.md": [
        f"At most {reading.LARGEST:,} bytes, {json_scanner.DEEPEST} levels, {json_scanner.MOST_VALUES:,} values",
        f"There are at most {messages.MOST} of them",
    ],
    "docs/adr/0040-a-table-stores-what-was-replaced-and-forgets-deleted-talk.md": [
        f"for {IN_WORDS[Entry.CHANGEABLE_FOR.seconds // 60]} minutes, counted by the database's clock",
    ],
}


@pytest.mark.parametrize("page", SAID)
def test_a_document_has_the_numbers_of_the_code(page):
    text = " ".join((ROOT / page).read_text().split())
    assert [said for said in SAID[page] if said not in text] == []
