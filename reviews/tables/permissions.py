"""Who may do what at a table, and what cannot stand together."""

from reviews.lenses.models import Choice
from reviews.pillars.models import PillarReview
from workshop.groups.models import Group
from workshop.sessions.models import Session

NONE_OF_THESE = "_no"  # how the keys of such choices end, whatever their title


def may_talk(session: Session) -> bool:
    return not session.is_over


def may_review(session: Session, review: PillarReview | None) -> bool:
    """Findings and answers belong to an open pillar; a closed one is printed already."""
    return bool(review and review.state == PillarReview.State.OPEN and not session.is_over)


def may_work(session: Session, group: Group, review: PillarReview) -> bool:
    """A table of an earlier round works once more when a pillar of its own is corrected (see queries.review_at)."""
    return may_review(session, review) and (group.in_force or review.is_corrected)


def exclude_each_other(one: Choice, other: Choice) -> bool:
    """ "None of these" cannot be true beside one of these."""
    return one.key.endswith(NONE_OF_THESE) != other.key.endswith(NONE_OF_THESE)
