"""Words that participants do not know, and phrases that no colleague would say, are in no visible string and no document.

The strings are the catalog's, in both languages, and the texts of our lenses, scenario and stories.
"""

import json
import re
from collections.abc import Iterator

import polib
import pytest

from tests.house.sources import ROOT

CATALOG = ROOT / "locale" / "ja" / "LC_MESSAGES" / "django.po"
CONTENT = ROOT / "reviews" / "content"
TEXTS = [CONTENT / "lenses", CONTENT / "scenarios", CONTENT / "stories"]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
OF_EARLIER_VERSIONS = {"CHANGELOG.md", "glossary.md"}  # they name the words of earlier versions
NOT_READ = {"id", "url", "condition", "slug", "evidence", "type", "risk"}

# In documents, too.
PHRASES = {
    "hall": r"\bhalls?\b",
    "wall": r"(?<!fire)\bwalls?\b(?![ _-](clock|time))",
    "seat": r"\bseat(s|ed)?\b",
    "deal": r"\b(deal(s|t|ing)?|re-?deal)\b",
    "pick up": r"\bpick(ed|s|ing)? up\b",
    "mend": r"\bmend(s|ed|ing)?\b",
    "meanwhile": r"\bmeanwhile\b",
    "by itself": r"\bby (itself|themselves)\b",
    "whoever": r"\bwho(m)?ever\b",
    "headless who": r"(?:^|[.;:|] )(?-i:Who) (?![^.|]*\?)",
    "is no": r"(?<!there )\b(?:is|are|was|were) no (?!longer|more)",
    "stands": r"\bstands?\b",
    "dig into": r"\b(?:dig|digs|digging|dug) into\b",
}
IN_STRINGS = {
    "away": r"\b(?:is|are|was|be) away\b|\baway:",
    "kept": r"\bkept\b",
    "Pick": r"\bpicked\b",
    "fractions in words": r"\b(?:four|three|two) (?:fifths|quarters|thirds|tenths)\b|\ba (?:twentieth|tenth|fifth)\b",
}
JAPANESE = {
    "facilitators": r"司会|主担当|副担当",
    "seats": r"席",
    "the main room": r"ホール",
    "closing a pillar": r"柱[をは]閉じ",
    "not applicable, or none of these": r"該当な?し",
    "stages": r"はじめに|おわりに|読む時間|ディスカッション",
    "practices": r"取り組み",
    "observers": r"見学",
    "half-width colons": r"[ぁ-んァ-ヶ一-龠]: ",
}
# Our content and documents spell a loanword in one way.
SPELLINGS = {
    "ライブラリ, メモリ": r"ライブラリー|メモリー",
    "long vowels": r"(?:サーバ|ユーザ|フォルダ|ブラウザ|プロバイダ|データセンタ)(?![ーァ-ヶ])",
    "多要素認証": r"[二2]要素",
    "キュー": r"待ち行列",
}
# The document of the scenario is what somebody of the company wrote, in its own words.
ITS_OWN = {("seats", "scenarios/yamagara-parcels/document.ja.md")}


def found(text: str, phrases: dict[str, str]) -> list[str]:
    return [name for name, pattern in phrases.items() if re.search(pattern, text, re.IGNORECASE | re.MULTILINE)]


def read(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Each text in a JSON document, with its language or an empty one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from read(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from read(inner, key)
    elif isinstance(value, str) and key not in NOT_READ:
        yield key, value


def texts() -> Iterator[tuple[str, str, str]]:
    """The place, the language and the text of everything that people read of our content."""
    for folder in TEXTS:
        for path in sorted(folder.rglob("*.json")):
            for key, text in read(json.loads(path.read_text())):
                yield str(path.relative_to(CONTENT)), "ja" if key == "ja" else "en", text
        for path in sorted(folder.rglob("*.md")):
            for line in path.read_text().splitlines():
                yield str(path.relative_to(CONTENT)), path.suffixes[0].removeprefix("."), line


@pytest.mark.parametrize(
    "text",
    [
        "Take a seat in the hall",
        "The wall",
        "Deal again",
        "Who comes late joins a table.",
        "This is no list.",
        "Your text is kept.",
        "The server is away.",
        "Whoever ticks every practice",
    ],
)
def test_a_retired_phrase_is_found(text):
    assert found(text, PHRASES | IN_STRINGS)


@pytest.mark.parametrize(
    "text", ["There is no lens.", "Who wrote it? Nobody knows.", "It is no longer valid.", "a firewall"]
)
def test_an_ordinary_sentence_is_not(text):
    assert not found(text, PHRASES | IN_STRINGS)


@pytest.mark.parametrize("text", ["ライブラリーを更新する", "サーバを増やす", "二要素認証", "待ち行列の長さ"])
def test_a_second_spelling_is_found(text):
    assert found(text, SPELLINGS)


def test_the_usual_spelling_is_not():
    assert not found("サーバーのメモリと、ブラウザーで見るライブラリ。サーバーレス、多要素認証、キュー", SPELLINGS)


def test_no_english_string_has_a_retired_phrase():
    strings = [text for entry in polib.pofile(str(CATALOG)) for text in (entry.msgid, entry.msgid_plural) if text]
    assert len(strings) > 900
    assert {text: names for text in strings if (names := found(text, PHRASES | IN_STRINGS))} == {}


def test_no_japanese_string_has_a_retired_word():
    strings = [text for entry in polib.pofile(str(CATALOG)) for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert {text: names for text in strings if (names := found(text, JAPANESE | SPELLINGS))} == {}


def test_no_text_of_our_content_has_a_retired_phrase():
    said = [
        (place, name, text)
        for place, language, text in texts()
        for name in found(text, JAPANESE | SPELLINGS if language == "ja" else PHRASES | IN_STRINGS)
        if (name, place) not in ITS_OWN
    ]
    assert said == []


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if path.name not in OF_EARLIER_VERSIONS], ids=lambda path: path.name
)
def test_no_document_has_a_retired_phrase(path):
    lines = enumerate(path.read_text().splitlines(), start=1)
    phrases = JAPANESE | SPELLINGS if ".ja." in path.name else PHRASES
    assert [(number, names) for number, line in lines if (names := found(line, phrases))] == []


def labels(page: str) -> list[str]:
    """What a page for people names of the screens: *Sign in* in English, 「サインイン」 in Japanese."""
    text = (ROOT / page).read_text()
    pattern = r"「([^」]+)」" if page.endswith(".ja.md") else r"(?<!\*)\*([^*\n]+)\*(?!\*)"
    return [label for label in re.findall(pattern, text) if label != "Hashira"]


def parts(label: str) -> list[str]:
    """The strings of the catalog that a label is made of."""
    before, start, stage = label.partition("Start: ")
    return ["Start: %(stage)s", stage] if start and not before else [label]


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/participant.md",
        "docs/facilitator.md",
        "docs/participant.ja.md",
        "docs/facilitator.ja.md",
    ],
)
def test_every_label_that_a_page_names_is_on_a_screen(page):
    column = "msgstr" if page.endswith(".ja.md") else "msgid"
    shown = {getattr(entry, column) for entry in polib.pofile(str(CATALOG))}
    named = [part for label in labels(page) for part in parts(label)]
    assert named
    assert [part for part in named if part not in shown] == []
