"""docs/operations.md agrees with the files that it describes."""

import re

import pytest

from tests.house.sources import ROOT
from workshop.web.checks import WANTED

DOCUMENT = (ROOT / "docs" / "operations.md").read_text()
OF_OTHERS = {"ALTER", "PYTHON", "PYTHONPYCACHEPREFIX", "SSL_CERT_FILE"}
EXPLAINED = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_it_names_is_explained_in_the_example():
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})\b", DOCUMENT)) - OF_OTHERS
    assert named
    assert named <= EXPLAINED


@pytest.mark.parametrize("setting", WANTED)
def test_it_asks_for_the_settings_that_the_check_asks_for(setting):
    assert f"ALTER ROLE hashira SET {setting} = {WANTED[setting]}" in DOCUMENT


@pytest.mark.parametrize("path", sorted({*re.findall(r"(?<![\w/])(deploy/[\w.]+\w|bin/\w+)", DOCUMENT)}))
def test_every_file_it_names_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("unit", sorted((ROOT / "deploy" / "systemd").glob("*.service")), ids=lambda unit: unit.stem)
def test_by_hand_and_by_unit_the_same_is_started(unit):
    started = re.search(r"^ExecStart=/opt/hashira/(.*)$", unit.read_text(), re.MULTILINE)[1].replace("%%", "%")
    assert started.replace("--without-gossip --without-mingle ", "") in DOCUMENT


def test_it_says_that_no_image_was_built():
    assert "never built" in DOCUMENT
