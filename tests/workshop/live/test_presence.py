"""Who is here, as one process knows it."""

from uuid import uuid4

import pytest

from workshop.live.presence import Board

ROOM = uuid4()


@pytest.fixture
async def board():
    return Board()


async def test_one_person_in_two_tabs_is_here_until_both_are_gone(board):
    first, second = object(), object()
    board.sat(ROOM, "Ben", first)
    board.sat(ROOM, "Ben", second)
    board.rose(ROOM, "Ben", first)
    assert board.people_in(ROOM) == {"Ben"}
    board.rose(ROOM, "Ben", second)
    assert board.people_in(ROOM) == set()


async def test_who_was_interrupted_while_sitting_down_takes_nobody_along(board):
    board.sat(ROOM, "Ben", object())
    board.rose(ROOM, "Ben", object())
    assert board.people_in(ROOM) == {"Ben"}


async def test_who_only_listens_is_nobody(board):
    board.sat(ROOM, None, object())
    assert board.people_in(ROOM) == set()
