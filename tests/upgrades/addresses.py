"""All route names that the upgrade tests use. When a route is renamed, only this file changes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse

SIGN_IN = "workshop:sign-in"
PASSWORD = "workshop:password"
JOIN = "workshop:join"
PERSONAL_LINK = "workshop:personal-link"
MAIN_ROOM = "workshop:main-room"
ME = "workshop:me"
DESK = "workshop:desk"
SCREEN_LINK = "workshop:screen-link"
ASSIGN_GROUPS = "workshop:rounds"
PERSON_TABLE = "workshop:person-table"
PERSON_REMOVAL = "workshop:person-removal"
PERSON_RETURN = "workshop:person-return"
ENDING = "workshop:ending"
PAUSE = "workshop:stage-pause"
SKIP = "workshop:stage-skip"

NEW_SESSION = "reviews:session-new"
START = "reviews:stage-start"
UNDO = "reviews:undoing"
NOW = "reviews:now"
SCENARIO = "reviews:scenario"
TABLE = "reviews:table"
ENTRIES = "reviews:entries"
FINDINGS = "reviews:findings"
EDITS = "reviews:edits"
DELETION = "reviews:deletion"
RETURN = "reviews:return"
ANSWERS = "reviews:answers"
FOCUS = "reviews:focus"
CLOSURE = "reviews:closure"
REOPENING = "reviews:reopening"
SUMMARY_FILE = "reviews:summary-file"
INBOX = "reviews:inbox"
COMMENT_PASS = "reviews:comment-pass"
QUEUE = "reviews:queue"
SHOWING = "reviews:showing"
SCREEN = "reviews:screen"
LENS = "reviews:lens"
LENS_FILE = "reviews:lens-file"
LENS_IMPORT = "reviews:lens-import"
LENS_PUBLICATION = "reviews:lens-publication"
LENS_VERSION = "reviews:lens-version"

IN_A_PAGE = re.compile(r"""["'](?:https?://[^/"'\s]+)?(/[^"'\s]*)["']""")


def of(name: str, **where: object) -> str:
    return reverse(name, kwargs=where)


def found_in(page: str, name: str) -> list[str]:
    """The addresses of this route in a page, each once, in the order of the page."""
    return list(dict.fromkeys(path for path in IN_A_PAGE.findall(page) if _is(path, name)))


def parts(path: str) -> dict:
    """The variable parts of an address, such as the id of its session."""
    return resolve(urlsplit(path).path).kwargs


def _is(path: str, name: str) -> bool:
    try:
        return resolve(urlsplit(path).path).view_name == name
    except Resolver404:
        return False
