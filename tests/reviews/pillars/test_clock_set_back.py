"""The database's clock is set back in the middle of a day: the pillar is still the one that began last."""

from datetime import timedelta

import pytest
from django.db.models import F

from reviews.comments import queries as comments
from reviews.pillars import queries
from reviews.pillars.models import PillarReview
from workshop.sessions.models import Stage

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "operationalExcellence", "security"


@pytest.fixture
def set_back(discussion):
    """What has begun so far did so at moments that are now two hours ahead."""
    ahead = {"started_at": F("started_at") + timedelta(hours=2)}
    Stage.objects.filter(session=discussion.session, started_at__isnull=False).update(**ahead)
    PillarReview.objects.filter(review__session=discussion.session, opened_at__isnull=False).update(
        opened_at=F("opened_at") + timedelta(hours=2)
    )
    discussion.goes_to("discussion", AFTER)
    return discussion


def test_what_is_commented_now_belongs_to_the_new_pillar(set_back):
    session = set_back.session
    assert comments.is_pass(session, comments.pass_of(session))
    assert comments.topic_now(session) == AFTER


def test_in_a_stage_without_a_pillar_the_tables_stay_at_the_last_one(set_back):
    set_back.goes_to("wrap_up")
    assert queries.open_review(set_back.session.pk).pillar.key == AFTER
