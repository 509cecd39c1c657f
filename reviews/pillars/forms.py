from __future__ import annotations

import datetime
from itertools import permutations
from typing import cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reviews.lenses import queries as lenses
from reviews.lenses.models import LensVersion
from reviews.lenses.texts import in_language
from reviews.scenarios import queries as scenarios
from reviews.scenarios.models import ScenarioVersion
from workshop.desk.forms import CapacityField
from workshop.live.clock import database_now
from workshop.sessions.languages import two_from
from workshop.sessions.models import Session
from workshop.sessions.texts import TextField
from workshop.sessions.zones import in_zone, meanings

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

_SKIPPED = _("This hour does not exist on that day, because the clocks are set forward. Choose one of these.")
_TWICE = _("This hour exists twice on that day, because the clocks are set back. Choose one of these.")
_PAST = _("That day is in the past. Change the date, or confirm it below.")


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
        initial=datetime.time(10, 0),
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
    # These two are shown only if there is something to ask. `asked_about` is the day and hour to which their answers belong.
    hour = TextField(label=_("Which hour?"), max_length=40, required=False)
    is_past_meant = forms.BooleanField(label=_("Use this date anyway"), required=False)
    asked_about = TextField(max_length=100, required=False)
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
        self.fields["date"].initial = in_zone(database_now(), self.fields["zone"].initial).date()
        self.is_asked = False

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

    def clean(self) -> dict:
        """Ask about a day in the past, and about an hour that does not exist or exists twice."""
        data = super().clean() or {}
        if {"date", "begins", "zone"} <= data.keys():
            local = datetime.datetime.combine(data["date"], data["begins"])
            self.about = f"{local.isoformat()} {data['zone']}"
            # A field with an error of its own is missing from the data.
            is_answered = data.get("asked_about") == self.about
            answer = data.get("hour", "") if is_answered else ""
            self._ask_about_the_hour(meanings(local, data["zone"]), local, answer=answer)
            self._ask_about_the_day(data["date"], data["zone"], is_confirmed=is_answered and data["is_past_meant"])
        return data

    def _ask_about_the_hour(self, moments: list[datetime.datetime], local: datetime.datetime, *, answer: str) -> None:
        choices = {moment.isoformat(): moment for moment in moments}
        if len(choices) > 1 and answer not in choices:
            texts = [(key, f"{moment:%H:%M} (UTC{moment:%:z})") for key, moment in choices.items()]
            self.fields["hour"].widget = forms.RadioSelect(choices=texts)
            exists = moments[0].replace(tzinfo=None) == local
            self._ask("hour", _TWICE if exists else _SKIPPED)
        self.starts_at = choices.get(answer, moments[0])

    def _ask_about_the_day(self, day: datetime.date, zone: str, *, is_confirmed: bool) -> None:
        if day < in_zone(database_now(), zone).date() and not is_confirmed:
            self._ask("is_past_meant", _PAST)

    def _ask(self, name: str, question: str | Promise) -> None:
        self.is_asked = True
        self.add_error(name, str(question))

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields that are shown only because something was asked."""
        return [self[name] for name in ("hour", "is_past_meant") if name in self.errors]

    def session(self) -> Session:
        """The session as it was filled in, not saved yet."""
        data = self.cleaned_data
        return Session(
            title=data["title"],
            starts_at=self.starts_at,
            zone=data["zone"],
            languages=data["languages"].split(","),
            meeting_link=data["meeting_link"],
            capacity=data["capacity"],
        )
