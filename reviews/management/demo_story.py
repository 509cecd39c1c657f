"""Creates the demo's sessions by calling services: one in the discussion of its first pillar, and another one."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.lenses import services as lenses
from reviews.lenses import shipped as shipped_lenses
from reviews.lenses.models import Choice
from reviews.lenses.texts import in_language
from reviews.pillars import queries as pillars
from reviews.pillars import services as reviews
from reviews.pillars.models import PillarReview
from reviews.scenarios import services as scenarios
from reviews.scenarios import shipped as shipped_scenarios
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
    """The story in one language: each `{"ja": …, "en": …}` in the file is replaced by its text."""
    told = json.loads(PATH.read_text())
    for chapter in (told, told["another"]):
        chapter["titles"] = [*chapter["title"].values()]
    return _in_language(told, language)


def session_of(chapter: dict) -> Session | None:
    """The session of this chapter: the first of its lead with the chapter's title, in either language."""
    led = Session.objects.filter(facilitators__user__email=chapter["lead"]["email"], facilitators__role="lead")
    return led.filter(title__in=chapter["titles"]).order_by("created_at").first()


def delete_session(session: Session) -> None:
    """Delete a session with its rows and files. It is finished first, which ends the open pages of its people."""
    sessions.finish(session)
    summaries = Summary.objects.filter(pillar_review__review__session=session).exclude(file="")
    files = [(summary.file.storage, summary.file.name) for summary in summaries]
    with transaction.atomic():
        session.delete()
        transaction.on_commit(partial(_delete_files, files))


def lead_of(session: Session) -> User:
    return User.objects.get(roles__session=session, roles__role="lead")


@transaction.atomic
def create_other_session(story: dict, languages: list[str]) -> Session:
    """Create a session with one person, who must not see anything of the main one."""
    session = _create_session(story, story["another"], languages)
    people.join(session, **story["another"]["person"])
    return session


def _create_session(story: dict, chapter: dict, languages: list[str]) -> Session:
    named = {"email": chapter["lead"]["email"]}
    lead = User.objects.filter(**named).first() or User.objects.create_user(**named, name=chapter["lead"]["name"])
    return reviews.create_session(
        lead,
        Session(
            title=chapter["title"],
            starts_at=timezone.now().replace(second=0, microsecond=0),
            zone=story["zone"],
            languages=languages,
            meeting_link=chapter.get("meeting_link", ""),
        ),
        lens_version=lenses.publish_shipped(shipped_lenses.read(story["lens"])),
        scenario_version=scenarios.publish(shipped_scenarios.read(story["scenario"])),
    )


@transaction.atomic
def create_session_in_discussion(story: dict, languages: list[str]) -> Session:
    """Create the main session with everything except its comments (see demo_comments.py)."""
    talked = timedelta(minutes=story["minutes_of_discussion"])
    session = _create_session(story, story, languages)
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
        _fill_table(group, review, table, since=talked)
    return session


def _fill_table(group: Group, review: PillarReview, table: dict, *, since: timedelta) -> None:
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
    answers.set_focus(group, review, questions[table["focus"]])
    said_at = timezone.now() - since
    for entry in Entry.objects.filter(group=group, pillar_review=review).order_by("told_at"):
        said_at += BETWEEN_ENTRIES
        Entry.objects.filter(pk=entry.pk).update(written_at=said_at)


def _set_back(session: Session, by: timedelta) -> None:
    """Move all moments that the services have just written into the past. Nobody has fetched them yet."""
    begins = session.starts_at = session.starts_at - by
    Session.objects.filter(pk=session.pk).update(starts_at=begins)
    for stage in session.stages.filter(started_at__isnull=False).order_by("position"):
        ends = begins + stage.planned
        end = {"ended_at": ends} if stage.state == Stage.State.CLOSED else {"ends_at": ends}
        Stage.objects.filter(pk=stage.pk).update(started_at=begins, **end)
        begins = ends
    PillarReview.objects.filter(review__session=session, opened_at__isnull=False).update(opened_at=begins)
    moves.close_the_way_back(session.pk)  # undo would restore the moments from before


def _in_language(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return [_in_language(one, language) for one in value]
    if isinstance(value, dict):
        if settings.LANGUAGE_CODE in value:
            return in_language(value, language)
        return {key: _in_language(one, language) for key, one in value.items()}
    return value


def _delete_files(files: list) -> None:
    for storage, name in files:
        storage.delete(name)
