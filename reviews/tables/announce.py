"""Which rooms are told about a table: its own, and the main room while it shows the board."""

from __future__ import annotations

from uuid import UUID

from reviews.pillars.models import PillarReview
from reviews.tables import queries
from reviews.tables.models import Finding
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.live.rooms import tell


def said(room: Room, entry) -> int:
    return tell(room, "entry", "reviews/tables/_entry.html", {"entry": entry, "room": room})


def entry_changed(room: Room, entry) -> int:
    """Tell an entry that its writer edited or deleted. Panes that do not show it ignore this."""
    return tell(room, "entry", "reviews/tables/_entry.html", {"entry": entry, "room": room, "replaces": True})


def finding_changed(room: Room, group: Group, finding: Finding, *, count: int) -> int:
    """Tell a finding as it is now: new, edited or deleted. `count` is how many are on the board then."""
    review = finding.pillar_review
    context = {
        "room": room,
        "session": room.session,
        "group": group,
        "review": review,
        "finding": finding,
        "count": count,
        "open": review.state == PillarReview.State.OPEN,
    }
    return tell(room, "finding", "reviews/tables/_finding_told.html", context)


def board_changed(room: Room) -> int:
    """Let the table fetch its findings again."""
    return tell(room, "finding")


def answer_changed(room: Room, group: Group, review: PillarReview, question_keys: set[str]) -> int:
    """Tell the questions whose answer or focus changed, each as it is now."""
    answers = queries.answers_of(group, review)
    context = {
        "room": room,
        "session": room.session,
        "group": group,
        "changed": [answer for answer in answers if answer.question.key in question_keys],
        "answers": answers,
        "answered": sum(answer.is_answered for answer in answers),
        "open": review.state == PillarReview.State.OPEN,
    }
    return tell(room, "answer", "reviews/tables/_answers_told.html", context)


def presented(session_id: UUID, group: Group, review: PillarReview) -> None:
    """Tell the screen and the main room a group's board if they show this pillar.

    The review must come from services.closed.held().
    """
    if not (review.closed_at or review.is_on_stage):
        return
    if review.is_on_stage:
        tell(Room.objects.select_related("session").screen_of(session_id), "presentation")
    main_room = Room.objects.select_related("session").main_of(session_id)
    if review.closed_at:  # this may be the first that the group wrote, and then its board is a new one among the others
        tell(main_room, "presentation")
    else:

        def board() -> dict:
            return {"room": main_room, "board": queries.boards_of(review, [group])[0]}

        tell(main_room, "presentation", "reviews/tables/_presented_board.html", board)


def focus_chosen(session_id: UUID) -> None:
    """Tell the screen, which shows during a discussion the focus question of each group."""
    tell(Room.objects.select_related("session").screen_of(session_id), "focus")
