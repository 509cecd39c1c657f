from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment
from workshop.sessions.texts import TextField

EMPTY = _("Write a few words, then send them.")
TOO_LONG = _(
    "A comment has at most %(limit_value)d characters; this one has %(show_value)d. Shorten it, or make it two."
)


class CommentForm(forms.Form):
    text = TextField(
        lines=2,
        max_length=Comment._meta.get_field("text").max_length,
        error_messages={"required": EMPTY, "max_length": TOO_LONG},
    )


class AnswerForm(forms.Form):
    """An empty answer means that the comment was answered orally."""

    answer = TextField(lines=4, max_length=Comment._meta.get_field("answer").max_length, required=False)


class RefusalForm(forms.Form):
    reason = TextField(
        lines=3,
        max_length=Comment._meta.get_field("reason").max_length,
        error_messages={"required": _("Say why, in a sentence: who wrote it reads it, and may write it again.")},
    )
