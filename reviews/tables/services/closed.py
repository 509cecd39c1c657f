from reviews.pillars.models import PillarReview


class PillarClosed(Exception):
    """The pillar is not open (any more); its summary is ordered from what was there."""


def held(review: PillarReview) -> PillarReview:
    """The review and its session as they are now, its row held: a write that finds it open is committed before it closes."""
    rows = PillarReview.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("pillar", "review__session").get(pk=review.pk)
