from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reviews.lenses import queries
from reviews.lenses.format import reading
from reviews.lenses.models import Lens
from reviews.lenses.texts import in_language

BY_NAME, NEW = "", "new"
PROFILES = [
    ("open", _("Take whatever can be used")),
    ("strict", _("Take only what the review tool takes, too")),
]


class PastedField(forms.Field):
    """Text as it was pasted, whatever is in it: the check says what is wrong, with its line."""

    widget = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"})

    def to_python(self, value: object) -> str:
        return value if isinstance(value, str) else ""


class ImportForm(forms.Form):
    """A lens as a file or as pasted text."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("JSON, up to 1 MB."),
    )
    text = PastedField(label=_("Or its text"), required=False)
    goes_to = forms.ChoiceField(label=_("It becomes"), required=False)
    profile = forms.ChoiceField(label=_("How strictly"), choices=PROFILES, required=False)
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        shelves = queries.shelves()
        self._lenses = {shelf.lens.slug: shelf.lens for shelf in shelves}
        goes_to: Any = self.fields["goes_to"]
        goes_to.choices = [
            (BY_NAME, _("The next version of the lens with the same name, or else a new lens")),
            (NEW, _("A new lens")),
            *(
                (shelf.lens.slug, _("The next version of “%(name)s”") % {"name": in_language(shelf.shown.name)})
                for shelf in shelves
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file") is None and not (data.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste its text below."))
        return data

    def content(self) -> bytes | str:
        """What is to be read: the file, if there is one, up to a byte more than may be. It stays in the field for the text."""
        file = self.cleaned_data["file"]
        if file is None:
            return self.cleaned_data["text"]
        found = file.read(reading.LARGEST + 1)
        self.data: QueryDict = self.data.copy()
        self.data["text"] = found.decode("utf-8-sig", errors="ignore") if len(found) <= reading.LARGEST else ""
        return found

    def lens_for(self, document: dict) -> Lens | None:
        """The lens whose next version the document is to be; None for a new one."""
        chosen = self.cleaned_data["goes_to"]
        if chosen == BY_NAME:
            return queries.lens_named(document.get("name"))
        return None if chosen == NEW else self._lenses[chosen]

    def namesake(self, document: dict) -> Lens | None:
        """The lens that has the name already, where a new one is wanted and nobody has asked whether that is meant."""
        if self.cleaned_data["goes_to"] != NEW or self.cleaned_data["asked"]:
            return None
        return queries.lens_named(document.get("name"))


class PublicationForm(forms.Form):
    """`seen` is the digest of the draft on the page: a colleague may have imported another meanwhile."""

    step = forms.ChoiceField(choices=[("minor", _("Minor")), ("major", _("Major"))], initial="minor")
    seen = forms.CharField(max_length=64, required=False)
