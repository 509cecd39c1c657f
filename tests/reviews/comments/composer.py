"""Posting as the composer does, and moving the inbox on without waiting."""

from __future__ import annotations

import hashlib
import json

from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from reviews.comments import queries
from reviews.comments.models import BatchSchedule, Comment
from reviews.comments.services import inbox
from workshop.sessions.models import Session


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


class Nobody(Client):
    """A request without a cookie, from one of our pages."""

    def posts(
        self,
        session: Session,
        text: object = "Nobody rehearses recovery.",
        *,
        origin: str = "http://testserver",
        **changed,
    ):
        body = {"text": text, "hash": hash_of(str(text)), "pass": queries.pass_of(session)} | changed
        return self.posts_raw(session, json.dumps(body).encode(), origin=origin)

    def posts_raw(self, session: Session, body: bytes, *, origin: str = "http://testserver"):
        address = reverse("reviews:inbox", kwargs={"session": session.pk})
        headers = {"Origin": origin} if origin else {}
        return self.post(address, body, content_type="application/json", headers=headers)

    def asks_after(self, session: Session, digest: str):
        return self.get(reverse("reviews:stored-row", kwargs={"session": session.pk, "digest": digest}))


def moment_comes(session: Session) -> None:
    BatchSchedule.objects.filter(pk=session.pk).update(next_move_at=Now())


def batch_moves(session: Session) -> int:
    """Set the inbox going and let its moment come, twice if a comment is alone."""
    before = Comment.objects.filter(session=session).count()
    inbox.move_due()
    for _turn in range(2):
        moment_comes(session)
        inbox.move_due()
    return Comment.objects.filter(session=session).count() - before


def waiting_of(session: Session, nobody: Nobody, *texts: str) -> list[Comment]:
    """Post each and move them on, in one batch."""
    for text in texts:
        assert nobody.posts(session, text).status_code == 202
    batch_moves(session)
    return [Comment.objects.get(text=text) for text in texts]


def address_of_pass(session: Session) -> str:
    return reverse("reviews:comment-pass", kwargs={"session": session.pk})
