"""The sections of the page: each component in each of its states."""

from reviews.styleguide.sections import comments, desk, lenses, plain, tables
from reviews.styleguide.specimens import Section


def all_of_them() -> list[Section]:
    shown = [*plain.sections(), *tables.sections(), *comments.sections(), *desk.sections(), *lenses.sections()]
    return sorted(shown, key=lambda section: section.name)
