"""What is read of groups. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from workshop.compiled import compiled
from workshop.groups.models import Departure, Group, Member, Round
from workshop.live.models import Room
from workshop.people.memberships import Membership
from workshop.people.models import Participant
from workshop.sessions.models import Session


def current_round(session_id: UUID) -> Round | None:
    return Round.objects.filter(session=session_id).order_by("-number").first()


def groups_of(session: Session) -> list[Group]:
    """The groups in force with their people, by two more queries."""
    in_force = current_round(session.pk)
    return groups_of_round(in_force) if in_force else []


def groups_of_round(in_force: Round) -> list[Group]:
    return list(in_force.groups.prefetch_related(_people()).order_by("number"))


def companies_at_tables(in_force: Round) -> dict[UUID, list[str]]:
    """The companies of the members of each table of the round, in the order of the tables."""
    companies: defaultdict[UUID, list[str]] = defaultdict(list)
    tables = in_force.groups.order_by("number", "members__pk")
    for table, company in tables.values_list("pk", "members__participant__company"):
        companies[table] += [company] if company is not None else []
    return companies


def earlier_groups_of(session: Session) -> list[Group]:
    """The groups of all rounds but the one in force."""
    in_force = current_round(session.pk)
    if in_force is None:
        return []
    earlier = Group.objects.filter(round__session=session).exclude(round=in_force)
    return list(earlier.select_related("round").order_by("number"))


def group_of(participant: Participant) -> Group | None:
    """The participant's group in the round in force; None before groups are assigned."""
    in_force = current_round(participant.session_id)
    return Group.objects.filter(round=in_force, members__participant=participant).first() if in_force else None


def rounds_in_force(session_ids: Collection[UUID]) -> dict[UUID, int]:
    """The key of each session's round in force; sessions without assigned groups are left out."""
    rounds = Round.objects.filter(session__in=session_ids).order_by("number")
    return dict(rounds.values_list("session", "pk"))  # of several the last stays


def groups_by_person(people: Collection[Participant]) -> dict[UUID, list[Group]]:
    """The groups of each person in all rounds. Their tables stay open to the person, to read."""
    members = Member.objects.filter(participant__in=people).select_related("group__round").order_by("group__number")
    groups = defaultdict(list)
    for member in members:
        groups[member.participant_id].append(member.group)
    return groups


def people_by_group(group_ids: Collection[UUID]) -> dict[UUID, list[Participant]]:
    people = defaultdict(list)
    for member in Member.objects.filter(group__in=group_ids).select_related("participant"):
        people[member.group_id].append(member.participant)
    return people


def table(group_id: UUID, session: Session) -> Group | None:
    """A group of this session, with `in_force`."""
    found = Group.objects.filter(pk=group_id, round__session=session)
    return found.annotate(in_force=~Exists(_later_rounds())).first()  # type: ignore[no-redef]


def member_at(group_id: UUID, session_id: UUID, memberships: Collection[Membership]) -> Member | None:
    """The member of this table to which one of a browser's memberships belongs, if it is still valid.

    It comes with the participant and their session, and with the group, its room and `in_force`.
    """
    generations = dict(memberships)
    for member in _members_at(group_id, session_id, *generations) if memberships else []:
        if member.participant.generation == generations[member.participant_id]:
            session, subject = member.participant.session, member.group_id
            member.group.in_force = member.in_force  # type: ignore[attr-defined]  # annotated below, as `room` is
            member.group.room = Room(pk=member.room, session=session, kind=Room.Kind.TABLE, subject=subject)  # type: ignore[attr-defined]
            return member
    return None


@compiled
def _members_at(group_id: UUID, session_id: UUID, *people: UUID) -> QuerySet[Member]:
    members = Member.objects.filter(group=group_id, round__session=session_id, participant__pk__in=people)
    rooms = Room.objects.filter(kind=Room.Kind.TABLE, subject=OuterRef("group"))
    here = members.filter(participant__removed_at=None).select_related("group", "participant__session")
    return here.annotate(in_force=~Exists(_later_rounds()), room=rooms.values("pk")[:1])


def _later_rounds() -> QuerySet[Round]:
    """After that of the group or member in the outer query."""
    return Round.objects.filter(session=OuterRef("round__session"), number__gt=OuterRef("round__number"))


def members_of(groups: Collection[Group]) -> dict[UUID, list[Member]]:
    """The members of each table, in the order in which they joined it."""
    members: dict[UUID, list[Member]] = {group.pk: [] for group in groups}
    for member in Member.objects.filter(group__in=groups).select_related("participant").order_by("pk"):
        members[member.group_id].append(member)
    return members


def has_left(participant: Participant, group_id: UUID) -> bool:
    """Whether the participant was a member of this group once and no longer is."""
    gone = Departure.objects.filter(participant=participant, group=group_id).exists()
    return gone and not Member.objects.filter(participant=participant, group=group_id).exists()


def table_before(participant: Participant, present: Group, group_id: UUID) -> Group | None:
    """The group of this id, if the participant was moved from it, or belonged to it in an earlier round than the present group."""
    left = Departure.objects.filter(participant=participant, group=OuterRef("pk"))
    member = Member.objects.filter(participant=participant, group=OuterRef("pk"))
    found = Group.objects.filter(pk=group_id).exclude(pk=present.pk)
    return found.filter(Exists(left) | Exists(member)).first()


def table_left_by(participant: Participant, in_force: Round) -> Group | None:
    """The table of this round that the participant left last."""
    left = Departure.objects.filter(participant=participant, group__round=in_force).select_related("group")
    last = left.order_by("-pk").first()
    return last.group if last else None


def waiting_in_the_main_room(session: Session) -> list[Participant]:
    """The people without a group although groups are assigned."""
    in_force = current_round(session.pk)
    if in_force is None:
        return []
    return list(session.participants.present().exclude(table_memberships__round=in_force))


def roster_of(session: Session) -> list[tuple[Participant, Group | None]]:
    """Everyone who was not removed, in the order in which they joined, with their group in the round in force."""
    in_force = current_round(session.pk)
    members = Member.objects.filter(round=in_force).select_related("group") if in_force else Member.objects.none()
    groups = {member.participant_id: member.group for member in members}
    return [(person, groups.get(person.pk)) for person in session.participants.present()]


def removed_from(session: Session) -> list[Participant]:
    return list(session.participants.filter(removed_at__isnull=False).order_by("removed_at"))


def _people() -> Prefetch:
    return Prefetch("members", queryset=Member.objects.select_related("participant").order_by("pk"))
