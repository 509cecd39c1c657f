"""From the closing of a pillar to a PDF in everyone's hands: printed for real."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.db.models.functions import Now

from reviews.lenses.models import Pillar
from reviews.pillars.models import PillarReview
from reviews.summaries import render, services
from reviews.summaries.models import Summary
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from workshop.sessions.models import Session

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
    discussion.publishes()
    response = bens.get(discussion.url("reviews:summary-file", summary=summary.pk))
    assert response.content.startswith(b"%PDF-1.7")
    assert b".pdf" in bens.get(discussion.url("reviews:summaries")).content


@pytest.fixture
def made(discussion, summary, monkeypatch) -> Summary:
    monkeypatch.setattr("reviews.summaries.render.render", lambda _content: b"%PDF-")
    services.render(summary.pk)
    discussion.publishes()
    return again(summary)


def saved_as(response) -> str:
    """The name that a browser reads from the header (RFC 6266, RFC 5987)."""
    _kind, _, parameter = response["Content-Disposition"].partition("; ")
    key, _, value = parameter.partition("=")
    return unquote(value.removeprefix("utf-8''")) if key == "filename*" else value.strip('"')


@pytest.mark.parametrize(
    ("languages", "title", "name"),
    [
        (["ja", "en"], "クラウド：設計/レビュー", "クラウド：設計-レビュー 2026-11-28 1 運用上の優秀性 v1.pdf"),
        (["en", "ja"], 'The "big" review?', "The -big- review- 2026-11-28 1 Operational Excellence v1.pdf"),
    ],
)
def test_the_name_of_the_file_has_session_day_pillar_and_version(discussion, made, bens, languages, title, name):
    night = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # already the 28th in Tokyo
    PillarReview.objects.filter(pk=made.pillar_review_id).update(closed_at=night)
    Session.objects.filter(pk=discussion.session.pk).update(title=title, languages=languages, zone="Asia/Tokyo")
    response = bens.get(discussion.url("reviews:summary-file", summary=made.pk))
    assert saved_as(response) == name


def test_the_name_of_the_file_fits_into_a_header_whatever_the_pillars_and_the_sessions_name(discussion, made, bens):
    """A proxy answers 502 where the head of an answer is longer than some kilobytes."""
    Pillar.objects.filter(pk=made.pillar_review.pillar_id).update(name={"ja": "柱" * 2000, "en": "p" * 2000})
    Session.objects.filter(pk=discussion.session.pk).update(title="𠮷" * 120)
    response = bens.get(discussion.url("reviews:summary-file", summary=made.pk))
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
    discussion.publishes()
    pdfs = [bens.get(discussion.url("reviews:summary-file", summary=one.pk)).content for one in Summary.objects.all()]
    assert pdfs[0] == first != pdfs[1]
    page = bens.get(discussion.url("reviews:summaries")).content.decode()
    assert all(str(one.pk) in page for one in Summary.objects.all())
