"""Groups are named after trees.

Numbers go on from round to round, so that no two groups of a session share a name, and a table of an earlier round says of which
one. After the last tree the names repeat,
and the number tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

if TYPE_CHECKING:
    from workshop.groups.models import Group

TREES = (
    gettext_noop("Zelkova"),
    gettext_noop("Cypress"),
    gettext_noop("Cedar"),
    gettext_noop("Chestnut"),
    gettext_noop("Oak"),
    gettext_noop("Pine"),
    gettext_noop("Beech"),
    gettext_noop("Hornbeam"),
    gettext_noop("Larch"),
    gettext_noop("Cherry"),
    gettext_noop("Fir"),
    gettext_noop("Horse chestnut"),
    gettext_noop("Magnolia"),
    gettext_noop("Maple"),
    gettext_noop("Camphor"),
    gettext_noop("Katsura"),
    gettext_noop("Birch"),
    gettext_noop("Dogwood"),
    gettext_noop("Willow"),
    gettext_noop("Walnut"),
)


def name_of(number: int) -> str:
    """The tree's name in the language spoken now."""
    return gettext(TREES[(number - 1) % len(TREES)])


def shown(number: int) -> str:
    """1 Zelkova · 1 けやき"""
    return f"{number} {name_of(number)}"


def shown_earlier(group: Group) -> str:
    """1 Zelkova (grouping 1) · 1 けやき（グループ分け1）, for a table of a round that is no longer in force"""
    return gettext("%(table)s (grouping %(number)s)") % {"table": shown(group.number), "number": group.round.number}
