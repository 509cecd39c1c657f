from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.people.models import Participant
from workshop.sessions.texts import TextField, as_name


class NameField(TextField):
    """A name of a person or a company, without characters that nobody sees. Combining marks alone have no width and are no name."""

    def to_python(self, value: object) -> str:
        name = as_name(super().to_python(value))
        return "" if all(unicodedata.category(character)[0] in "MC" for character in name) else name


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
