"""Who may do what at a table."""

from reviews.pillars.models import PillarReview
from workshop.sessions.models import Session


def may_talk(session: Session) -> bool:
    return not session.is_over


def may_review(session: Session, review: PillarReview | None) -> bool:
    """Findings and answers belong to an open pillar; a closed one is printed already."""
    return bool(review and review.state == PillarReview.State.OPEN and not session.is_over)
