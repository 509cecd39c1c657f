"""Replaces characters that the review tool does not accept in names, titles and descriptions (schema.REFUSED)."""

from __future__ import annotations

import re
import unicodedata

from reviews.lenses.format.schema import REFUSED


def _sign(signs: str) -> re.Pattern[str]:
    """These signs with the spaces before them. A run of spaces is tried only from its beginning, which keeps this linear."""
    return re.compile(rf"(?:(?<! ) ++)?+(?:{signs})")


# Signs that are replaced by words, with one space around them.
WORDS = [
    (re.compile(r"<([^<>\n]{1,60})>"), r"(\1)"),  # a placeholder
    (_sign(r"(?:<->|↔|⇔) *+"), " and "),
    (_sign(r"(?:->|=>|→|⇒|➔|➜|➡) *+"), " to "),
    (_sign(r"(?:<-|←|⇐) *+"), " from "),
    (_sign(r"(?:<=|≤|≦) *+"), " at most "),
    (_sign(r"(?:>=|≥|≧) *+"), " at least "),
    (_sign(r"(?:!=|<>|≠) *+"), " is not "),
    (_sign(r"={1,3} *+"), " is "),
    (_sign(r"<+ *+"), " under "),
    (_sign(r">+ *+"), " over "),
    (_sign(r"[%％]"), " percent"),
    (_sign(r"°(?=[CF]\b)"), " degrees "),
    (re.compile(r"\$(?=[0-9])"), "USD "),
    (re.compile(r"€ *"), "EUR "),
    (re.compile(r"£ *"), "GBP "),
    (re.compile(r"[¥￥] *"), "JPY "),
    (re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]"), "\n"),
]
LETTERS = str.maketrans(
    {
        **dict.fromkeys('"“”„‟«»‹›‘‚‛`´′″', "'"),
        **dict.fromkeys(";；、", ","),
        **dict.fromkeys("~〜～−", "-"),
        **dict.fromkeys("[{【「『〔〈《", "("),
        **dict.fromkeys("]}】」』〕〉》", ")"),
        **dict.fromkeys("|\\¦⁄∕", "/"),
        **dict.fromkeys("•·‧∙◦▪‣・", "-"),
        **dict.fromkeys("。", "."),
        **{"×": "x", "÷": "/", "±": "+/-", "µ": "u", "μ": "u", "§": "section ", "©": "(C)", "®": "(R)", "™": "(TM)"},
        **{"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"},
        **{"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "\t": " "},
    }
)
ENDING = "..."


def accepted(text: str) -> str | None:
    """The text in accepted characters, unchanged if it has no others. None if it would lose its meaning.

    Accents are dropped, quotation marks become ', symbols become words or similar signs, and other symbols are dropped. The
    meaning is lost with a letter or digit that has no equivalent, such as any Japanese one, or if no letter or digit is left.
    """
    if not REFUSED.search(text):
        return text
    spoken = text
    for pattern, words in WORDS:
        spoken = pattern.sub(words, spoken)
    found = []
    for letter in unicodedata.normalize("NFKD", spoken.translate(LETTERS)).translate(LETTERS):
        if not REFUSED.match(letter):
            found.append(letter)
            continue
        kind = unicodedata.category(letter)
        if kind[0] in "LN":
            return None
        found.append({"Zs": " ", "Pd": "-", "Ps": "(", "Pe": ")", "Pi": "'", "Pf": "'"}.get(kind, ""))
    said = "".join(found)
    if not any(letter.isalnum() for letter in said):
        return None
    return said if text[:1].isspace() or text[-1:].isspace() else said.strip()


def shortened(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut at the end of a word if one ends in the second half."""
    if len(text) <= limit:
        return text
    cut = text[: limit - len(ENDING)]
    if not text[len(cut)].isspace():
        at = max(cut.rfind(" "), cut.rfind("\n"))
        if at > len(cut) // 2:
            cut = cut[:at]
    return cut.rstrip(" \n,.-:/") + ENDING
