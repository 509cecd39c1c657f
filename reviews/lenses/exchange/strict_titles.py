"""Makes names and titles that the review tool accepts, and keeps those of siblings distinct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.lenses.exchange.strict_characters import accepted, shortened
from reviews.lenses.format import schema

REASONS: dict[str, Promise] = {
    "alike": _("Unchanged, it would have been the same as another one."),
    "carried": _("Contains the original text, which the review tool does not accept in its own place."),
    "carried_in_part": _("Contains as much of the original text as fits."),
    "characters": _("The review tool does not accept some of its characters."),
    "english": _("The review tool accepts English letters only; this is the lens’s English text."),
    "joined": _("Only one object of each type is allowed; the contents were joined."),
    "letters": _("The review tool accepts English letters only; the text was moved to the helpful resource."),
    "long": _("It was longer than the review tool accepts."),
    "missing": _("It was missing or empty."),
    "shape": _("It did not have the type that the format requires here."),
    "trimmed": _("There were spaces around the URL."),
    "unknown_key": _("The format has no such key."),
    "url": _("The URL did not begin with http:// or https://."),
    "version": _("The format has only one version."),
}


@dataclass(frozen=True)
class Change:
    """A field that had to change. `was` is None if it was missing, `became` is None if it was dropped."""

    place: str
    reason: str
    was: str | None
    became: str | None

    @property
    def text(self) -> str:
        """The reason, in the active language."""
        return str(REASONS[self.reason])


@dataclass
class Title:
    """A name or title to export. `own` is a title made of ids, `english` is the companion's English text."""

    at: str
    was: str
    own: str
    english: str = ""
    text: str = field(init=False)
    reason: str = field(init=False)
    is_carried: bool = field(init=False)  # the original must be written elsewhere

    def __post_init__(self) -> None:
        text = accepted(self.was) if self.was.strip() else None
        self.reason, self.is_carried = "characters", False
        if text is None:
            text = accepted(self.english) if self.english.strip() else None
            self.is_carried = bool(self.was.strip())
            self.reason = ("english" if text else "letters") if self.is_carried else "missing"
        self.text = text or self.own
        if len(self.text) > schema.NAME:
            self.text = shortened(self.text, schema.NAME)
            if self.reason == "characters":
                self.reason, self.is_carried = "long", True

    @property
    def key(self) -> str:
        """Titles with equal keys were equal before and may stay so; a missing title has a key of its own."""
        return self.was if self.was.strip() else f"\n{self.at}"


def settle(titles: Sequence[Title], changes: list[Change]) -> list[str]:
    """The texts of siblings. A changed text that would equal a sibling's gets a number, if the originals differed."""
    by_text = {title.text: title.key for title in titles if title.text == title.was}
    by_key: dict[str, str] = {}
    for title in titles:
        if title.text == title.was:
            continue
        if title.key not in by_key:
            text, number = title.text, 2
            while by_text.get(text, title.key) != title.key:
                ending = f" ({number})"
                text, number = title.text[: schema.NAME - len(ending)].rstrip() + ending, number + 1
            if text != title.text and title.reason == "characters":
                title.reason, title.is_carried = "alike", True
            by_key[title.key] = text
            by_text[text] = title.key
        title.text = by_key[title.key]
        if title.text != title.was:
            changes.append(Change(title.at, title.reason, title.was or None, title.text))
    return [title.text for title in titles]
