"""Every visible string is translated, and no translation is left of a removed string."""

import shutil
import subprocess
import sys

import polib
import pytest

from tests.house.sources import APPS, ROOT

LOCALE = ROOT / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def name_of(path) -> str:
    return f"{path.parts[-3]}/{path.stem}"


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def is_translated(entry: polib.POEntry) -> bool:
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return all(text.strip() for text in texts) and bool(texts)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The catalogs that the current sources produce."""
    if shutil.which("xgettext") is None:
        pytest.skip("gettext is not installed")
    copy = tmp_path_factory.mktemp("sources")
    for folder in (*APPS, "templates", "static/js", "locale"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "content"))
    shutil.copy(ROOT / "manage.py", copy)
    for domain in sorted({path.stem for path in CATALOGUES}):
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--all", "--domain", domain, "--no-wrap", "--verbosity", "0"],
            cwd=copy,
            check=True,
            capture_output=True,
        )
    return copy / "locale"


def test_japanese_has_a_catalogue():
    assert "ja/django" in map(name_of, CATALOGUES)


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_nothing_is_empty_or_fuzzy(path):
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    assert not [entry.msgid for entry in entries if entry.fuzzy]
    assert not [entry.msgid for entry in entries if not is_translated(entry)]


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_the_catalogue_holds_what_the_sources_say_and_no_more(path, fresh):
    here = {key(entry) for entry in polib.pofile(str(path)) if not entry.obsolete}
    said = {key(entry) for entry in polib.pofile(str(fresh / path.relative_to(LOCALE))) if not entry.obsolete}
    assert not said - here, "not in the catalogue; run: manage.py makemessages --all"
    assert not here - said, "no longer said; run: manage.py makemessages --all --no-obsolete"
