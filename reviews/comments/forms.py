from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment
from workshop.sessions.texts import TextField

EMPTY = _("Write something, then send it.")
TOO_LONG = _(
    "A comment can have at most %(limit_value)d characters; this one has %(show_value)d. Shorten it, or split it "
    "in two."
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
        error_messages={
            "required": _("Give the reason in one sentence. The author will see it and can rewrite the comment.")
        },
    )
