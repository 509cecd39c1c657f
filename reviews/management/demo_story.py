"""The demo's story: a day that stands in the discussion of its first pillar. Told by the services, as people would make it happen."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from reviews.lenses import services as library
from reviews.lenses import shipped as lenses
from reviews.lenses.models import Choice
from reviews.pillars import queries as pillars
from reviews.pillars import services as reviews
from reviews.pillars.models import PillarReview
from reviews.scenarios import services as scenarios
from reviews.scenarios import shipped as documents
from reviews.summaries.models import Summary
from reviews.tables.models import Entry
from reviews.tables.services import answers, findings, talk
from reviews.tables.writers import Writer
from workshop.accounts.models import User
from workshop.groups import queries as groups
from workshop.groups import services as grouping
from workshop.groups.models import Group
from workshop.people import services as people
from workshop.sessions import moves
from workshop.sessions import services as sessions
from workshop.sessions.models import Session, Stage

PATH = Path(__file__).resolve().parent.parent / "content" / "stories" / "demo.json"
BETWEEN_ENTRIES = timedelta(seconds=70)


def read(language: str) -> dict:
    """The story in one language: every `{"ja": …, "en": …}` in the file becomes its text."""
    told = json.loads(PATH.read_text())
    for chapter in (told, told["another"]):
        chapter["titles"] = [*chapter["title"].values()]
    return _in_language(told, language)


def publish_content() -> None:
    """Everything shipped is in the library; nothing happens where it is already."""
    for slug in lenses.slugs():
        library.publish_shipped(lenses.read(slug))
    for slug in documents.slugs():
        scenarios.publish(documents.read(slug))


def session_of(chapter: dict) -> Session | None:
    """The session this chapter tells of: the first of its title, in either language, that its lead runs."""
    led = Session.objects.filter(facilitators__user__email=chapter["lead"]["email"], facilitators__role="lead")
    return led.filter(title__in=chapter["titles"]).order_by("created_at").first()


def forget(session: Session) -> None:
    """Delete a session with all that hangs on it; whoever still sits in it is sent away first."""
    sessions.finish(session)
    summaries = Summary.objects.filter(pillar_review__review__session=session).exclude(file="")
    files = [(summary.file.storage, summary.file.name) for summary in summaries]
    with transaction.atomic():
        session.delete()
        transaction.on_commit(partial(_delete_files, files))


def lead_of(session: Session) -> User:
    return User.objects.get(roles__session=session, roles__role="lead")


@transaction.atomic
def another_day(story: dict, languages: list[str]) -> Session:
    """A session with one person, who must not notice the other."""
    session = _begin(story, story["another"], languages)
    people.join(session, **story["another"]["person"])
    return session


def _begin(story: dict, chapter: dict, languages: list[str]) -> Session:
    named = {"email": chapter["lead"]["email"]}
    lead = User.objects.filter(**named).first() or User.objects.create_user(**named, name=chapter["lead"]["name"])
    return reviews.create_session(
        lead,
        title=chapter["title"],
        starts_at=timezone.now().replace(second=0, microsecond=0),
        zone=story["zone"],
        languages=languages,
        lens_version=library.publish_shipped(lenses.read(story["lens"])),
        scenario_version=scenarios.publish(documents.read(story["scenario"])),
        meeting_link=chapter.get("meeting_link", ""),
    )


@transaction.atomic
def live_until_the_discussion(story: dict, languages: list[str]) -> Session:
    """The whole main session, apart from its comments, whose way is another (see demo_comments.py)."""
    talked = timedelta(minutes=story["minutes_of_discussion"])
    session = _begin(story, story, languages)
    for person in story["people"]:
        people.join(session, **person)
    stages = list(session.stages.order_by("position")[:4])
    for stage in stages:
        (reviews if stage.topic else sessions).start(stage)
        if stage.kind == Stage.Kind.WELCOME:
            grouping.assign(session, after_round=0)
    _set_back(session, sum((stage.planned for stage in stages[:-1]), talked))
    review = pillars.open_review(session.pk)
    for group, table in zip(groups.groups_of(session), story["tables"], strict=True):
        _sit_at(group, review, table, since=talked)
    return session


def _sit_at(group: Group, review: PillarReview, table: dict, *, since: timedelta) -> None:
    writers = [Writer(participant=member.participant) for member in group.members.all()]
    turn = iter(writers * (len(table["talk"]) + len(table["findings"])))
    for text in table["talk"]:
        talk.say(group, review, author=next(turn), client_id=uuid4(), text=text)
    for finding in table["findings"]:
        findings.report(group, review, author=next(turn), client_id=uuid4(), **finding)
    questions = {question.key: question for question in review.pillar.questions.all()}
    for choice in Choice.objects.filter(question__in=questions.values()).select_related("question"):
        if choice.key in table["ticks"].get(choice.question.key, ()):
            answers.tick(group, review, choice, ticked=True)
    answers.dig_into(group, review, questions[table["focus"]])
    said_at = timezone.now() - since
    for entry in Entry.objects.filter(group=group, pillar_review=review).order_by("told_at"):
        said_at += BETWEEN_ENTRIES
        Entry.objects.filter(pk=entry.pk).update(written_at=said_at)


def _set_back(session: Session, by: timedelta) -> None:
    """What the services began and ended just now is moved to when it would have been. Nobody has fetched it yet."""
    begins = session.starts_at = session.starts_at - by
    Session.objects.filter(pk=session.pk).update(starts_at=begins)
    for stage in session.stages.filter(started_at__isnull=False).order_by("position"):
        ends = begins + stage.planned
        end = {"ended_at": ends} if stage.state == Stage.State.CLOSED else {"ends_at": ends}
        Stage.objects.filter(pk=stage.pk).update(started_at=begins, **end)
        begins = ends
    PillarReview.objects.filter(review__session=session, opened_at__isnull=False).update(opened_at=begins)
    moves.close_the_way_back(session.pk)  # which leads to now


def _in_language(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return [_in_language(one, language) for one in value]
    if isinstance(value, dict):
        return (
            value[language]
            if set(value) == {"ja", "en"}
            else {key: _in_language(one, language) for key, one in value.items()}
        )
    return value


def _delete_files(files: list) -> None:
    for storage, name in files:
        storage.delete(name)
