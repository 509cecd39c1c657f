"""Reads companion files, and makes one to fill in. `companions` says which texts have a counterpart in the lens.

A companion is `{"name": …, "description": …, "pillars": {pillar id: …}}`. Every text is an object of languages, such as
`{"en": "…", "ja": "…"}`; docs/content.md describes all keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from reviews.lenses import texts
from reviews.lenses.format import companions, places, reading

MARKS = ("ops", "sec", "rel", "perf", "cost", "sus")
PILLAR, QUESTION = {"name", "definition"}, {"title", "description", "help"}
CHOICE = {"title", "help", "improvement"}
HELP = ("helpfulResource", "displayText")
EXAMPLE = '{"en": "…", "ja": "…"}'
PROBLEMS = 20  # at most so many are named


class Refused(ValueError):
    """The file is not a companion of this lens. `problems` has a sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(data: bytes | str, document: dict) -> dict:
    """The companion in the file, for a usable lens. Raises Refused."""
    found = reading.read(data)
    if found.document is None:
        raise Refused([str(message) for message in found.messages])
    if problems := list(_problems(found.document, document))[:PROBLEMS]:
        raise Refused(problems)
    return found.document


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
    languages = dict(settings.LANGUAGES)
    for key, path in counterparts.items():
        text, place = told.get(key, {}), places.inside(at, key)
        if not isinstance(text, dict) or not all(
            name in languages and isinstance(words, str) for name, words in text.items()
        ):
            yield _("%(place)s is not a text by language, such as %(example)s.") % {"place": place, "example": EXAMPLE}
            continue
        own = _own(found, path)
        language = texts.language_of(own)
        if own and text.get(language, "").strip() not in ("", own):
            yield _("%(place)s differs from the text in the lens file. Change it there.") % {
                "place": places.inside(place, language)
            }
