from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from reviews.pillars.models import PillarReview
from workshop.compiled import compiled
from workshop.sessions.models import Stage


class PillarClosed(Exception):
    """The pillar is not open, or no longer; its summary is ordered."""


def held(review: PillarReview) -> PillarReview:
    """The review and its session as they are now, with its row locked, so that the pillar cannot close before the commit.

    `is_on_stage` says whether the groups present this pillar now.
    """
    (now,) = _held(review.pk)
    return now


@compiled
def _held(review_id: UUID) -> QuerySet[PillarReview]:
    rows = PillarReview.objects.select_for_update(of=("self",), no_key=True).select_related("pillar", "review__session")
    presentations = Stage.objects.filter(
        session=OuterRef("review__session"),
        topic=OuterRef("pillar__key"),
        kind=Stage.Kind.PRESENTATION,
        state__in=Stage.OPEN,
    )
    return rows.annotate(is_on_stage=Exists(presentations)).filter(pk=review_id)  # type: ignore[no-redef]
