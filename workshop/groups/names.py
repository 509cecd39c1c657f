"""Groups carry the names of trees, after the wood of pillars. Beyond the last tree a group has its number alone."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as tree

TREES = (
    tree("Zelkova"),
    tree("Cypress"),
    tree("Cedar"),
    tree("Chestnut"),
    tree("Oak"),
    tree("Pine"),
    tree("Beech"),
    tree("Hornbeam"),
    tree("Hemlock"),
    tree("Cherry"),
    tree("Fir"),
    tree("Horse chestnut"),
    tree("Magnolia"),
    tree("Maple"),
    tree("Camphor"),
    tree("Katsura"),
    tree("Birch"),
    tree("Dogwood"),
    tree("Willow"),
    tree("Walnut"),
)


def name_of(number: int) -> str:
    """The tree's name in the language spoken now; empty for groups beyond the trees."""
    return gettext(TREES[number - 1]) if 1 <= number <= len(TREES) else ""


def shown(number: int) -> str:
    """1 Zelkova · 1 けやき"""
    return f"{number} {name_of(number)}".strip()
