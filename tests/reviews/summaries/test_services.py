"""Closing a pillar, and what becomes of its summary whatever happens to the worker."""

import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import translation

from reviews.lenses.texts import in_language
from reviews.scenarios import queries as scenarios
from reviews.summaries import queries, render, services
from reviews.summaries.models import Summary
from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer
from workshop.groups import services as groups
from workshop.sessions import queries as sessions

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


@pytest.fixture
def summary(discussion) -> Summary:
    return discussion.closes(TOPIC)


def again(summary: Summary) -> Summary:
    summary.refresh_from_db()
    return summary


def test_closing_twice_gives_the_same_summary(discussion):
    assert discussion.closes(TOPIC) == discussion.closes(TOPIC)
    assert Summary.objects.count() == 1


def test_a_pillar_that_never_was_open_has_nothing_to_close(discussion):
    assert discussion.closes("security") is None


def test_closing_ends_the_pillars_running_stage(discussion):
    discussion.goes_to("presentation", TOPIC)
    discussion.closes(TOPIC)
    assert sessions.open_stage(discussion.session.pk) is None


def test_closing_tells_tables_desk_screen_and_main_room(discussion):
    before = dict(discussion.session.rooms.values_list("pk", "version"))
    discussion.closes(TOPIC)
    assert all(version > before[pk] for pk, version in discussion.session.rooms.values_list("pk", "version"))


def test_a_summary_another_worker_is_at_is_left_alone(summary):
    Summary.objects.filter(pk=summary.pk).update(
        state="rendering", lease=summary.pk, lease_until=Now() + timedelta(seconds=60), attempts=1
    )
    services.render(summary.pk)
    assert again(summary).state == Summary.State.RENDERING


def test_a_lease_from_before_the_clock_was_set_back_holds_no_other_worker_up(summary):
    Summary.objects.filter(pk=summary.pk).update(
        state="rendering", lease=summary.pk, lease_until=Now() + timedelta(hours=2), attempts=1
    )
    assert summary in Summary.objects.claimable()
    Summary.objects.filter(pk=summary.pk).update(attempts=3)
    services.sweep()
    assert again(summary).state == Summary.State.FAILED


def test_a_worker_that_comes_too_late_stores_nothing(summary, monkeypatch):
    def slow(_document) -> bytes:
        Summary.objects.filter(pk=summary.pk).update(lease=None, state="queued")
        return b"%PDF-1.7"

    monkeypatch.setattr(render, "render", slow)
    services.render(summary.pk)
    assert again(summary).state == Summary.State.QUEUED
    assert not summary.file


def test_a_document_that_takes_too_long_says_so(summary, monkeypatch):
    def slow(_document):
        raise TimeoutError

    monkeypatch.setattr(render, "render", slow)
    services.render(summary.pk)
    assert "longer than a minute" in again(summary).reason


QUOTED = "Failing row contains (Kim promised the board ninety-nine nines)"


def test_an_unexpected_error_leaves_its_traceback_in_the_log_and_no_word_of_a_comment(summary, monkeypatch, caplog):
    def quote(*_given):
        raise ValueError(QUOTED)

    for module, name in ((queries, "pillar_summary"), (render, "render"), (services, "_store")):
        caplog.clear()
        with monkeypatch.context() as broken:
            broken.setattr(module, name, quote)
            services.render(summary.pk)
        assert f"Summary {summary.pk} was not made" in caplog.text
        assert ", in quote" in caplog.text
        assert "ValueError" in caplog.text
        assert "promised" not in caplog.text + repr([record.args for record in caplog.records])
    assert again(summary).state == Summary.State.FAILED
    assert again(summary).reason == services.FAILED


def test_without_pango_the_summary_says_what_is_missing(summary, monkeypatch):
    monkeypatch.setitem(sys.modules, "reviews.summaries.render", None)
    monkeypatch.delattr("reviews.summaries.render")
    services.render(summary.pk)
    assert "Pango" in again(summary).reason


def test_the_sweep_gives_up_what_was_left_behind_three_times(summary):
    Summary.objects.filter(pk=summary.pk).update(
        state="rendering", lease=summary.pk, lease_until=Now() - timedelta(seconds=1), attempts=3
    )
    services.sweep()
    assert again(summary).state == Summary.State.FAILED
    assert summary.reason


def test_the_summary_speaks_the_sessions_first_language(summary):
    document = queries.pillar_summary(summary.pk)
    assert document.language == "ja"
    assert document.pillar == "運用上の優秀性"
    assert len(document.principles) == 5


def test_participants_may_not_order_a_summary_again(discussion, summary, bens):
    assert bens.sends(discussion.url("reviews:rendering", summary=summary.pk)).status_code == 302


def test_a_summary_names_no_participant_and_says_how_many_there_were_in_each_group(discussion):
    review, group = discussion.review(TOPIC), discussion.group_of("Ben")
    ben = Writer(discussion.people["Ben"])
    findings.report(group, review, author=ben, client_id=review.pk, title="No way back", risk="high")
    talk.say(group, review, author=ben, client_id=review.pk, text="Only between us")
    content = queries.pillar_summary(discussion.closes(TOPIC).pk)
    printed = str(content)
    assert "No way back" in printed
    assert "Only between us" not in printed
    assert [name for name in discussion.people if name in printed] == []
    assert [each.people for each in content.groups] == [each.members.count() for each in group.round.groups.all()]


def test_a_summary_counts_every_group_of_the_round_at_its_pillar_and_names_those_without_findings(discussion):
    review, first = discussion.review(TOPIC), discussion.group_of("Ben").round
    wrote = {"author": Writer(discussion.people["Ben"]), "client_id": review.pk, "risk": "high"}
    findings.report(discussion.group_of("Ben"), review, title="No way back", **wrote)
    summary = discussion.closes(TOPIC)
    groups.assign(discussion.session, after_round=first.number, seed=1)
    content = queries.pillar_summary(summary.pk)
    assert [each.number for each in content.groups] == list(first.groups.values_list("number", flat=True))
    assert content.people == len(discussion.people)
    assert len(content.boards) == 1
    markup = render.markup(replace(content, language="en"))
    assert markup.count("Without findings") == 1
    assert f"{len(content.groups)} groups" in markup


def test_groups_that_only_talked_count_and_those_of_a_later_round_do_not(discussion):
    review, first = discussion.review(TOPIC), discussion.group_of("Ben").round
    ben = Writer(discussion.people["Ben"])
    talk.say(discussion.group_of("Ben"), review, author=ben, client_id=review.pk, text="Only between us")
    summary = discussion.closes(TOPIC)
    groups.assign(discussion.session, after_round=first.number, seed=1)
    numbers = [each.number for each in queries.pillar_summary(summary.pk).groups]
    assert numbers == list(first.groups.values_list("number", flat=True))


def test_a_summary_has_the_paragraphs_that_are_referred_to_and_the_lenss_advice(discussion):
    review, ben = discussion.review(TOPIC), Writer(discussion.people["Ben"])
    findings.report(
        discussion.group_of("Ben"),
        review,
        author=ben,
        client_id=review.pk,
        title="No way back",
        evidence="¶ 5, ¶3, ¶999",
    )
    content = queries.pillar_summary(discussion.closes(TOPIC).pk)
    with translation.override(discussion.session.languages[0]):
        document = scenarios.document_of(review.review.scenario_version)
    text = {block.number: block.text for block in document["blocks"]}
    assert [(one.number, one.text) for one in content.paragraphs] == [(3, text[3]), (5, text[5])]
    choices = list(review.pillar.questions.first().choices.all())
    assert content.questions[0].advice == tuple(in_language(choice.improvement, "ja") for choice in choices)
    assert any(content.questions[0].advice)
