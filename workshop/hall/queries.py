"""What everybody's page needs. Writes nothing."""

from __future__ import annotations

from workshop.groups import names
from workshop.groups import queries as groups
from workshop.groups.models import Group
from workshop.people.models import Participant
from workshop.sessions.models import Session


def seat_of(session: Session, participant: Participant | None) -> dict:
    """Where a person sits: their group and who is with them; `late` for who sits in none although groups were dealt."""
    group = groups.group_of(participant) if participant else None
    return {
        "my_group": group,
        "my_group_name": names.shown(group.number) if group else "",
        "with_me": _others(group, participant) if group and participant else [],
        "late": bool(participant and not group and groups.current_round(session.pk)),
    }


def earlier_tables(participant: Participant) -> list[tuple[Group, str]]:
    """The tables of earlier rounds at which a person sat, with their names."""
    return [(group, names.shown(group.number)) for group in groups.earlier_groups(participant)]


def _others(group: Group, participant: Participant) -> list[Participant]:
    return [
        member.participant for member in group.members.select_related("participant").exclude(participant=participant)
    ]
