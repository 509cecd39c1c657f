"""The template tag of a question with a group's answer, for the pane of questions and for what is told about it."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID, uuid4

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from reviews.tables.queries import Answered
from workshop.sessions.models import Session

RENDERED_AT_MOST = 2_000  # a few kilobytes each
ANY_TABLE = uuid4()  # placeholder for a group's id in markup that is the same for all groups

register = template.Library()


@register.simple_tag(takes_context=True)
def question(context: Context, answer: Answered) -> SafeString:
    """`{% question answer %}`, rendered once for all groups of the session with the same answer."""
    session: Session = context["session"]
    html = _rendered(session.pk, _SameAnswer(answer), bool(context["open"]), get_language())
    return mark_safe(html.replace(str(ANY_TABLE), str(context["group"].pk)))  # noqa: S308  rendered from a template below


class _SameAnswer:
    """An answer as a key of the cache. A question's texts never change."""

    def __init__(self, answer: Answered) -> None:
        self.answer = answer
        self._key = answer.question.pk, answer.ticked, answer.applicable, answer.risk, answer.is_focus

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameAnswer) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=RENDERED_AT_MOST)
def _rendered(session_id: UUID, key: _SameAnswer, is_open: bool, _language: str | None) -> str:
    context = {
        "session": {"pk": session_id},  # the template needs only the keys
        "group": {"pk": ANY_TABLE},
        "answer": key.answer,
        "open": is_open,
    }
    return render_to_string("reviews/tables/_question.html", context)
