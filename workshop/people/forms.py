from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.people.models import Participant
from workshop.sessions.texts import TextField


class JoinForm(forms.Form):
    name = TextField(
        label=_("Your name"),
        max_length=80,  # below the model's, which leaves room for the number that tells namesakes apart
        error_messages={
            "required": _("Please enter the name the others may call you by."),
            "max_length": _("The name has %(show_value)s characters, %(limit_value)s fit. Shorten it."),
        },
    )
    company = TextField(
        label=_("Company"),
        max_length=Participant._meta.get_field("company").max_length,
        error_messages={
            "required": _("Please enter a company. On your own? Write “independent”."),
            "max_length": _("The company has %(show_value)s characters, %(limit_value)s fit. Shorten it."),
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["company"].widget.attrs |= {"autocomplete": "organization"}
