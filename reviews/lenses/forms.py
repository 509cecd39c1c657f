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
    ("open", _("Accept everything usable")),
    ("strict", _("Accept only what the review tool accepts")),
]


class PastedField(forms.Field):
    """Pasted text, not validated here: the check of the lens reports problems with their lines."""

    widget = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"})

    def to_python(self, value: object) -> str:
        return value if isinstance(value, str) else ""


class ImportForm(forms.Form):
    """Imports a lens from a file or from pasted text."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("JSON, up to 1 MB."),
    )
    text = PastedField(label=_("Or paste its text"), required=False)
    companion = forms.FileField(
        label=_("Companion file (optional)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("The second language, definitions and design principles, as exported beside a lens."),
    )
    companion_text = PastedField(required=False)
    goes_to = forms.ChoiceField(label=_("Import as"), required=False)
    profile = forms.ChoiceField(label=_("Strictness"), choices=PROFILES, required=False)
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        lenses = queries.listed_lenses()
        self._lenses = {listed.lens.slug: listed.lens for listed in lenses}
        goes_to: Any = self.fields["goes_to"]
        goes_to.choices = [
            (BY_NAME, _("The next version of the lens with the same name, or else a new lens")),
            (NEW, _("A new lens")),
            *(
                (listed.lens.slug, _("The next version of “%(name)s”") % {"name": in_language(listed.shown.name)})
                for listed in lenses
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file") is None and not (data.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste its text below."))
        return data

    def content(self) -> bytes | str:
        """The file, if there is one, else the pasted text. Reads one byte more than allowed, and puts a file into the text field."""
        file = self.cleaned_data["file"]
        if file is None:
            return self.cleaned_data["text"]
        found = file.read(reading.LARGEST + 1)
        self.data: QueryDict = self.data.copy()
        self.data["text"] = found.decode("utf-8-sig", errors="ignore") if len(found) <= reading.LARGEST else ""
        return found

    def companion_content(self) -> bytes | str | None:
        """The companion file, or its text where the form was sent before. Puts a file into the text field; None if there is none."""
        file = self.cleaned_data["companion"]
        if file is None:
            return self.cleaned_data["companion_text"] or None
        found = file.read(reading.LARGEST + 1)
        self.data = self.data.copy()
        self.data["companion_text"] = (
            found.decode("utf-8-sig", errors="ignore") if len(found) <= reading.LARGEST else ""
        )
        return found

    def lens_for(self, document: dict) -> Lens | None:
        """The lens whose next version the document becomes; None for a new lens."""
        chosen = self.cleaned_data["goes_to"]
        if chosen == BY_NAME:
            return queries.lens_named(document.get("name"))
        return None if chosen == NEW else self._lenses[chosen]

    def namesake(self, document: dict) -> Lens | None:
        """An existing lens of the same name, if a new lens was chosen and the form has not yet asked for confirmation."""
        if self.cleaned_data["goes_to"] != NEW or self.cleaned_data["asked"]:
            return None
        return queries.lens_named(document.get("name"))


class PublicationForm(forms.Form):
    """`seen` is the digest of the draft on the page: a colleague may have imported another one since."""

    step = forms.ChoiceField(choices=[("minor", _("Minor")), ("major", _("Major"))], initial="minor")
    seen = forms.CharField(max_length=64, required=False)


class CompanionForm(forms.Form):
    """A companion as JSON, from a file or as text."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("Replaces the text below."),
    )
    text = PastedField(
        label=_("Companion"), required=False, widget=forms.Textarea(attrs={**PastedField.widget.attrs, "rows": 24})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def content(self) -> bytes | str:
        file = self.cleaned_data["file"]
        return self.cleaned_data["text"] if file is None else file.read(reading.LARGEST + 1)
