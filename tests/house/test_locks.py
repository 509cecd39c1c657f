"""Rows are locked in a way for which PostgreSQL's checks of foreign keys never wait.

A write that names a row by a foreign key looks at that row when it commits, and by then holds its room. If another held the
row for itself and waited for that room, both would wait for ever; two web processes with eight people found it within a day.
"""

import ast

import pytest

from tests.house.sources import place, trees


def greedy(tree: ast.Module):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
            given = {word.arg: ast.unparse(word.value) for word in node.keywords}
            if given.get("no_key") != "True":
                yield node.lineno


def test_every_row_lock_leaves_the_key_to_others():
    assert not [place(path, line) for path, tree in trees() for line in greedy(tree)]


@pytest.mark.parametrize("call", ["rows.select_for_update()", "rows.select_for_update(of=('self',), no_key=False)"])
def test_a_lock_on_the_key_would_be_found(call):
    assert list(greedy(ast.parse(call)))
