"""From the closing of a pillar to a PDF in everyone's hands: printed for real."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from reviews.lenses.models import Pillar
from reviews.summaries import render, services
from reviews.summaries.models import Summary
from reviews.tables.services import findings
from reviews.tables.writers import Writer

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


@pytest.fixture
def summary(discussion) -> Summary:
    return discussion.closes(TOPIC)


def again(summary: Summary) -> Summary:
    summary.refresh_from_db()
    return summary


def test_a_rendered_summary_is_a_pdf_that_everyone_gets(discussion, summary, bens, settings):
    services.render(summary.pk)
    assert again(summary).state == Summary.State.READY
    assert summary.file.name.endswith(".pdf")
    response = bens.get(discussion.url("reviews:summary-file", summary=summary.pk))
    assert response.content.startswith(b"%PDF-1.7")
    assert b".pdf" in bens.get(discussion.url("reviews:summaries")).content


def test_the_name_of_the_file_fits_into_a_header_whatever_the_pillars_name(discussion, summary, bens, monkeypatch):
    """A proxy answers 502 where the head of an answer is longer than some kilobytes."""
    monkeypatch.setattr("reviews.summaries.render.render", lambda _content: b"%PDF-")
    services.render(summary.pk)
    Pillar.objects.filter(pk=summary.pillar_review.pillar_id).update(name={"ja": "柱" * 2000, "en": "p" * 2000})
    response = bens.get(discussion.url("reviews:summary-file", summary=summary.pk))
    assert len(response["Content-Disposition"]) < 2000


def test_rendering_a_ready_summary_again_changes_nothing(summary):
    services.render(summary.pk)
    made = again(summary).ready_at
    services.render(summary.pk)
    assert again(summary).ready_at == made


def test_a_summary_whose_worker_was_lost_is_made_by_the_next(summary):
    Summary.objects.filter(pk=summary.pk).update(
        state="rendering", lease=summary.pk, lease_until=Now() - timedelta(seconds=1), attempts=1
    )
    services.render(summary.pk)
    assert again(summary).state == Summary.State.READY


def test_three_failures_say_why_and_the_summary_can_be_made_again(discussion, summary, desk, monkeypatch):
    made = render.render
    monkeypatch.setattr(render, "render", lambda document: 1 / 0)
    for attempt in range(1, 4):
        services.render(summary.pk)
        assert again(summary).attempts == attempt
    assert again(summary).state == Summary.State.FAILED
    assert "Creating the PDF failed." in desk.get(discussion.url("reviews:desk-summaries")).content.decode()

    monkeypatch.setattr(render, "render", made)
    desk.sends(discussion.url("reviews:rendering", summary=summary.pk))
    services.render(summary.pk)
    assert again(summary).state == Summary.State.READY


def test_version_1_stays_as_it_was_and_both_can_be_read(discussion, summary, bens):
    services.render(summary.pk)
    first = again(summary).file.read()
    services.reopen(discussion.review(TOPIC))
    ben, group = Writer(discussion.people["Ben"]), discussion.group_of("Ben")
    findings.report(group, discussion.review(TOPIC), author=ben, client_id=summary.pk, title="Added")
    services.render(discussion.closes(TOPIC).pk)
    pdfs = [bens.get(discussion.url("reviews:summary-file", summary=one.pk)).content for one in Summary.objects.all()]
    assert pdfs[0] == first != pdfs[1]
    page = bens.get(discussion.url("reviews:summaries")).content.decode()
    assert all(str(one.pk) in page for one in Summary.objects.all())
