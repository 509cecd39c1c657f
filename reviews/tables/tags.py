"""The template tag of a question with a group's answer, for the pane of questions and for what is told about it."""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID, uuid4

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reviews.lenses.texts import in_language
from reviews.tables.models import Answer
from reviews.tables.queries import Answered
from workshop.sessions.models import Session

MARK = uuid4().hex  # what stands for the words about the people of an answer, in markup that is the same for all groups
MARKED = re.compile(rf"{MARK}(\w+);")
RENDERED_AT_MOST = 2_000  # a few kilobytes each
ANY_TABLE = uuid4()  # placeholder for a group's id in markup that is the same for all groups

register = template.Library()


@register.simple_tag(takes_context=True)
def question(context: Context, answer: Answered) -> SafeString:
    """`{% question answer %}`, rendered once for all groups of the session with the same answer."""
    session: Session = context["session"]
    html = _rendered(session.pk, _SameAnswer(answer), bool(context["open"]), get_language())
    html = MARKED.sub(lambda found: escape(_words_about(answer, found[1])), html)
    return mark_safe(html.replace(str(ANY_TABLE), str(context["group"].pk)))  # noqa: S308  rendered from a template below


def _words_about(answer: Answered, what: str) -> str:
    """Who chose the focus, made the last change that leaves no tick, or ticked the choice of this number. Empty if unknown."""
    people = answer.people
    if what == "focus":
        return _("Chosen by %(name)s") % {"name": people.focus} if people.focus else ""
    if what != "change":
        name = people.ticked.get(answer.choices[int(what)][0].key, "")
        return _("Ticked by %(name)s") % {"name": name} if name else ""
    if people.change == Answer.Change.UNTICKED and people.unticked:
        words = _("%(name)s unticked “%(choice)s”.")
        return words % {"name": people.of_change, "choice": in_language(people.unticked.title)}
    applies: dict[str, str] = {
        Answer.Change.NOT_APPLICABLE: _("%(name)s marked this question as not applicable."),
        Answer.Change.APPLICABLE: _("%(name)s marked this question as applicable again."),
    }
    return applies.get(people.change, "") % {"name": people.of_change}


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
        "mark": MARK,
    }
    return render_to_string("reviews/tables/_question.html", context)
