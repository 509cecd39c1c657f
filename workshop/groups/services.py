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
from workshop.sessions.moves import SessionOver


@transaction.atomic
def assign(session: Session, *, after_round: int, seed: int | None = None) -> Round | None:
    """Assign everyone in the session to groups, as a new round, and open a table for each group.

    `after_round` is the number of the round the facilitator saw (0 for none): a second press, or a colleague's at the
    same moment, changes nothing and returns None. So does a session without people. Raises SessionOver, as all below do
    unless they say otherwise.
    """
    _held_until_over(session)
    before = queries.current_round(session.pk)
    if (before.number if before else 0) != after_round:
        return None
    present = list(session.participants.present().values_list("pk", "company"))
    if not present:
        return None
    new_round = Round.objects.create(session=session, number=after_round + 1)
    assigned = grouping.assign(present, seed=secrets.randbits(32) if seed is None else seed)
    groups = _open_tables(new_round, len(assigned))
    Member.objects.bulk_create(
        [
            Member(group=group, round=new_round, participant_id=person)
            for group, people_here in zip(groups, assigned, strict=True)
            for person in people_here
        ]
    )
    announce.groups_assigned(session, before.groups.all() if before else ())
    return new_round


@transaction.atomic
def join(session: Session, *, name: str, company: str, offer: UUID | None = None) -> Participant:
    """Join the session. Once groups are assigned, a latecomer joins a table at once (grouping.table_for says which).

    The same offer sent twice with the same name and company makes one participant. Raises people.services.SessionFull.
    """
    _held(session)
    if joined := people.given(session, offer, name=name, company=company):
        return joined
    participant = people.join(session, name=name, company=company, offer=offer)
    if in_force := queries.current_round(session.pk):
        _place(participant, _table_for(participant, in_force))
    return participant


@transaction.atomic
def move(person: Participant, to: Group, *, seen: str) -> Room | None:
    """Move somebody to another table of the round in force. Their sockets leave the old one; what they wrote stays there.

    `seen` is the table the facilitator saw them at (its id; empty for none): if a colleague has moved them since, or groups
    were assigned again, nothing changes and None is returned.
    """
    session = _held_until_over(person.session)
    member = Member.objects.filter(round=to.round, participant=person).select_related("group").first()
    late = to.round != queries.current_round(session.pk)
    gone = not Participant.objects.present().filter(pk=person.pk).exists()
    if late or gone or str(member.group_id if member else "") != seen or (member and member.group == to):
        return None
    if member:
        _leave(member)
    Member.objects.create(group=to, round=to.round, participant=person)
    return announce.people_changed(session, [member.group, to] if member else [to], main_room=True)


@transaction.atomic
def correct(person: Participant, *, name: str, company: str, by_facilitator: bool = False) -> Room | None:
    """Correct a person's name and company on everybody's pages. None if nothing changes; documents that are printed stay."""
    session = _held_until_over(person.session)
    if not people.correct(person, name=name, company=company, by_facilitator=by_facilitator):
        return None
    person.refresh_from_db(fields=["name", "company"])
    return announce.people_changed(session, Group.objects.filter(members__participant=person), main_room=True)


@transaction.atomic
def remove(person: Participant) -> Room | None:
    """Remove somebody from the session: memberships, sockets and link end. What they wrote stays. None if a colleague was first.

    This, and undoing it, is also possible after the session, since people still read it.
    """
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
    """Undo a removal: the same membership and link, and the table they left, or another if groups were assigned since."""
    session = _held(person.session)
    if not people.restore(person):
        return None
    in_force = queries.current_round(session.pk)
    table = in_force and queries.table_left_by(person, in_force)
    if in_force and table is None and not session.is_over:  # a session that is over opens no more tables
        table = _table_for(person, in_force)
    return _place(person, table, main_room=True) if table else announce.people_changed(session, [], main_room=True)


def _place(person: Participant, table: Group, *, main_room: bool = False) -> Room:
    """Make the person a member of this table. Everyone is told of the first member, since the table is new or was empty."""
    first = not table.members.exists()
    Member.objects.create(group=table, round_id=table.round_id, participant=person)
    return announce.people_changed(person.session, [table], main_room=main_room or first, has_new_table=first)


def _table_for(person: Participant, in_force: Round) -> Group:
    tables = queries.companies_at_tables(in_force)
    found = grouping.table_for(person.company, list(tables.values()))
    return _open_tables(in_force, 1)[0] if found is None else Group.objects.get(pk=list(tables)[found])


def _leave(member: Member) -> Group:
    """End the membership. The rights of all sockets in the table's room are checked again."""
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
    """The session, its row locked until the commit, so that assigning, moving and joining happen one after the other."""
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def _held_until_over(session: Session) -> Session:
    held = _held(session)
    if held.is_over:
        raise SessionOver
    return held
