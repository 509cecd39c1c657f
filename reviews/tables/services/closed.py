from reviews.pillars.models import PillarReview


class PillarClosed(Exception):
    """The pillar is not open (any more); its summary is ordered from what was there."""


def held(review: PillarReview) -> PillarReview:
    """The review as it is now, its row held: a write that finds it open is committed before it can be closed."""
    return PillarReview.objects.select_for_update(of=("self",), no_key=True).select_related("pillar").get(pk=review.pk)
