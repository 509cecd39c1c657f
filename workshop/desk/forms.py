from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

CAPACITY_AT_MOST = 10_000


class CapacityField(forms.IntegerField):
    """How many people may join; empty for no limit."""

    def __init__(self) -> None:
        wrong = format_lazy(
            _("Enter how many people can join, a number from 1 to {most}, or leave it empty."), most=CAPACITY_AT_MOST
        )
        super().__init__(
            label=_("Capacity"),
            required=False,
            min_value=1,
            max_value=CAPACITY_AT_MOST,
            help_text=_("Leave it empty if everyone who has the code can join."),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        )


class CapacityForm(forms.Form):
    capacity = CapacityField()
