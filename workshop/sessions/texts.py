"""What people type, made safe to keep: refused with a sentence that says how to mend it, never cut or changed in silence."""

from __future__ import annotations

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("It has %(show_value)d characters, and %(limit_value)d fit. Shorten it.")
NEWLINES = ("\n", "\t")


def refuse_unprintable(value: str) -> None:
    """NUL, other control characters and halves of surrogate pairs can be neither stored nor printed."""
    for place, character in enumerate(value, start=1):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in NEWLINES:
            raise ValidationError(
                _("Character %(place)s cannot be shown (U+%(code)s). Delete it and send again."),
                code="unprintable",
                params={"place": place, "code": f"{ord(character):04X}"},
            )


class TextField(forms.CharField):
    """A text of one or more lines. Line ends become \\n; what cannot be printed is refused, with its place."""

    def __init__(self, *, lines: int = 1, **kwargs) -> None:
        widget = forms.TextInput() if lines == 1 else forms.Textarea(attrs={"rows": lines})
        kwargs["error_messages"] = {"max_length": TOO_LONG} | kwargs.get("error_messages", {})
        super().__init__(widget=widget, **kwargs)
        self.lines = lines
        self.validators.insert(0, refuse_unprintable)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        """Without `maxlength`, by which browsers cut what is pasted without a word; the form says what is too long."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
