"""Messages about a lens file, with a level, a place and a remedy. Their texts are in wording.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from reviews.lenses.format.wording import WORDING

Profile = Literal["open", "strict"]
Level = Literal["error", "warning", "notice"]
PROFILES: tuple[Profile, ...] = ("open", "strict")
MOST = 500  # messages of one file; nobody reads more

# A file with one of these cannot be used.
ERRORS = {
    *("too_large", "empty", "encoding", "not_an_object", "too_deep", "too_many_values", "surrogate", "nul"),
    *("json_unclosed", "json_text_open", "json_escape", "json_control", "json_comma_missing", "json_comma_extra"),
    *("json_colon_missing", "json_key", "json_value", "json_word", "json_after_end", "json_quotes", "json_comment"),
    *("pillars_missing", "object_expected", "list_expected", "id_missing", "id_refused"),
    *("pillar_id_repeated", "question_id_repeated", "choice_id_repeated"),
    *("condition_missing", "condition_long", "condition_unreadable", "choice_unknown", "choice_unknown_among_none"),
    *("default_case", "risk_unknown"),
}
# The review tool accepts a file with these, but its author should know.
WARNINGS = {
    *("unknown_key", "url_spaces", "framework_case", "choice_named_default", "none_title", "default_missing"),
    *("default_not_last", "risk_unreachable", "choice_unused", "choice_repeated", "display_text_blank"),
}
# Warnings in the open profile, errors in the strict one.
STRICT = {
    *("tab", "not_a_number", "number_too_large", "key_repeated", "schema_version", "missing", "text_expected", "blank"),
    *("too_long", "characters", "id_long", "list_empty", "too_many_pillars", "too_many_questions", "too_many_choices"),
    *("too_many_rules", "too_many_resources", "resource_expected", "display_text_missing", "url_empty", "url_scheme"),
    *("improvement_missing", "resources_expected", "resources_kind", "resources_repeated", "risk_repeated"),
    *("file_too_long",),
}
NOTICES = {"question_id_renamed"}  # errors in the strict profile
ALWAYS_NOTICES = {"unwrapped"}


@dataclass(frozen=True)
class Message:
    """One problem of a file. `line` is None if the document was checked without the text of its file."""

    level: Level
    code: str
    place: str  # empty for the file as a whole
    line: int | None = None
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """What is wrong, in the active language."""
        return str(WORDING[self.code][0]) % self.params

    @property
    def fix(self) -> str:
        """How to fix it, in the active language."""
        return str(WORDING[self.code][1]) % self.params

    def as_json(self) -> dict[str, object]:
        return {
            "level": self.level,
            "code": self.code,
            "place": self.place,
            "line": self.line,
            "text": self.text,
            "fix": self.fix,
        }

    def __str__(self) -> str:
        where = self.place or _("the file")
        if self.line:
            where = _("%(place)s, line %(line)s") % {"place": where, "line": self.line}
        return f"{where}: {self.text} {self.fix}"


def message(code: str, place: str, profile: Profile, *, line: int | None = None, **params: object) -> Message:
    """The message with its level in this profile. Its text may contain the line."""
    return Message(level_of(code, profile), code, place, line, params | {"line": line} if line else params)


def level_of(code: str, profile: Profile) -> Level:
    if code in ERRORS:
        return "error"
    if code in WARNINGS:
        return "warning"
    if code in ALWAYS_NOTICES:
        return "notice"
    if profile == "strict":
        return "error"
    return "notice" if code in NOTICES else "warning"


def is_usable(messages: Iterable[Message]) -> bool:
    return all(message.level != "error" for message in messages)


class MessageCollector:
    """Collects messages in the order in which they are found: the first MOST of each level, and the number of all."""

    def __init__(self, profile: Profile) -> None:
        self.profile: Profile = profile
        self.kept: list[Message] = []
        self.counts: Counter[Level] = Counter()

    def add(self, code: str, place: str, *, line: int | None = None, **params: object) -> None:
        level = level_of(code, self.profile)
        self.counts[level] += 1
        if self.counts[level] <= MOST:
            self.kept.append(message(code, place, self.profile, line=line, **params))


def first_of(messages: Iterable[Message], counts: Counter[Level]) -> list[Message]:
    """The first MOST messages in their order, and one more that counts the rest. If not all fit, errors take precedence.

    `counts` is the number of messages of each level that were found.
    """
    given = list(messages)
    room = {"error": MOST, "other": max(MOST - counts["error"], 0)}
    kept = []
    for each in given:
        kind = "error" if each.level == "error" else "other"
        if room[kind]:
            room[kind] -= 1
            kept.append(each)
    if left_out := counts.total() - len(kept):
        level: Level = "error" if counts["error"] > MOST else "warning"
        kept.append(Message(level, "more", "", None, {"count": left_out}))
    return kept
