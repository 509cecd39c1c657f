"""Every write about groups."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from workshop.groups import announce, grouping, queries
from workshop.groups.models import Departure, Group, Member, Round
from workshop.live import notifier
from workshop.live.models import Room
from workshop.people import services as people
from workshop.people.models import Participant
from workshop.sessions.models import Session


@transaction.atomic
def assign(session: Session, *, after_round: int, seed: int | None = None) -> Round | None:
    """Deal everyone who is in the session into groups, as a new round, and open a table for each.

    `after_round` is the number of the round the facilitator saw (0 for none): a second press, or a colleague's at the
    same moment, deals nothing and gives None. So does a session without people.
    """
    if _held(session).is_over:
        return None
    before = queries.current_round(session.pk)
    if (before.number if before else 0) != after_round:
        return None
    present = list(session.participants.present().values_list("pk", "company"))
    if not present:
        return None
    new_round = Round.objects.create(session=session, number=after_round + 1)
    hands = grouping.assign(present, seed=secrets.randbits(32) if seed is None else seed)
    groups = _open_tables(new_round, len(hands))
    Member.objects.bulk_create(
        [
            Member(group=group, round=new_round, participant_id=person)
            for group, hand in zip(groups, hands, strict=True)
            for person in hand
        ]
    )
    announce.groups_assigned(session, before.groups.all() if before else ())
    return new_round


@transaction.atomic
def join(session: Session, *, name: str, company: str, offer: UUID | None = None) -> Participant:
    """A guest joins. Who comes after the deal sits down at a table at once (dealing.table_for says which).

    The same offer twice, with the same name and company, is one guest. Raises people.services.NoSeatLeft.
    """
    _held(session)
    if seated := people.given(session, offer, name=name, company=company):
        return seated
    guest = people.join(session, name=name, company=company, offer=offer)
    if in_force := queries.current_round(session.pk):
        _place(guest, _table_for(guest, in_force))
    return guest


@transaction.atomic
def move(person: Participant, to: Group, *, seen: str) -> Room | None:
    """Seat somebody at another table of the round in force. Their sockets at the old one end; what they wrote stays there.

    `seen` is the table the facilitator saw them at (its id; empty for none): if a colleague moved them meanwhile, or the
    groups were dealt again, nothing changes and the answer is None.
    """
    session = _held(person.session)
    member = Member.objects.filter(round=to.round, participant=person).select_related("group").first()
    late = session.is_over or to.round != queries.current_round(session.pk)
    gone = not Participant.objects.present().filter(pk=person.pk).exists()
    if late or gone or str(member.group_id if member else "") != seen or (member and member.group == to):
        return None
    if member:
        _leave(member)
    Member.objects.create(group=to, round=to.round, participant=person)
    return announce.people_changed(session, [member.group, to] if member else [to], main_room=True)


@transaction.atomic
def remove(person: Participant) -> Room | None:
    """Take away somebody's seats, sockets and link. What they wrote stays. None if a colleague did so first."""
    session = _held(person.session)
    if not people.remove(person):
        return None
    memberships = Member.objects.filter(round=queries.current_round(session.pk), participant=person).select_related(
        "group"
    )
    left = [_leave(member) for member in memberships]
    return announce.people_changed(session, left, main_room=True, has_new_pass=True)


@transaction.atomic
def let_in_again(person: Participant) -> Room | None:
    """Undo a removal: the same seat and link, and the table they left, or another if groups were dealt since."""
    session = _held(person.session)
    if session.is_over or not people.restore(person):
        return None
    in_force = queries.current_round(session.pk)
    if in_force is None:
        return announce.people_changed(session, [], main_room=True)
    table = queries.table_left_by(person, in_force) or _table_for(person, in_force)
    return _place(person, table, main_room=True)


def _place(person: Participant, table: Group, *, main_room: bool = False) -> Room:
    """Sit down at this table. The first at a table is told to everyone: it is new, or was empty."""
    first = not table.members.exists()
    Member.objects.create(group=table, round_id=table.round_id, participant=person)
    return announce.people_changed(person.session, [table], main_room=main_room or first)


def _table_for(person: Participant, in_force: Round) -> Group:
    tables = queries.companies_at_tables(in_force)
    found = grouping.table_for(person.company, list(tables.values()))
    return _open_tables(in_force, 1)[0] if found is None else Group.objects.get(pk=list(tables)[found])


def _leave(member: Member) -> Group:
    """From now on this person is a stranger at the table: whoever sits there is asked again who may hear it."""
    Departure.objects.create(group=member.group, participant_id=member.participant_id)
    member.delete()
    room = Room.objects.table_of(member.group_id)
    notifier.recheck_rights(rooms=[room.pk], moved=[member.participant_id])
    return member.group


def _open_tables(new_round: Round, count: int) -> list[Group]:
    """New groups of a round. Their numbers go on from the last one of the day."""
    last = Group.objects.filter(round__session=new_round.session_id).aggregate(last=Max("number"))["last"] or 0
    groups = Group.objects.bulk_create([Group(round=new_round, number=last + place) for place in range(1, count + 1)])
    Room.objects.bulk_create(
        [Room(session_id=new_round.session_id, kind=Room.Kind.TABLE, subject=group.pk) for group in groups]
    )
    return groups


def _held(session: Session) -> Session:
    """The session, its row held until the commit: deals, moves and late comers happen one after the other."""
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)
