import json

import pytest

from reviews.comments import payload

GOOD = {"text": "One region only.", "hash": "a" * 64, "pass": "b" * 40}


def test_a_letter_as_the_page_sends_it_is_read():
    assert payload.parse(json.dumps(GOOD).encode()) == GOOD


BAD = {
    "nothing": b"",
    "no JSON": b"{text",
    "not UTF-8": b'{"text": "\xff"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "NaN": json.dumps(GOOD | {"text": float("nan")}).encode(),
    "Infinity": b'{"text": Infinity, "hash": "a", "pass": "b"}',
    "an integer of 5,000 digits": b'{"text": ' + b"9" * 5000 + b"}",
    "nesting 200,000 deep": b'{"text":' * 200_000,
    "lists 200,000 deep": b"[" * 200_000,
    "a name twice": json.dumps(GOOD)[:-1].encode() + b', "text": "Another"}',
    "a field missing": json.dumps({"text": "x", "hash": "a" * 64}).encode(),
    "a field too many": json.dumps(GOOD | {"name": "Ana"}).encode(),
    "a text that is none": json.dumps(GOOD | {"text": 5}).encode(),
    "a hash that is none": json.dumps(GOOD | {"hash": "A" * 64}).encode(),
    "a hash with a line end": json.dumps(GOOD | {"hash": "a" * 64 + "\n"}).encode(),
}


@pytest.mark.parametrize("kind", BAD)
def test_anything_else_is_refused(kind):
    with pytest.raises(payload.InvalidPayload) as refusal:
        payload.parse(BAD[kind])
    assert not refusal.value.args
