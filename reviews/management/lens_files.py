"""Reads, refuses and describes files for the subcommands of `manage.py lens`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from reviews.lenses.format import checks, companion_files, places, reading
from reviews.lenses.format.messages import Message, Profile
from reviews.lenses.rules import proofs
from reviews.lenses.rules.answer_sets import WORDS

REFUSED, WRONG_CALL = 1, 2
LARGEST_ANSWERS = 100_000_000  # bytes
WARNINGS_SHOWN = 100


def content_of(path: str, *, at_most: int) -> bytes:
    """The first `at_most` + 1 bytes of a file, or of standard input for `-`."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(at_most + 1)
        with open(path, "rb") as file:
            return file.read(at_most + 1)
    except OSError as error:
        raise CommandError(
            _("%(path)s cannot be read: %(reason)s") % {"path": path, "reason": error.strerror}, returncode=WRONG_CALL
        ) from None


def checked_file(path: str, profile: Profile = "open") -> checks.CheckedFile:
    return checks.read_and_check(content_of(path, at_most=reading.LARGEST), profile)


def usable_lens(path: str, say: Callable[[str], None], profile: Profile = "open") -> dict:
    """The lens in the file. Notices, such as changed ids, go to `say`. Raises CommandError with the reasons if it is unusable."""
    checked = checked_file(path, profile)
    if checked.document is None or not checked.usable:
        reasons = [str(message) for message in checked.messages if message.level == "error"]
        raise CommandError("\n".join([_("This lens cannot be used."), *reasons]), returncode=REFUSED)
    for message in checked.messages:
        if message.level == "notice":
            say(str(message))
    return checked.document


def companion_of(path: str | None, document: dict) -> dict | None:
    """The companion in the file, None without a file. Raises CommandError with the reasons if it does not fit the lens."""
    if path is None:
        return None
    try:
        return companion_files.read(content_of(path, at_most=reading.LARGEST), document)
    except companion_files.Refused as refusal:
        raise CommandError(str(refusal), returncode=REFUSED) from None


def check_as_json(checked: checks.CheckedFile, profile: Profile) -> dict:
    return {
        "usable": checked.usable,
        "profile": profile,
        "lens": _facts(checked.document),
        "counts": _counts(checked.messages),
        "messages": [message.as_json() for message in checked.messages],
    }


def check_as_text(checked: checks.CheckedFile, profile: Profile) -> str:
    words = {"error": _("error"), "warning": _("warning"), "notice": _("notice")}
    lines = [f"{words[message.level]}: {message}" for message in checked.messages]
    if facts := _facts(checked.document):
        lines.append(_("%(name)s: pillars %(pillars)s, questions %(questions)s, choices %(choices)s.") % facts)
    counted = _("errors %(error)s, warnings %(warning)s, notices %(notice)s") % _counts(checked.messages)
    verdict = (
        _("Can be used (%(profile)s): %(counted)s.") if checked.usable else _("Refused (%(profile)s): %(counted)s.")
    )
    return "\n".join([*lines, verdict % {"profile": profile, "counted": counted}])


def proof_as_json(proof: proofs.Proof) -> dict:
    """The proof as JSON. All values are null if the question has more than 15 choices and is not proved."""
    if not proof.proved:
        return dict.fromkeys(["reachable", "all_best", "monotone", "worse", "idle"])
    return {
        "reachable": [WORDS[risk] for risk, _count in proof.reachable],
        "all_best": proof.all_best,
        "monotone": proof.monotone,
        "worse": [{"from": list(worse.ticked), "add": worse.add} for worse in proof.worse],
        "idle": list(proof.idle),
    }


def proof_as_text(key: str, proof: proofs.Proof) -> str:
    if not proof.proved:
        return f"{key}: " + _("not proved: more than %(limit)s choices") % {"limit": proofs.MOST}
    reachable = ", ".join(f"{WORDS[risk]} {count}" for risk, count in proof.reachable)
    lines = [f"{key}: " + _("answers %(count)s: %(risks)s") % {"count": proof.answers, "risks": reachable or "-"}]
    if proof.unreachable:
        lines.append(_("unreachable: %(risks)s") % {"risks": ", ".join(WORDS[risk] for risk in proof.unreachable)})
    if proof.undefined:
        lines.append(_("answers that match no rule: %(count)s") % {"count": proof.undefined})
    if not proof.all_best:
        lines.append(_("all practices together do not give the lowest risk"))
    lines += [
        _("%(ticked)s is %(before)s; with %(add)s it is %(after)s")
        % {
            "ticked": " + ".join(worse.ticked),
            "add": worse.add,
            "before": WORDS[worse.before],
            "after": WORDS[worse.after],
        }
        for worse in proof.worse
    ]
    if proof.worse_count > len(proof.worse):
        lines.append(_("and %(count)s more such steps") % {"count": proof.worse_count - len(proof.worse)})
    if proof.idle:
        lines.append(_("no effect: %(choices)s") % {"choices": ", ".join(proof.idle)})
    if not proof.has_default:
        lines.append(_("no rule is the default"))
    elif not proof.default_last:
        lines.append(_("the default is not the last rule"))
    return "\n    ".join(lines)


class Warnings:
    """Prints each warning once, and at most WARNINGS_SHOWN of them."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said: set[str] = set()
        self._more = 0

    def __call__(self, text: str) -> None:
        if text in self._said:
            return
        if len(self._said) == WARNINGS_SHOWN:
            self._more += 1
            return
        self._said.add(text)
        self._say(text)

    def end(self) -> None:
        if self._more:
            self._say(_("further warnings: %(count)s") % {"count": self._more})


def _counts(messages: Iterable[Message]) -> dict[str, int]:
    return {"error": 0, "warning": 0, "notice": 0} | Counter(message.level for message in messages)


def _facts(document: dict | None) -> dict | None:
    """The name and size of the lens. Members that are not lists count as empty."""
    if document is None:
        return None
    pillars = _members([document], "pillars")
    questions = _members(pillars, "questions")
    name = document.get("name")
    return {
        "name": places.printable(name, at_most=128) if isinstance(name, str) else "",
        "pillars": len(pillars),
        "questions": len(questions),
        "choices": len(_members(questions, "choices")),
    }


def _members(found: list, key: str) -> list:
    lists = [each.get(key) for each in found if isinstance(each, dict)]
    return [member for members in lists if isinstance(members, list) for member in members]
