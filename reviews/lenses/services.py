"""Imports, publishes and discards lens versions."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.text import slugify

from reviews.lenses import queries, rows
from reviews.lenses.format import companion_files, companions
from reviews.lenses.models import Lens, LensVersion
from reviews.lenses.shipped import LensFiles

Step = Literal["minor", "major"]


class NotADraft(Exception):
    """The version has been published by a colleague or a second press, or the draft has been replaced or discarded."""


@transaction.atomic
def publish_shipped(files: LensFiles) -> LensVersion:
    """Publish a shipped lens and return the version. Files that were published before change nothing."""
    lens, _created = Lens.objects.get_or_create(slug=files.slug)
    if known := lens.versions.filter(digest=files.digest, published_at__isnull=False).first():
        return known
    version = _add_version(_held(lens), files.lens, files.companion, digest=files.digest)
    return _publish(version, "major")


@transaction.atomic
def import_lens(document: dict, *, lens: Lens | None = None, companion: dict | None = None) -> LensVersion:
    """Store this document as the draft of a new lens, or as the draft of `lens`, replacing its previous draft.

    The document must be usable (see format/checks), and `companion` read for it (see format/companion_files). Without one, the
    draft has what still fits of the newest version's. If both equal those of the newest published version of `lens`,
    nothing is stored and that version is returned.
    """
    lens = _held(lens or Lens.objects.create(slug=_free_slug(document)))
    newest = queries.newest_published(lens)
    if companion is None:
        companion = companions.for_next_version(newest.companion, newest.document, document) if newest else {}
        if newest and newest.document == document:
            return newest
    return _replace_draft(lens, newest, document, companion_files.without_empty(companion))


@transaction.atomic
def change_companion(version: LensVersion, companion: dict) -> LensVersion:
    """Store this companion with the document of `version` as the draft of its lens, replacing its previous draft.

    If the newest published version has the same document and companion, nothing is stored and that version is returned.
    """
    lens = _held(version.lens)
    newest = queries.newest_published(lens)
    return _replace_draft(lens, newest, version.document, companion_files.without_empty(companion))


def _replace_draft(lens: Lens, newest: LensVersion | None, document: dict, companion: dict) -> LensVersion:
    if newest and (newest.document, companion_files.without_empty(newest.companion)) == (document, companion):
        return newest
    lens.versions.filter(published_at__isnull=True).delete()
    return _add_version(lens, document, companion, digest=_digest([document, companion] if companion else document))


@transaction.atomic
def publish(draft: LensVersion, step: Step) -> LensVersion:
    """Publish the draft, as `1.0` or with the next number of `step`. Sessions keep their versions. Raises NotADraft."""
    _held(draft.lens)
    fresh = LensVersion.objects.filter(pk=draft.pk, published_at__isnull=True).select_related("lens").first()
    if fresh is None:
        raise NotADraft
    return _publish(fresh, step)


@transaction.atomic
def discard(draft: LensVersion) -> None:
    """Delete the draft, and the lens too if it was never published. Raises NotADraft."""
    lens = _held(draft.lens)
    deleted, _rows = LensVersion.objects.filter(pk=draft.pk, published_at__isnull=True).delete()
    if not deleted:
        raise NotADraft
    if not lens.versions.exists():
        lens.delete()


def _held(lens: Lens) -> Lens:
    """The lens, with its row locked until the commit, so that imports and publications of one lens run one at a time."""
    return Lens.objects.select_for_update(no_key=True).get(pk=lens.pk)


def _digest(content: dict | list) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _publish(draft: LensVersion, step: Step) -> LensVersion:
    newest = queries.newest_published(draft.lens)
    major, minor = (newest.major or 0, newest.minor or 0) if newest else (0, 0)
    major, minor = (major + 1, 0) if newest is None or step == "major" else (major, minor + 1)
    LensVersion.objects.filter(pk=draft.pk).update(published_at=Now(), major=major, minor=minor)
    draft.refresh_from_db()
    return draft


def _free_slug(document: dict) -> str:
    name = document.get("name")
    wanted = slugify(name if isinstance(name, str) else "")[:128].strip("-") or "lens"
    taken = set(Lens.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _add_version(lens: Lens, document: dict, companion: dict, *, digest: str) -> LensVersion:
    last = lens.versions.aggregate(last=Max("number"))["last"] or 0
    version = LensVersion(lens=lens, number=last + 1, digest=digest, document=document, companion=companion)
    for model, instances in rows.rows_of(version):
        model._default_manager.bulk_create(instances)
    return version
