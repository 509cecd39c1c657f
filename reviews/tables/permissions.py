"""What may be done at a table, and which choices exclude each other."""

from reviews.lenses.models import Choice
from reviews.pillars.models import PillarReview
from workshop.groups.models import Group
from workshop.sessions.models import Session

NONE_OF_THESE = "_no"  # the end of the key of a choice that means “none of these”; its title does not matter


def may_talk(session: Session) -> bool:
    return not session.is_over


def may_review(session: Session, review: PillarReview | None) -> bool:
    """Findings and answers need an open pillar, because the summary of a closed one is already ordered."""
    return bool(review and review.state == PillarReview.State.OPEN and not session.is_over)


def may_work(session: Session, group: Group, review: PillarReview) -> bool:
    """The table of an earlier round may be used again while a pillar it worked on is corrected (see queries.review_at)."""
    return may_review(session, review) and (group.in_force or review.is_corrected)


def exclude_each_other(one: Choice, other: Choice) -> bool:
    """“None of these” and any other choice exclude each other."""
    return one.key.endswith(NONE_OF_THESE) != other.key.endswith(NONE_OF_THESE)
