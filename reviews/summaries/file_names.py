"""The name under which a browser saves a summary."""

from __future__ import annotations

import re

from reviews.lenses.texts import in_language
from reviews.summaries.models import Summary
from workshop.sessions.models import Session
from workshop.sessions.zones import in_zone

LENGTH = 60  # characters of the session's title and of the pillar's name, since proxies limit the length of headers
_RESERVED = re.compile(r'[\\/:*?"<>|]')  # in the names of files on Windows

_JOINERS = "\u200c\u200d"


def file_name(session: Session, summary: Summary) -> str:
    """Session, day in its time zone, pillar and version, such as `Cloud review 2026-11-26 3 Reliability v1.pdf`."""
    review = summary.pillar_review
    day = in_zone(review.closed_at, session.zone) if review.closed_at else None
    pillar = f"{review.pillar.number} {_short(in_language(review.pillar.name, session.languages[0]))}"
    parts = (_short(session.title), f"{day:%Y-%m-%d}" if day else "", pillar, f"v{summary.version}")
    return " ".join(filter(None, parts)) + ".pdf"


def _short(text: str) -> str:
    """The text for a file's name. Joiners stay, because emoji and letters of some scripts consist of several with them between."""
    readable = "".join(
        letter if letter.isprintable() or letter in _JOINERS else " " for letter in _RESERVED.sub("-", text)
    )
    name = " ".join(readable.split())[:LENGTH].strip(" ." + _JOINERS)
    return name or "_" * bool(readable.strip(" " + _JOINERS))
