"""Every write about findings."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from reviews.pillars.models import PillarReview
from reviews.tables import announce, permissions, queries
from reviews.tables.idempotency import check_repeated, room_now, write
from reviews.tables.models import Edit, Finding, ReportedText
from reviews.tables.services.closed import PillarClosed, held
from reviews.tables.writers import NOBODY, Writer
from workshop.groups.models import Group
from workshop.live import clock
from workshop.live.models import Room


class ChangedMeanwhile(Exception):
    """Somebody else changed the finding after its author had read it."""


class BoardFull(Exception):
    """The board has settings.FINDINGS_A_BOARD findings."""


def report(group: Group, review: PillarReview, *, author: Writer, client_id: UUID, **content: str) -> Room:
    """Put a finding on a group's board.

    Raises ClientIdReused, BoardFull, and PillarClosed.
    """
    try:
        return _report(group, review, author, client_id, content)
    except IntegrityError as error:
        place = {"group": group, "pillar_review": review}
        check_repeated(Finding, author, client_id, place=place, content=content, otherwise=error)
    return room_now(group)


@transaction.atomic
def _report(group: Group, review: PillarReview, author: Writer, client_id: UUID, content: dict[str, str]) -> Room:
    room, review, is_open = _place(group, review)
    was_sent = Finding.ever.filter(client_id=client_id, **author.fields)
    if not is_open:
        if was_sent.exists():
            return room_now(group)
        raise PillarClosed
    count = queries.count_findings(group, review)
    if count >= settings.FINDINGS_A_BOARD and not was_sent.exists():
        raise BoardFull
    write(
        Finding,
        author,
        client_id,
        place={"group": group, "pillar_review": review},
        content=content,
        told=lambda finding: announce.finding_changed(room, group, finding, count=count + 1),
    )
    announce.presented(room.session_id, group, review)
    return room


def edit(group: Group, finding: Finding, *, author: Writer, client_id: UUID, revision: int, **content: str) -> Room:
    """Save the edit of a finding by somebody who saw this revision. If that revision was deleted, the edit restores it.

    Raises ChangedMeanwhile, ClientIdReused, BoardFull and PillarClosed.
    """
    try:
        return _edit(group, finding, author, client_id, revision, content)
    except IntegrityError as error:
        place = {"group": group, "pillar_review": finding.pillar_review, "finding": finding}
        sent = {"revision": revision} | content
        check_repeated(Edit, author, client_id, place=place, content=sent, otherwise=error)
    return room_now(group)


@transaction.atomic
def _edit(
    group: Group, finding: Finding, author: Writer, client_id: UUID, revision: int, content: dict[str, str]
) -> Room:
    room, review, is_open = _place(group, finding.pillar_review)
    if not is_open:
        if Edit.objects.filter(client_id=client_id, **author.fields).exists():
            return room_now(group)
        raise PillarClosed
    place = {"group": group, "pillar_review": review, "finding": finding}
    saved = write(Edit, author, client_id, place=place, content={"revision": revision} | content)
    seen = Finding.ever.filter(pk=finding.pk, revision=revision)
    before = seen.first()
    if before is None:
        raise ChangedMeanwhile
    returns = before.deleted_at is not None
    if returns and _is_full(group, review):
        raise BoardFull
    if not finding.edits.exclude(pk=saved.pk).exists():
        _store_report(before)
    seen.update(
        **content,
        **_change(author),
        revision=revision + 1,
        deleted_at=None,
        earlier_texts=F("earlier_texts") + 1,
    )
    saved.told_at = _tell(room, group, review, finding.pk, returns=returns)
    saved.save(update_fields=["told_at"])
    return room


def _store_report(finding: Finding) -> None:
    """Store the text that the first edit replaces. Every later one is stored by its edit."""
    texts = {name: getattr(finding, name) for name in ("title", "as_is", "to_be", "risk", "evidence")}
    ReportedText.objects.create(finding=finding, **texts)


@transaction.atomic
def delete(group: Group, finding: Finding, *, revision: int, by: Writer = NOBODY) -> Room:
    """Delete a finding; repeating it changes nothing. Raises ChangedMeanwhile and PillarClosed."""
    room, review, is_open = _place(group, finding.pillar_review)
    if not is_open:
        raise PillarClosed
    shown = Finding.objects.filter(pk=finding.pk, revision=revision)
    if shown.update(deleted_at=Now(), revision=F("revision") + 1, **_change(by)):
        version = _tell(room, group, review, finding.pk)
        Finding.ever.filter(pk=finding.pk).update(deletion_told_at=version)
    elif Finding.objects.filter(pk=finding.pk).exists():
        raise ChangedMeanwhile
    return room


@transaction.atomic
def put_back(group: Group, finding: Finding, *, revision: int, by: Writer = NOBODY) -> Room:
    """Undo the deletion that made this revision; repeating it changes nothing.

    Raises ChangedMeanwhile if the finding is no longer what that deletion, or undoing it, left. Raises BoardFull and PillarClosed.
    """
    room, review, is_open = _place(group, finding.pillar_review)
    if not is_open:
        raise PillarClosed
    deleted = Finding.ever.filter(pk=finding.pk, revision=revision, deleted_at__isnull=False)
    if _is_full(group, review) and deleted.exists():
        raise BoardFull
    if deleted.update(deleted_at=None, revision=F("revision") + 1, **_change(by)):
        _tell(room, group, review, finding.pk, returns=True)
    elif not Finding.objects.filter(pk=finding.pk, revision=revision + 1).exists():
        raise ChangedMeanwhile
    return room


def _place(group: Group, review: PillarReview) -> tuple[Room, PillarReview, bool]:
    """The table's room, the review with its row locked, and whether findings may be changed."""
    review = held(review)
    return group.room, review, permissions.may_review(review.review.session, review)


def _change(by: Writer) -> dict:
    """The fields of a finding that say who changes it, and when."""
    return {
        "changed_by_participant": by.participant,
        "changed_by_facilitator": by.facilitator,
        "changed_at": clock.database_now(),
    }


def _is_full(group: Group, review: PillarReview) -> bool:
    return queries.count_findings(group, review) >= settings.FINDINGS_A_BOARD


def _tell(room: Room, group: Group, review: PillarReview, finding_id: UUID, *, returns: bool = False) -> int:
    """Tell a changed finding. A restored one belongs between others, where no fragment can put it, so the board is fetched."""
    finding = Finding.ever.select_related("pillar_review__pillar", *queries.PEOPLE_OF_A_FINDING).get(pk=finding_id)
    if returns:
        version = announce.board_changed(room)
    else:
        version = announce.finding_changed(room, group, finding, count=queries.count_findings(group, review))
    announce.presented(room.session_id, group, review)
    return version
