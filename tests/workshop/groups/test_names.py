"""Names of tables are in the reader's language, wherever they were chosen."""

import pytest
from django.template import Context, Template
from django.utils import translation

from workshop.groups import names
from workshop.groups.models import Group, Round
from workshop.main_room.queries import Place

SHOWN = {"ja": "2 ひのき", "en": "2 Cypress"}
EARLIER = {"ja": "2 ひのき（グループ分け1）", "en": "2 Cypress (grouping 1)"}


@pytest.mark.parametrize("language", SHOWN)
def test_a_name_that_was_chosen_while_no_language_was_active_is_in_the_readers_language(language):
    """As in a task, or ahead of Django's middleware."""
    with translation.override(None):
        place = Place(group=Group(number=2), earlier=[Group(number=2, round=Round(number=1))]).shown()
        template = Template("{{ my_group_name }}|{% for _group, name in my_earlier %}{{ name }}{% endfor %}")
    with translation.override(language):
        assert template.render(Context(place)) == f"{SHOWN[language]}|{EARLIER[language]}"


def test_names_repeat_after_the_last_tree_and_the_number_tells_them_apart():
    with translation.override("en"):
        assert [str(names.shown(number)) for number in (1, len(names.TREES) + 1)] == ["1 Zelkova", "21 Zelkova"]
