"""The name under which a browser saves a summary."""

from types import SimpleNamespace as Some

import pytest

from reviews.summaries.file_names import file_name


@pytest.mark.parametrize(
    ("title", "begins"),
    [
        ("Cloud review", "Cloud review 3"),
        ("A/B: \x07 test.", "A-B- test 3"),
        ("👨\u200d👩\u200d👧 offsite", "👨\u200d👩\u200d👧 offsite 3"),
        ("\u200d", "3"),
        ("..", "_ 3"),
        (". .", "_ 3"),
    ],
)
def test_it_begins_with_the_title_of_the_session(title, begins):
    review = Some(closed_at=None, pillar=Some(number=3, name={"en": "Reliability"}))
    session = Some(title=title, zone="UTC", languages=["en"])
    assert file_name(session, Some(pillar_review=review, version=1)) == f"{begins} Reliability v1.pdf"
