"""Presence as several processes see it, with a clock that tests advance."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from workshop.live.models import Room
from workshop.live.presence import (
    FORGET_AFTER,
    GRACE,
    HIDDEN_POLL_COUNTS,
    LEAST_TOLD,
    LINGERS,
    POLL_COUNTS,
    TELL_EVERY,
    Board,
)

ROOM, MAIN = uuid4(), uuid4()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Processes:
    """Web processes that tell each other of their sockets every five seconds."""

    def __init__(self, clock: Clock, count: int) -> None:
        self.clock = clock
        self.boards = [Board(clock) for _number in range(count)]

    def pass_time(self, seconds: float) -> None:
        while seconds > 0:
            step = min(seconds, TELL_EVERY)
            self.clock.now += step
            seconds -= step
            self.tell()

    def tell(self) -> None:
        for board in self.boards:
            message = json.loads(json.dumps(board.ours()))
            for other in self.boards:
                other.heard(board.process, message)

    def see(self, name: str, room=ROOM) -> list[bool]:
        return [name in board.people_in(room) for board in self.boards]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def board(clock) -> Board:
    return Board(clock)


@pytest.fixture
async def processes(clock) -> Processes:
    return Processes(clock, 3)


def opens(board: Board, *rooms, name: str | None = "Ben") -> object:
    """A page: one socket that is subscribed to these rooms."""
    socket = object()
    for room in rooms:
        board.arrived(room, name, socket)
    return socket


def closes(board: Board, socket: object, *rooms, name: str = "Ben", **more) -> None:
    for room in rooms:
        board.left(room, name, socket, **more)


async def test_one_person_in_two_tabs_is_here_until_both_are_gone(board, clock):
    first, second = opens(board, ROOM), opens(board, ROOM)
    closes(board, first, ROOM)
    clock.now += GRACE
    assert board.people_in(ROOM) == {"Ben"}
    closes(board, second, ROOM)
    clock.now += GRACE
    assert board.people_in(ROOM) == set()


async def test_a_socket_interrupted_while_subscribing_takes_nobody_along(board):
    opens(board, ROOM)
    closes(board, object(), ROOM)
    assert board.people_in(ROOM) == {"Ben"}


async def test_a_visitor_who_only_listens_is_nobody(board):
    opens(board, ROOM, name=None)
    assert board.people_in(ROOM) == set()


# ── a person who goes to another page ──


async def test_a_person_on_another_page_is_seen_at_the_table_for_45_seconds_and_no_longer(board, clock):
    table = opens(board, ROOM, MAIN)
    closes(board, table, ROOM, MAIN)
    opens(board, MAIN)
    clock.now += LINGERS - 1
    assert board.people_in(ROOM) == {"Ben"}
    clock.now += 1
    assert board.people_in(ROOM) == set()
    assert board.people_in(MAIN) == {"Ben"}


async def test_a_person_who_comes_back_within_45_seconds_never_vanished_and_counts_anew(board, clock):
    closes(board, opens(board, ROOM), ROOM)
    main_room = opens(board, MAIN)
    clock.now += LINGERS - 1
    table = opens(board, ROOM)
    clock.now += LINGERS
    assert board.people_in(ROOM) == {"Ben"}
    closes(board, table, ROOM)
    clock.now += LINGERS - 1
    assert board.people_in(ROOM) == {"Ben"}
    closes(board, main_room, MAIN)


async def test_a_person_who_closes_the_last_page_is_gone_after_a_grace_that_covers_a_page_change(board, clock):
    closes(board, opens(board, ROOM, MAIN), ROOM, MAIN)
    clock.now += GRACE - 1
    assert board.people_in(ROOM) == board.people_in(MAIN) == {"Ben"}
    clock.now += 1
    assert board.people_in(ROOM) == board.people_in(MAIN) == set()


async def test_a_person_who_was_gone_and_opens_another_page_does_not_reappear_at_the_table(board, clock):
    closes(board, opens(board, ROOM), ROOM)
    clock.now += GRACE
    board.ours()  # as every five seconds
    opens(board, MAIN)
    assert board.people_in(ROOM) == set()


# ── a person who loses the right to a room ──


async def test_a_person_whose_right_ends_is_gone_at_once(board):
    closes(board, opens(board, ROOM, MAIN), ROOM, for_good=True)
    assert board.people_in(ROOM) == set()


async def test_a_person_who_is_moved_while_on_another_page_is_gone_from_the_old_table_at_once(processes):
    table, main_room, _watcher = processes.boards
    closes(table, opens(table, ROOM), ROOM)
    opens(main_room, MAIN)
    processes.tell()
    assert processes.see("Ben") == [True] * 3
    for board in processes.boards:
        board.forget(["Ben"], [ROOM])
    assert processes.see("Ben") == [False] * 3
    assert processes.see("Ben", MAIN) == [True] * 3
    processes.pass_time(TELL_EVERY)
    assert processes.see("Ben") == [False] * 3


async def test_a_person_who_is_removed_is_gone_everywhere_at_once(processes):
    table, main_room, _watcher = processes.boards
    closes(table, opens(table, ROOM), ROOM)
    page = opens(main_room, MAIN)
    processes.tell()
    for board in processes.boards:
        board.forget(["Ben"])
    closes(main_room, page, MAIN, for_good=True)
    processes.tell()
    assert processes.see("Ben") == processes.see("Ben", MAIN) == [False] * 3


# ── sockets in several processes ──


async def test_every_process_sees_a_person_for_45_seconds_wherever_their_sockets_are(processes):
    table, main_room, _watcher = processes.boards
    page = opens(table, ROOM, MAIN)
    processes.pass_time(TELL_EVERY)
    closes(table, page, ROOM, MAIN)
    opens(main_room, MAIN)
    for _moment in range(int(LINGERS / TELL_EVERY) - 1):
        processes.pass_time(TELL_EVERY)
        assert processes.see("Ben") == processes.see("Ben", MAIN) == [True] * 3
    processes.pass_time(TELL_EVERY)
    assert processes.see("Ben") == [False] * 3
    assert processes.see("Ben", MAIN) == [True] * 3


async def test_no_process_sees_a_flicker_between_two_pages(processes):
    table, main_room, _watcher = processes.boards
    page = opens(table, ROOM, MAIN)
    processes.pass_time(TELL_EVERY)
    closes(table, page, ROOM, MAIN)
    for _second in range(4):  # the page loads
        processes.clock.now += 1
        assert processes.see("Ben", MAIN) == [True] * 3
    opens(main_room, MAIN)
    for _second in range(60):
        processes.clock.now += 1
        if _second % TELL_EVERY == 0:
            processes.tell()
        assert processes.see("Ben", MAIN) == [True] * 3


async def test_a_person_gone_altogether_is_dropped_by_every_process(processes):
    table, *_others = processes.boards
    page = opens(table, ROOM)
    processes.pass_time(TELL_EVERY)
    closes(table, page, ROOM)
    processes.pass_time(GRACE + TELL_EVERY)
    assert processes.see("Ben") == [False] * 3


async def test_a_process_that_says_nothing_is_forgotten(processes):
    table, watcher, _other = processes.boards
    opens(table, ROOM)
    processes.tell()
    processes.clock.now += FORGET_AFTER
    assert watcher.people_in(ROOM) == set()


async def test_a_process_of_the_release_before_tells_of_no_leaving_and_is_understood(board):
    board.heard("older", {"rooms": {str(ROOM): ["Ben"]}})
    assert board.people_in(ROOM) == {"Ben"}


# ── pages without a socket, which poll ──

POLL_EVERY = 4


def poll_for(processes: Processes, seconds: int, *rooms, **more) -> None:
    """Ben's page polls, each time in another process."""
    for number in range(seconds // POLL_EVERY):
        for room in rooms:
            processes.boards[number % len(processes.boards)].polled(room, "Ben", **more)
        processes.pass_time(POLL_EVERY)


async def test_a_person_whose_page_polls_is_here_in_every_process(processes):
    poll_for(processes, 12, ROOM)
    for _poll in range(10):
        poll_for(processes, POLL_EVERY, ROOM)
        assert processes.see("Ben") == [True] * 3


async def test_a_person_whose_page_polls_no_longer_is_gone(processes):
    poll_for(processes, 12, ROOM)
    processes.pass_time(POLL_COUNTS + GRACE + 2 * TELL_EVERY)
    assert processes.see("Ben") == [False] * 3


async def test_a_hidden_page_that_polls_once_a_minute_is_here(board, clock):
    for _minute in range(5):
        board.polled(ROOM, "Ben", is_hidden=True)
        clock.now += 60
        board.ours()
        assert board.people_in(ROOM) == {"Ben"}
    clock.now += HIDDEN_POLL_COUNTS
    board.ours()
    clock.now += GRACE
    assert board.people_in(ROOM) == set()


async def test_a_person_who_polls_is_here_again_at_once_in_a_process_that_restarted(processes):
    poll_for(processes, 12, ROOM)
    processes.boards = [Board(processes.clock) for _board in processes.boards]
    processes.boards[1].polled(ROOM, "Ben")
    processes.tell()
    assert processes.see("Ben") == [True] * 3


async def test_a_person_who_polls_on_another_page_is_seen_at_the_table_for_45_seconds(processes):
    poll_for(processes, 12, ROOM, MAIN)
    poll_for(processes, 40, MAIN)
    assert processes.see("Ben") == [True] * 3
    poll_for(processes, 40, MAIN)
    assert processes.see("Ben") == [False] * 3
    assert processes.see("Ben", MAIN) == [True] * 3


async def test_a_person_who_polls_and_is_moved_or_removed_is_gone_at_once(processes):
    poll_for(processes, 12, ROOM, MAIN)
    for board in processes.boards:
        board.forget(["Ben"], [ROOM])
    assert processes.see("Ben") == [False] * 3
    assert processes.see("Ben", MAIN) == [True] * 3
    for board in processes.boards:
        board.forget(["Ben"])
    assert processes.see("Ben", MAIN) == [False] * 3


async def test_a_person_with_a_socket_and_a_page_that_polls_is_one_person(board, clock):
    page = opens(board, ROOM)
    board.polled(ROOM, "Ben")
    closes(board, page, ROOM)
    assert board.people_in(ROOM) == {"Ben"}
    assert board.told_to(Room(pk=ROOM, kind=Room.Kind.TABLE), "Ben")["count"] == 1


async def test_who_polls_in_a_nearly_empty_main_room_learns_no_number(board):
    main = Room(pk=MAIN, kind=Room.Kind.MAIN)
    for number in range(LEAST_TOLD - 2):
        board.polled(MAIN, f"person {number}")
    assert board.told_to(main, "Ben")["count"] == 0
    board.polled(MAIN, "one more")
    assert board.told_to(main, "Ben")["count"] == LEAST_TOLD
    assert "who" not in board.told_to(main, "Ben")
    assert board.told_to(Room(pk=MAIN, kind=Room.Kind.SCREEN), "Ben") is None


async def test_the_others_are_told_once_of_a_person_who_polls_again_and_again(board, clock):
    room, watcher = Room(pk=ROOM, kind=Room.Kind.TABLE), opens(board, ROOM, name="Ana")
    board.polled(ROOM, "Ben")
    assert told(board, room, watcher) == [["Ana", "Ben"]]
    for _poll in range(5):
        clock.now += POLL_EVERY
        board.polled(ROOM, "Ben")
        board.ours()
        assert told(board, room, watcher) == [None]


# ── what is told ──


async def test_a_page_that_is_opened_anew_is_told_who_is_here_and_the_others_hear_nothing_of_it(board, clock):
    room, watcher = Room(pk=ROOM, kind=Room.Kind.TABLE), opens(board, ROOM, name="Ana")
    page = opens(board, ROOM)
    assert told(board, room, watcher, page) == [["Ana", "Ben"]] * 2
    assert told(board, room, watcher, page) == [None, None]
    closes(board, page, ROOM)
    opens(board, MAIN)
    assert told(board, room, watcher) == [None]
    page = opens(board, ROOM)
    assert told(board, room, watcher, page) == [None, ["Ana", "Ben"]]


async def test_the_end_of_the_45_seconds_is_told(board, clock):
    room, watcher = Room(pk=ROOM, kind=Room.Kind.TABLE), opens(board, ROOM, name="Ana")
    closes(board, opens(board, ROOM), ROOM)
    opens(board, MAIN)
    assert told(board, room, watcher) == [["Ana", "Ben"]]
    clock.now += LINGERS
    assert told(board, room, watcher) == [["Ana"]]


def told(board: Board, room: Room, *sockets) -> list[list[str] | None]:
    frames = [board.frame_for(room, socket) for socket in sockets]
    board.all_told()
    return [json.loads(frame.text)["who"] if frame else None for frame in frames]
