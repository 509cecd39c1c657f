"""A frame is encoded once, as RFC 6455 says, and a bundle is no longer than a frame may be."""

import json

import pytest
from websockets.frames import Opcode
from websockets.protocol import CLIENT
from websockets.protocol import Protocol as Browser

from workshop.live.frames import LONGEST, Frame, bundled, encode


@pytest.mark.parametrize("length", [1, 125, 126, 65_535, 65_536, 200_000])
def test_a_browser_reads_what_was_encoded_whatever_its_length(length):
    browser = Browser(CLIENT, max_size=None)
    browser.receive_data(Frame(b"x" * length).encoded)
    (heard,) = browser.events_received()
    assert (heard.opcode, heard.fin, bytes(heard.data)) == (Opcode.TEXT, True, b"x" * length)


def test_words_of_every_script_go_as_they_are():
    frame = encode(kind="told", html="𠮷野家 \u2028 é")
    assert json.loads(frame.text) == {"kind": "told", "html": "𠮷野家 \u2028 é"}
    assert "𠮷野家" in frame.text


def test_a_frame_is_encoded_once():
    frame = encode(kind="beat")
    assert frame.encoded is frame.encoded


@pytest.mark.parametrize("length", [10, 20_000, LONGEST - 2])
def test_bundles_hold_everything_in_order_and_none_is_too_long(length):
    told = [json.dumps(f"{number} " + "長" * (length // 3)).encode() for number in range(12)]
    frames = list(bundled(told))
    heard = [json.loads(frame.text) for frame in frames]
    assert [one for several in heard for one in (several if isinstance(several, list) else [several])] == [
        json.loads(payload) for payload in told
    ]
    assert all(len(frame.payload) <= LONGEST or not isinstance(json.loads(frame.text), list) for frame in frames)
