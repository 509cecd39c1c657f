"""The main room says at each kind of stage what happens now."""

import pytest
from django.template.loader import render_to_string

from reviews.styleguide import samples
from workshop.sessions.models import Stage


@pytest.mark.parametrize("kind", Stage.Kind)
def test_each_kind_of_stage_has_its_words(kind):
    context = {"moment": samples.moment(samples.stage(kind)), "session": samples.session()}
    assert 'class="main-room__lead"' in render_to_string("reviews/pillars/_stage.html", context)
