"""What is known to break servers, for whoever sends it: by a form, an address, a frame or a file."""

HOSTILE = {
    "NUL": "a\x00b",
    "half a surrogate pair": "\ud800",
    "5,000 digits": "9" * 5000,
    "NaN": "NaN",
    "negative": "-1",
    "deep": "[" * 20_000,
    "quotes": "'\"`;--%s%00{{}}{%",
    "right to left": "\u202eabc\u2066",
    "long": "x" * 10_000,  # in each field, all together under what a request may hold
    "list": "[]",
}
FIELDS = [
    "client_id",
    "code",
    "name",
    "company",
    "username",
    "password",
    "next",
    "language",
    "minutes",
    "capacity",
    "seen",
    "after_round",
    "group",
    "seen",
    "asked",
    "old_password",
    "new_password1",
    "new_password2",
    "text",
    "title",
    "as_is",
    "to_be",
    "risk",
    "evidence",
    "revision",
    "topic",
    "choice",
    "ticked",
    "applicable",
    "question",
    "answer",
    "reason",
    "date",
    "begins",
    "zone",
    "languages",
    "meeting_link",
    "lens",
    "scenario",
]

# To the anonymous address, which refuses each.
LETTERS = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{}",
    b'{"text": NaN, "hash": NaN, "pass": NaN}',
    b'{"text": "a", "text": "b", "hash": "c", "pass": "d"}',
    b'{"text": "\\ud800", "hash": "' + b"0" * 64 + b'", "pass": "x"}',
    b'{"text": "a\\u0000b", "hash": "' + b"0" * 64 + b'", "pass": "x"}',
    b"[" * 200_000,
    b'{"text": ' + b"9" * 5000 + b"}",
    b'{"text": {"a": 1}, "hash": [], "pass": null}',
    b"\xff\xfe\x00",
    b'{"text": "' + b"a" * 900_000 + b'"}',
]


def quoted(content: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in content)
