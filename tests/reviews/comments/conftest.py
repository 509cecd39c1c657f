import pytest

from reviews.comments.models import Comment
from reviews.comments.services import moderation
from tests.reviews.comments.composer import Nobody, waiting_of


@pytest.fixture
def nobody() -> Nobody:
    return Nobody()


@pytest.fixture
def shown(session, nobody):
    """Put comments on the screen: each text posted, moved on and shown. Returns them as they are in the table."""

    def show(*texts: str) -> list[Comment]:
        found = waiting_of(session, nobody, *texts)
        for comment in found:
            moderation.show(session, comment.pk)
            comment.refresh_from_db()
        return found

    return show
