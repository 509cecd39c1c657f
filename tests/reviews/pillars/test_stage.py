"""The main room says at each kind of stage what happens now."""

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from reviews.lenses.models import Pillar
from reviews.lenses.texts import in_language
from reviews.styleguide import samples
from workshop.live.models import Room
from workshop.sessions.models import Stage


@pytest.mark.parametrize("kind", Stage.Kind)
def test_each_kind_of_stage_has_its_words(kind):
    context = {"moment": samples.moment(samples.stage(kind)), "session": samples.session()}
    assert 'class="main-room__lead"' in render_to_string("reviews/pillars/_stage.html", context)


@pytest.mark.django_db
def test_a_briefing_without_definition_and_principles_shows_the_pillars_questions(discussion, bens):
    """As of a lens that was imported without a companion."""
    pillar = discussion.review("operationalExcellence").pillar
    question = pillar.questions.first()
    discussion.goes_to("briefing", pillar.key)
    page = bens.get(discussion.url("reviews:stage")).content.decode()
    assert 'id="stage-principles"' in page
    assert in_language(question.title, "en") not in page

    pillar.principles.all().delete()
    Pillar.objects.filter(pk=pillar.pk).update(definition={})
    version = Room.objects.main_of(discussion.session.pk)
    Room.objects.filter(pk=version.pk).update(version=version.version + 1)
    page = bens.get(discussion.url("reviews:stage")).content.decode()
    assert "main-room__lead" not in page
    assert 'id="stage-principles"' not in page
    for each in pillar.questions.all():
        assert escape(in_language(each.title, "en")) in page
        assert escape(in_language(each.description, "en")) in page
    table = bens.get(discussion.url("reviews:questions", group=discussion.group_of("Ben").pk)).content.decode()
    assert "principles-fold" not in table
