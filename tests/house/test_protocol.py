"""docs/protocol.md lists every kind of frame and every kind of message."""

import ast
import re

import pytest

from tests.house.sources import ROOT, place, trees

DOCUMENT = ROOT / "docs" / "protocol.md"


def is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def kinds_in(tree: ast.Module):
    """Frames like `encode(kind="beat")` or `{"kind": "told"}`; messages like `tell(room, "entry")`, None if not a literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if is_text(key) and key.value == "kind" and is_text(value):
                    yield node.lineno, value.value
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "encode":
                yield from (
                    (node.lineno, word.value.value)
                    for word in node.keywords
                    if word.arg == "kind" and is_text(word.value)
                )
            elif name == "tell":
                given = {word.arg: word.value for word in node.keywords}
                kind = node.args[1] if len(node.args) > 1 else given.get("kind")
                yield node.lineno, kind.value if is_text(kind) else None


def spoken() -> list[tuple[str, str | None]]:
    live = ROOT / "workshop" / "live"
    return [
        (place(path, line), kind)
        for path, tree in trees()
        if live in path.parents
        or path.name == "announce.py"
        or "announce" in path.parent.name
        or "tell(" in path.read_text()
        for line, kind in kinds_in(tree)
    ]


def test_every_frame_kind_is_documented():
    documented = set(re.findall(r"`([a-z][a-z_-]*)`", DOCUMENT.read_text()))
    assert not [f"{where} says {kind!r}" for where, kind in spoken() if kind is not None and kind not in documented]


def test_what_is_told_is_written_out_where_it_is_told():
    assert not [where for where, kind in spoken() if kind is None]


def test_the_frames_of_the_socket_are_found():
    assert {"welcome", "subscribed", "refused", "told", "behind", "beat", "here", "unsubscribed"} <= {
        kind for _, kind in spoken()
    }


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('encode(kind="beat")', "beat"),
        ('{"kind": "told"}', "told"),
        ('tell(room, "entry", "x.html")', "entry"),
        ("tell(room, kind)", None),
    ],
)
def test_a_kind_would_be_seen(line, kind):
    assert [found for _, found in kinds_in(ast.parse(line))] == [kind]
