from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.people.models import Participant
from workshop.sessions.texts import TextField, as_name, visible


class NameField(TextField):
    """A name of a person or a company, without characters that nobody sees. It has a letter, a digit or a symbol.

    Marks alone have no width, and punctuation alone is no name that anybody could say.
    """

    def to_python(self, value: object) -> str:
        name = as_name(super().to_python(value))
        return name if any(unicodedata.category(character)[0] in "LNS" for character in visible(name)) else ""


class NameForm(forms.Form):
    """A participant's name and company, when they join and when they are corrected."""

    name = NameField(
        label=_("Your name"),
        max_length=80,  # below the model's, which leaves room for the number that tells namesakes apart
        error_messages={
            "required": _("Please enter the name others can call you by."),
            "max_length": _("The name has %(show_value)s characters; at most %(limit_value)s are allowed. Shorten it."),
        },
    )
    company = NameField(
        label=_("Company"),
        max_length=Participant._meta.get_field("company").max_length,
        error_messages={
            "required": _("Please enter your company. If you are on your own, write “independent”."),
            "max_length": _(
                "The company name has %(show_value)s characters; at most %(limit_value)s are allowed. Shorten it."
            ),
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["company"].widget.attrs |= {"autocomplete": "organization"}


class CorrectionForm(NameForm):
    """The name and company of somebody else, as a facilitator corrects them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].error_messages["required"] = _("Please enter a name.")
        self.fields["company"].error_messages["required"] = _("Please enter a company, or “independent”.")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # the browser would offer the facilitator's own
