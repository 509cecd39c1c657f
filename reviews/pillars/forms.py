from __future__ import annotations

from datetime import datetime, time
from itertools import permutations
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reviews.lenses import queries as lenses
from reviews.lenses.models import LensVersion
from reviews.lenses.texts import in_language
from reviews.scenarios import queries as scenarios
from reviews.scenarios.models import ScenarioVersion
from workshop.desk.forms import CapacityField
from workshop.sessions.languages import two_from
from workshop.sessions.models import Session
from workshop.sessions.texts import TextField

LANGUAGES = [
    *((code, format_lazy(_("{language} only"), language=name)) for code, name in settings.LANGUAGES),
    *(
        (f"{code},{other}", format_lazy(_("{first} first, {second} too"), first=name, second=other_name))
        for (code, name), (other, other_name) in permutations(settings.LANGUAGES, 2)
    ),
]
ZONES = [
    *sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
    ),
    "UTC",
]

OUT_OF_BOUNDS = format_lazy(
    _("Choose a date between the years {first} and {last}."), first=Session.FIRST_DAY.year, last=Session.LAST_DAY.year
)


class SessionForm(forms.Form):
    """Creates a session."""

    title = TextField(
        label=_("Title"),
        max_length=Session._meta.get_field("title").max_length,
        error_messages={"required": _("Please enter a title. Participants see it when they join.")},
    )
    date = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(
            attrs={"type": "date", "min": Session.FIRST_DAY.isoformat(), "max": Session.LAST_DAY.isoformat()},
            format="%Y-%m-%d",
        ),
        validators=[
            MinValueValidator(Session.FIRST_DAY, OUT_OF_BOUNDS),
            MaxValueValidator(Session.LAST_DAY, OUT_OF_BOUNDS),
        ],
        error_messages={"invalid": _("Write the date as year-month-day, such as 2026-11-26.")},
    )
    begins = forms.TimeField(
        label=_("Starts at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial=time(10, 0),
        error_messages={"invalid": _("Write the time as hours:minutes, such as 10:00.")},
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in ZONES])
    languages = forms.ChoiceField(
        label=_("Languages"),
        choices=LANGUAGES,
        help_text=_("The first is the language of the PDFs. Everyone can switch between the two."),
    )
    meeting_link = forms.URLField(
        label=_("Meeting link"),
        required=False,
        max_length=Session._meta.get_field("meeting_link").max_length,
        assume_scheme="https",
        help_text=_("Link to your video meeting, if any. It is shown at every table."),
        error_messages={"invalid": _("This is not a URL. A URL begins with https://.")},
    )
    capacity = CapacityField()
    lens = forms.ModelChoiceField(label=_("Lens"), queryset=LensVersion.objects.none(), empty_label=None)
    scenario = forms.ModelChoiceField(label=_("Scenario"), queryset=ScenarioVersion.objects.none(), empty_label=None)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        lens_versions, scenario_versions = lenses.newest_versions(), scenarios.newest_versions()
        self._offer("lens", LensVersion, lens_versions, lambda version: in_language(version.name))
        self._offer("scenario", ScenarioVersion, scenario_versions, lambda version: in_language(version.title))
        language = get_language() or settings.LANGUAGE_CODE
        self.fields["zone"].initial = "Asia/Tokyo" if language == "ja" else settings.TIME_ZONE
        self.fields["languages"].initial = ",".join(two_from(language))
        self.fields["date"].initial = timezone.localdate()

    def _offer(self, name: str, model: type[Model], versions: list, label) -> None:
        field = cast(forms.ModelChoiceField, self.fields[name])
        field.queryset = model._default_manager.filter(pk__in=[version.pk for version in versions])
        field.label_from_instance = label  # type: ignore[method-assign]
        field.initial = versions[0].pk if versions else None

    def clean_meeting_link(self) -> str:
        link = self.cleaned_data["meeting_link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("This is not a URL. A URL begins with https://."))
        return link

    def session(self) -> Session:
        """The session as it was filled in, not saved yet."""
        data = self.cleaned_data
        return Session(
            title=data["title"],
            starts_at=datetime.combine(data["date"], data["begins"], ZoneInfo(data["zone"])),
            zone=data["zone"],
            languages=data["languages"].split(","),
            meeting_link=data["meeting_link"],
            capacity=data["capacity"],
        )
