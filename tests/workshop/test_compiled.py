"""Querysets that are compiled once: they find what Django finds, for whatever values come."""

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from reviews.pillars import queries as pillars
from reviews.tables import queries as tables
from reviews.tables.models import Finding
from reviews.tables.services import closed
from workshop.groups import queries as groups

TOPIC = "operationalExcellence"

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(discussion) -> dict:
    """Each of our compiled questions, and values of which it finds something."""
    ben, group, review = discussion.people["Ben"], discussion.group_of("Ben"), discussion.review(TOPIC)
    Finding.ever.create(group=group, pillar_review=review, participant=ben, client_id=ben.pk, title="Once", risk="high")
    return {
        groups._members_at: (group.pk, discussion.session.pk, ben.pk),
        pillars._open_reviews: (discussion.session.pk,),
        pillars._current_reviews: (discussion.session.pk,),
        pillars._reviews_on: (discussion.session.pk, TOPIC),
        tables._counted: (group.pk, review.pk),
        closed._held: (review.pk,),
    }


def said(found) -> dict | tuple:
    """All that is known of a row without asking again: its fields, what was annotated, and the rows that came with it."""
    if not isinstance(found, Model):
        return tuple(found)
    about = {name: value for name, value in vars(found).items() if name != "_state"}
    foreign = [field for field in found._meta.fields if field.is_relation and field.is_cached(found)]
    return about | {field.name: said(field.get_cached_value(found)) for field in foreign}


def test_they_find_what_the_querysets_find_that_they_are_made_of(asked):
    for question, values in asked.items():
        found = [said(row) for row in question(*values)]
        assert found
        assert found == [said(row) for row in question.__wrapped__(*values)]
        assert found == [said(row) for row in question(*values)]


def test_each_is_one_statement(asked):
    for question, values in asked.items():
        with CaptureQueriesContext(connection) as statements:
            question(*values)
        assert len(statements) == 1


def test_other_values_have_other_answers(asked, discussion):
    here = groups._members_at
    group, session, ben = asked[here]
    others = [person.pk for name, person in discussion.people.items() if discussion.group_of(name).pk != group]
    assert others
    assert [member.participant_id for member in here(group, session, ben)] == [ben]
    assert here(group, session, others[0]) == []
    assert [member.participant_id for member in here(group, session, others[0], ben)] == [ben]


def test_what_is_found_can_be_saved_and_read_again(asked):
    (member,) = groups._members_at(*asked[groups._members_at])
    member.participant.company = "Elsewhere"
    member.participant.save()
    member.refresh_from_db()
    assert member.participant.company == "Elsewhere"


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_would_hold_nothing_is_refused(asked):
    question = closed._held
    with transaction.atomic():
        assert question(*asked[question])
    with pytest.raises(transaction.TransactionManagementError):
        question(*asked[question])
