"""Reads companion files, and makes one to fill in. `companions` says which texts have a counterpart in the lens.

A companion is `{"name": …, "description": …, "pillars": {pillar id: …}}`. Every text is an object of languages, such as
`{"en": "…", "ja": "…"}`; docs/content.md describes all keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reviews.lenses import texts
from reviews.lenses.format import companions, places, reading, schema
from reviews.lenses.format.messages import Message
from reviews.lenses.format.wording import COMPANION
from workshop.sessions.texts import as_name, normalized, refuse_unprintable, visible

MARKS = ("ops", "sec", "rel", "perf", "cost", "sus")
PILLAR, QUESTION = {"name", "definition"}, {"title", "description", "help"}
CHOICE = {"title", "help", "improvement"}
HELP = ("helpfulResource", "displayText")
EXAMPLE = '{"en": "…", "ja": "…"}'
NAMES = frozenset(
    {"name", "title"}
)  # in one line, at most schema.NAME characters; other texts have at most schema.TEXT
TURNING = dict.fromkeys(range(0x202A, 0x202F))  # characters that turn the direction of the text that follows
PROBLEMS = 20  # at most so many are named


class Refused(ValueError):
    """The file is not a companion of this lens. `problems` has a sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(data: bytes | str, document: dict) -> dict:
    """The companion in the file, for a usable lens. Raises Refused."""
    found = reading.read_object(data)
    if found.document is None:
        raise Refused([_said(message) for message in found.messages])
    repeated = [_said(message) for message in found.messages if message.code == "key_repeated"]
    if problems := [*repeated, *_problems(found.document, document)][:PROBLEMS]:
        raise Refused(problems)
    return _tidied(found.document)


def _said(message: Message) -> str:
    """The message in words that fit a companion, without a place if it is about the whole file."""
    if message.code in COMPANION:
        wrong, fix = COMPANION[message.code]
        found = f"{wrong % message.params} {fix % message.params}"
    else:
        found = f"{message.text} {message.fix}"
    if not message.place:
        return found
    where = _("%(place)s, line %(line)s") % {"place": message.place, "line": message.line}
    return f"{where if message.line else message.place}: {found}"


def _tidied(found, key: str = ""):
    """The companion with its names as names are stored, and its texts as texts are. `key` is that of the object around a text."""
    if isinstance(found, dict):
        return {name: _tidied(each, key if isinstance(each, str) else name) for name, each in found.items()}
    if isinstance(found, list):
        return [_tidied(each) for each in found]
    return _tidy(found, key) if isinstance(found, str) and key else found


def _tidy(text: str, key: str) -> str:
    return as_name(text) if key in NAMES else normalized(text).translate(TURNING)


def to_fill_in(document: dict, companion: dict) -> dict:
    """The companion with every text of the lens in every language. Those that are missing are empty."""
    filled = _texts(document, companion, companions.OF_A_LENS, companions.OF_A_LENS)
    filled["pillars"] = {each["id"]: _pillar(each, _told(companion, "pillars", each)) for each in document["pillars"]}
    return filled


def written(companion: dict) -> str:
    return json.dumps(companion, ensure_ascii=False, indent=2) + "\n"


def without_empty(companion: dict) -> dict:
    """The companion without empty texts, principles without words, and what has no text left."""
    return _pruned(companion) or {}


def _pruned(value):
    if isinstance(value, dict):
        return {key: kept for key, each in value.items() if (kept := _pruned(each)) not in ("", {}, [])}
    if isinstance(value, list):
        kept = [_pruned(principle) for principle in value]
        return [{"title": {}, "text": {}} | principle for principle in kept if principle.keys() - {"id"}]
    return value.strip() if isinstance(value, str) else value


def _pillar(pillar: dict, told: dict) -> dict:
    filled = {"mark": told.get("mark", "")} | _texts(pillar, told, companions.OF_A_PILLAR, (*PILLAR,))
    filled["principles"] = [
        {"id": each["id"]} | {key: _languages() | each.get(key, {}) for key in ("title", "text")}
        for each in told.get("principles", [])
    ]
    filled["questions"] = {
        each["id"]: _question(each, _told(told, "questions", each)) for each in pillar.get("questions", [])
    }
    return filled


def _question(question: dict, told: dict) -> dict:
    filled = _texts(question, told, companions.OF_A_QUESTION | {"help": HELP}, QUESTION)
    filled["choices"] = {
        each["id"]: _texts(each, _told(told, "choices", each), companions.OF_A_CHOICE, companions.OF_A_CHOICE)
        for each in question.get("choices", [])
    }
    return filled


def _texts(found: dict, told: dict, counterparts: Mapping[str, tuple[str, ...]], wanted: Iterable[str]) -> dict:
    """Each text in all languages, with the lens's own text under its language."""
    filled = {}
    for key in sorted(wanted):
        own = _own(found, counterparts.get(key, ()))
        said = {texts.language_of(own): own} if own else {}
        if said or key not in counterparts:
            filled[key] = _languages() | told.get(key, {}) | said
    return filled


def _own(found: dict, path: tuple[str, ...]) -> str:
    """The lens's own text at this path; empty if it has none."""
    own = companions.at(found, path) if path else None
    return own.strip() if isinstance(own, str) else ""


def _languages() -> dict[str, str]:
    return dict.fromkeys(dict(settings.LANGUAGES), "")


def _told(told: dict, key: str, found: dict) -> dict:
    return told.get(key, {}).get(found["id"], {})


def _problems(companion: dict, document: dict) -> Iterator[str]:
    yield from _unknown(companion, "", {*companions.OF_A_LENS, "pillars"})
    yield from _bad_texts(companion, "", companions.OF_A_LENS, document)
    yield from _members(companion, "", "pillars", document, _pillar_problems)


def _pillar_problems(told: dict, at: str, pillar: dict) -> Iterator[str]:
    yield from _unknown(told, at, {*PILLAR, "mark", "principles", "questions"})
    yield from _bad_texts(told, at, {"definition": (), **companions.OF_A_PILLAR}, pillar)
    if told.get("mark", "") not in ("", *MARKS):
        yield _("%(place)s is none of %(known)s.") % {"place": places.inside(at, "mark"), "known": ", ".join(MARKS)}
    yield from _principle_problems(told.get("principles", []), places.inside(at, "principles"))
    yield from _members(told, at, "questions", pillar, _question_problems)


def _principle_problems(principles: object, at: str) -> Iterator[str]:
    if not isinstance(principles, list):
        yield _("%(place)s is not a list.") % {"place": at}
        return
    seen = set()
    for number, principle in enumerate(principles):
        here = places.inside(at, number)
        key = principle.get("id") if isinstance(principle, dict) else None
        if not isinstance(key, str) or not 0 < len(key) <= reading.LONGEST_ID or key in seen:
            yield _("%(place)s needs an id of its own.") % {"place": here}
            continue
        seen.add(key)
        yield from _unknown(principle, here, {"id", "title", "text"})
        yield from _bad_texts(principle, here, {"title": (), "text": ()}, {})


def _question_problems(told: dict, at: str, question: dict) -> Iterator[str]:
    yield from _unknown(told, at, {*QUESTION, "choices"})
    yield from _bad_texts(told, at, companions.OF_A_QUESTION | {"help": HELP}, question)
    yield from _members(told, at, "choices", question, _choice_problems)


def _choice_problems(told: dict, at: str, choice: dict) -> Iterator[str]:
    yield from _unknown(told, at, CHOICE)
    yield from _bad_texts(told, at, companions.OF_A_CHOICE, choice)


def _members(told: dict, at: str, key: str, found: dict, problems: Callable) -> Iterator[str]:
    """The problems of what the companion says of each pillar, question or choice of the lens."""
    here, known = places.inside(at, key), {each["id"]: each for each in found.get(key, [])}
    members = told.get(key, {})
    if not isinstance(members, dict):
        yield _("%(place)s is not an object in { and }.") % {"place": here}
        return
    for name, words in members.items():
        place = places.inside(here, name)
        if name not in known:
            yield _("%(place)s: the lens has nothing with this id.") % {"place": place}
        elif not isinstance(words, dict):
            yield _("%(place)s is not an object in { and }.") % {"place": place}
        else:
            yield from problems(words, place, known[name])


def _unknown(told: dict, at: str, known: set[str]) -> Iterator[str]:
    for key in told:
        if key not in known:
            yield _("%(place)s: companions have no such key.") % {"place": places.inside(at, key)}


def _bad_texts(told: dict, at: str, counterparts: Mapping[str, tuple[str, ...]], found: dict) -> Iterator[str]:
    """Texts of another shape, and those that contradict the text of the lens, which is the one that is shown."""
    for key, path in counterparts.items():
        text, place = told.get(key, {}), places.inside(at, key)
        if not isinstance(text, dict):
            yield _("%(place)s is not a text by language, such as %(example)s.") % {"place": place, "example": EXAMPLE}
            continue
        own = _own(found, path)
        for language, words in text.items():
            here = places.inside(place, language)
            if language not in dict(settings.LANGUAGES):
                known = ", ".join(dict(settings.LANGUAGES))
                yield _("%(place)s: the languages of a companion are %(known)s.") % {"place": here, "known": known}
            elif not isinstance(words, str):
                yield _("%(place)s is not a string. Write it in quotation marks.") % {"place": here}
            elif words != own:
                yield from _text_problems(words, here, key)
        language = texts.language_of(own)
        told_own = text.get(language)
        if own and isinstance(told_own, str) and _tidy(told_own, key).strip() not in ("", _tidy(own, key).strip()):
            yield _("%(place)s differs from the text in the lens file. Change it there.") % {
                "place": places.inside(place, language)
            }


def _text_problems(words: str, at: str, key: str) -> Iterator[str]:
    """A text that nobody can see, that cannot be displayed, or that is too long."""
    limit = schema.NAME if key in NAMES else schema.TEXT
    try:
        refuse_unprintable(normalized(words))
    except ValidationError as refusal:
        yield "{}: {}".format(at, " ".join(refusal.messages))
        return
    if words.strip() and not visible(words):
        yield _("%(place)s consists of invisible characters only. Write a text, or leave it empty.") % {"place": at}
    elif len(words) > limit:
        yield _("%(place)s has %(length)s characters; at most %(limit)s are allowed. Shorten it.") % {
            "place": at,
            "length": len(words),
            "limit": limit,
        }
