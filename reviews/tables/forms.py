from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.tables.models import Entry, Finding
from workshop.sessions.texts import TextField

TOO_LONG = _(
    "The text has %(show_value)s characters; at most %(limit_value)s are allowed. Shorten it, or send it in two parts."
)


class PostForm(forms.Form):
    """A form with an id for each submission, so that submitting the same twice is one post."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Reload the page and send again."),
            "invalid": _("Reload the page and send again."),
        },
    )

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"client_id", "revision"}}


class RevisionForm(forms.Form):
    """Names the revision of a finding that its sender saw."""

    revision = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 2,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Reload the page and send again.")
        ),
    )


class TalkForm(PostForm):
    text = TextField(
        label=_("Message"),
        lines=2,
        max_length=Entry._meta.get_field("text").max_length,
        error_messages={"required": _("There is nothing to send yet. Write something first."), "max_length": TOO_LONG},
    )


class EntryForm(RevisionForm):
    """Edits a message whose revision the sender names."""

    text = TextField(
        label=_("Your message"),
        lines=2,
        max_length=Entry._meta.get_field("text").max_length,
        error_messages={
            "required": _("Nothing is left of the message. Write something, or delete it."),
            "max_length": TOO_LONG,
        },
    )

    def __init__(self, data: Mapping | None = None, **kwargs) -> None:
        super().__init__(data, auto_id="entry_%s", **kwargs)


class FindingForm(PostForm):
    title = TextField(
        label=_("Finding, in one line"),
        max_length=Finding._meta.get_field("title").max_length,
        error_messages={"required": _("Please give the finding a title. One line is enough."), "max_length": TOO_LONG},
    )
    as_is = TextField(
        label=_("As-is"),
        lines=2,
        max_length=Finding._meta.get_field("as_is").max_length,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    to_be = TextField(
        label=_("To-be"),
        lines=2,
        max_length=Finding._meta.get_field("to_be").max_length,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    risk = forms.ChoiceField(
        label=_("Risk"),
        choices=Finding.Risk.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose how high the risk is."),
            "invalid_choice": _("Please choose high, medium or no risk."),
        },
    )
    evidence = TextField(
        label=_("Evidence"),
        lines=2,
        max_length=Finding._meta.get_field("evidence").max_length,
        required=False,
        help_text=_("Where does the document show it? A paragraph number is enough, such as ¶12 or paragraph 12."),
        error_messages={"max_length": TOO_LONG},
    )


class EditForm(RevisionForm, FindingForm):
    """Edits a finding whose revision the sender names."""

    def __init__(self, data: Mapping | None = None, **kwargs) -> None:
        super().__init__(data, auto_id="edit_%s", **kwargs)

    @classmethod
    def of(cls, finding: Finding) -> EditForm:
        return cls(initial={name: getattr(finding, name) for name in cls.base_fields if name != "client_id"})

    def upon(self, finding: Finding) -> EditForm:
        """The same content, based on the present revision of the finding."""
        return EditForm(dict(self.data.items()) | {"revision": finding.revision})
