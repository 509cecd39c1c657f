"""Validation of the text that people type. It is refused with a sentence that says how to fix it, never silently cut."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("It has %(show_value)d characters; at most %(limit_value)d are allowed. Shorten it.")
NEWLINES = ("\n", "\t")
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Word processors paste the bullets of Symbol and Wingdings as these, which other fonts show as an empty box.
SYMBOL_FONTS = re.compile("[\uf000-\uf0ff]")
# Letters, marks and symbols that are invisible: fillers, variation selectors, the blanks of Braille and of hieroglyphs. Controls,
# format characters, spaces and unassigned characters are recognized by their Unicode category; most of these are not.
WITHOUT_INK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)
# They show nothing, or turn the direction of the text that follows. Joiners, selectors and tags stay: they shape letters and emoji.
UNSEEN_IN_NAMES = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]"
)


def normalized(text: str) -> str:
    """A text as it is stored: line ends of all kinds become \\n, and symbols that only their font can show become “•”.

    static/js/page/text-limits.js counts the same characters.
    """
    return SYMBOL_FONTS.sub("•", LINE_END.sub("\n", text))


def as_name(text: str) -> str:
    """A text as a name is stored: in one line, its words separated by single spaces, without characters that nobody sees."""
    return " ".join(UNSEEN_IN_NAMES.sub("", normalized(text)).split())


def visible(text: str) -> str:
    """The characters of a text that a reader can see. A text without any counts as empty.

    Joiners and selectors change how the characters next to them look, so they are stored, but ignored in comparisons.
    """
    inked = WITHOUT_INK.sub("", text).replace(" ", "")  # the only space for which str.isprintable is true
    return inked if inked.isprintable() else "".join(filter(str.isprintable, inked))


def refuse_unprintable(value: str) -> None:
    """Raise ValidationError for control characters and lone surrogates, which can be neither stored nor printed."""
    for place, character in enumerate(value, start=1):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in NEWLINES:
            raise ValidationError(
                _("Character %(place)s cannot be displayed (U+%(code)s). Delete it and send again."),
                code="unprintable",
                params={"place": place, "code": f"{ord(character):04X}"},
            )


class TextField(forms.CharField):
    """A normalized text of one or more lines. In a field of one line, a line end becomes a space.

    A text of invisible characters only counts as empty. An unprintable character is refused, and the message says where it is.
    """

    def __init__(self, *, lines: int = 1, **kwargs) -> None:
        widget = forms.TextInput() if lines == 1 else forms.Textarea(attrs={"rows": lines})
        kwargs["error_messages"] = {"max_length": TOO_LONG} | kwargs.get("error_messages", {})
        super().__init__(widget=widget, **kwargs)
        self.lines = lines

    def widget_attrs(self, widget: forms.Widget) -> dict:
        """Replace `maxlength`, to which browsers silently cut pasted text, with a limit that the page only shows."""
        attrs = super().widget_attrs(widget)
        limit = attrs.pop("maxlength", None)
        return attrs | ({"data-limit": limit} if limit else {})

    def to_python(self, value: object) -> str:
        text = normalized(super().to_python(value) or "")
        refuse_unprintable(text)
        if not visible(text):
            return ""
        return text if self.lines > 1 else text.replace("\n", " ")
