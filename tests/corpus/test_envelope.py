"""A lens as the review tool's own command line exports it: as a text within {"LensJSON": "…"}."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from reviews.lenses.format import checks
from reviews.lenses.models import LensVersion
from tests.reviews.lenses import lenses

FILE = Path(__file__).with_name("lens_cli_envelope.json")
INSIDE = json.loads(json.loads(FILE.read_text())["LensJSON"])


@pytest.mark.parametrize("profile", ["open", "strict"])
def test_the_exported_file_is_unwrapped_with_a_notice(profile):
    checked = checks.read_and_check(FILE.read_bytes(), profile)
    assert checked.usable
    assert checked.document == INSIDE
    assert [(message.code, message.level) for message in checked.messages] == [("unwrapped", "notice")]


def test_problems_of_the_lens_inside_have_its_places_and_lines():
    text = lenses.text_of(lenses.lens()).replace("NO_RISK", "NOT_A_RISK")
    bare = checks.read_and_check(text).messages
    wrapped = checks.read_and_check(json.dumps({"LensJSON": text, "LensArn": "x"})).messages
    assert [(one.code, one.place, one.line) for one in wrapped[1:]] == [(one.code, one.place, one.line) for one in bare]
    assert wrapped[0].code == "unwrapped"


@pytest.mark.parametrize(
    "wrapped",
    [
        {"LensJSON": INSIDE},
        {"LensJSON": json.dumps({"LensJSON": json.dumps(INSIDE)})},
        {"LensJSON": {"LensJSON": json.dumps({"LensJSON": INSIDE})}},
    ],
)
def test_a_lens_that_is_wrapped_as_an_object_or_more_than_once_is_unwrapped_with_one_notice(wrapped):
    checked = checks.read_and_check(json.dumps({"number": 1, **wrapped, "last": []}, indent=2))
    assert checked.document == INSIDE
    assert [message.code for message in checked.messages] == ["unwrapped"]


def test_problems_of_an_object_inside_have_its_places_and_lines():
    text = lenses.text_of(lenses.lens()).replace("NO_RISK", "NOT_A_RISK").replace("{", '{"n": ' + "9" * 5000 + ",", 1)
    bare = checks.read_and_check(text).messages
    wrapped = checks.read_and_check(f'{{\n"LensJSON":\n{text}}}').messages
    assert [(one.code, one.place, one.line) for one in wrapped[1:]] == [(one.code, one.place, one.line) for one in bare]


@pytest.mark.parametrize("inside", ["", "{", "[]", '{"LensJSON": 1}'])
def test_what_is_no_lens_inside_is_refused(inside):
    checked = checks.read_and_check(json.dumps({"LensJSON": inside}))
    assert not checked.usable
    assert checked.messages[0].code == "unwrapped"


@pytest.mark.parametrize("document", [{"LensJSON": 1}, {"LensJSON": None}, lenses.lens(LensJSON="{}")])
def test_only_an_envelope_is_unwrapped(document):
    assert "unwrapped" not in [message.code for message in checks.read_and_check(json.dumps(document)).messages]


@pytest.mark.django_db
def test_the_import_page_takes_it_and_says_so(desk):
    imported = desk.sends("/lenses/import/", text=FILE.read_text())
    page = desk.get(imported["location"]).content.decode()
    assert "it was unwrapped" in page
    assert LensVersion.objects.get(lens__slug="hunt-lens").document == INSIDE


def test_the_command_line_takes_it(capsys):
    out = StringIO()
    call_command("lens", "rules", str(FILE), stdout=out, stderr=out)
    assert "it was unwrapped" in out.getvalue()
    assert "copies: answers" in out.getvalue()
