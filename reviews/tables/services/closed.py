from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from reviews.pillars.models import PillarReview
from workshop.compiled import compiled
from workshop.sessions.models import Stage


class PillarClosed(Exception):
    """The pillar is not open (any more); its summary is ordered from what was there."""


def held(review: PillarReview) -> PillarReview:
    """The review and its session as they are now, its row held: a write that finds it open is committed before it closes.

    `is_on_stage` says whether the groups present it at the moment.
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
