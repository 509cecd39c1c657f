"""What is read of groups. Writes nothing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from workshop.groups.models import Group, Member, Round
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


def group_of(participant: Participant) -> Group | None:
    """The group a participant sits in now; None for who came after the deal."""
    in_force = current_round(participant.session_id)
    return Group.objects.filter(round=in_force, members__participant=participant).first() if in_force else None


def with_people(group_id: UUID, session: Session) -> Group | None:
    return Group.objects.filter(pk=group_id, round__session=session).prefetch_related(_people()).first()


def open_to(participant: Participant) -> QuerySet[Group]:
    """Every group of any round in which the participant sat."""
    return Group.objects.filter(members__participant=participant)


def waiting_in_the_hall(session: Session) -> int:
    """How many came after the deal and sit in no group."""
    in_force = current_round(session.pk)
    if in_force is None:
        return 0
    return session.participants.exclude(memberships__round=in_force).count()


def _people() -> Prefetch:
    return Prefetch("members", queryset=Member.objects.select_related("participant").order_by("pk"))
