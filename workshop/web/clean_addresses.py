"""Addresses as they leave us, without what mail programs and messengers append to a link: `。`, `」`, `)`, `%20`, the next words."""

from __future__ import annotations

import re

from django.urls import Resolver404, resolve

# Our addresses end with a letter or digit, or with a slash after one. U+FFFD stands for what nobody could have meant.
APPENDED = re.compile("[^0-9A-Za-z\ufffd]+$")
NOT_OURS = re.compile(r"[^0-9A-Za-z/._~-]")  # such as the words that follow a link without a space in Japanese


def cleaned(path: str) -> str | None:
    """The address of ours that this path begins with. None if there is none, or if the path needs no cleaning."""
    without_end = APPENDED.sub("", path)
    ours = NOT_OURS.split(path, maxsplit=1)[0]
    begun = [without_end, *([APPENDED.sub("", ours)] if ours.strip("/") else [])]
    tried = [beginning + ending for beginning in begun for ending in ("", "/")]
    return next((each for each in tried if each != path and _is_ours(each)), None)


def _is_ours(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
