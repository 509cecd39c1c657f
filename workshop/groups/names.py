"""Groups are named after trees.

Numbers go on from round to round, so that no two groups of a session share a name, and a table of an earlier round says of which
one. After the last tree the names repeat,
and the number tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, gettext_lazy, gettext_noop

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


def name_of(number: int) -> Promise:
    """The tree's name, in the language that is active where it is shown and not where this is called."""
    return gettext_lazy(TREES[(number - 1) % len(TREES)])


def shown(number: int) -> Promise:
    """1 Zelkova · 1 けやき, as `name_of`."""
    return cast(Promise, _shown(number))


def shown_earlier(group: Group) -> Promise:
    """1 Zelkova (grouping 1) · 1 けやき（グループ分け1）, for a table of a round that is no longer in force"""
    return cast(Promise, _shown_earlier(group.number, group.round.number))


def _now(number: int) -> str:
    return f"{number} {name_of(number)}"


def _now_earlier(number: int, grouping: int) -> str:
    return gettext("%(table)s (grouping %(number)s)") % {"table": _now(number), "number": grouping}


_shown, _shown_earlier = lazy(_now, str), lazy(_now_earlier, str)
