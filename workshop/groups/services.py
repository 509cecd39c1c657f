"""Every write about groups."""

from __future__ import annotations

import secrets

from django.db import transaction

from workshop.groups import dealing, queries
from workshop.groups.models import Group, Member, Round
from workshop.live.models import Room
from workshop.live.rooms import tell
from workshop.sessions.models import Session


@transaction.atomic
def deal(session: Session, *, after_round: int, seed: int | None = None) -> Round | None:
    """Deal everyone who is in the session into groups, as a new round, and open a table for each.

    `after_round` is the number of the round the facilitator saw (0 for none): a second press, or a colleague's at the
    same moment, deals nothing and gives None. So does a session without people.
    """
    if Session.objects.select_for_update().get(pk=session.pk).is_over:
        return None
    before = queries.current_round(session.pk)
    if (before.number if before else 0) != after_round:
        return None
    people = list(session.participants.values_list("pk", "company"))
    if not people:
        return None
    dealt = Round.objects.create(session=session, number=after_round + 1)
    hands = dealing.deal(people, seed=secrets.randbits(32) if seed is None else seed)
    groups = Group.objects.bulk_create(
        [Group(round=dealt, number=number) for number, _hand in enumerate(hands, start=1)]
    )
    Member.objects.bulk_create(
        [
            Member(group=group, round=dealt, participant_id=person)
            for group, hand in zip(groups, hands, strict=True)
            for person in hand
        ]
    )
    Room.objects.bulk_create([Room(session=session, kind=Room.Kind.TABLE, subject=group.pk) for group in groups])
    for kind in (Room.Kind.DESK, Room.Kind.HALL):
        tell(Room.objects.select_related("session").get(session=session, kind=kind), "dealt")
    return dealt
