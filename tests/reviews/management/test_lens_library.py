"""`manage.py lens import` and `export`."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from reviews.lenses import queries, shipped
from reviews.lenses.format import checks
from reviews.lenses.models import Lens, LensVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(tmp_path):
    """A file with the bootcamp's lens under another name."""

    def write(**changed) -> Path:
        path = tmp_path / "lens.json"
        path.write_text(json.dumps(shipped.read("bootcamp").lens | {"name": "Small teams"} | changed))
        return path

    return write


@pytest.fixture
def lens(capsys):
    """The output of the command on standard output and on standard error."""

    def call(*words, **options) -> tuple[str, str]:
        call_command("lens", *map(str, words), **options)
        return capsys.readouterr()

    return call


def test_a_file_becomes_a_draft_and_is_exported_unchanged(written, lens):
    path = written(_team="Platform")
    assert lens("import", path)[0] == "small-teams draft\n"
    document, beside = lens("export", "small-teams")
    assert json.loads(document) == json.loads(path.read_text())
    assert "not published yet" in beside


def test_a_second_file_of_the_same_name_is_its_next_version(written, lens):
    assert lens("import", written(), "--publish", "minor")[0] == "small-teams 1.0\n"
    assert lens("import", written(description="Other"), "--publish", "major")[0] == "small-teams 2.0\n"
    assert json.loads(lens("export", "small-teams", "--label", "1.0")[0]) == json.loads(written().read_text())


def test_unless_it_is_to_be_a_lens_of_its_own_or_of_another(written, lens):
    lens("import", written())
    assert json.loads(lens("import", written(), "--new", "--json")[0]) == {
        "slug": "small-teams-2",
        "number": 1,
        "version": None,
    }
    assert lens("import", written(name="Else"), "--next", "small-teams")[0] == "small-teams draft\n"


def test_a_shipped_lens_passes_the_strict_export_without_a_change(lens):
    call_command("publish")
    for slug in shipped.slugs():
        document, changes = lens("export", slug, "--profile", "strict")
        assert changes == ""
        assert checks.check(json.loads(document), "strict") == []


def test_the_changes_of_the_strict_export_are_listed_by_place(written, lens):
    lens("import", written(description="100 % ours; nobody else’s"))
    document, changes = lens("export", "small-teams", "--profile", "strict")
    assert "description" in changes
    assert checks.check(json.loads(document), "strict") == []


def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(written, lens):
    before = list(LensVersion.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError, match="pillars") as refusal:
        lens("import", written(pillars=[]))
    assert refusal.value.returncode == 1
    assert list(LensVersion.objects.values_list("pk", flat=True)) == before


def test_the_strict_profile_refuses_what_the_review_tool_would_refuse(written, lens):
    path = written(description="100 % ours")
    with pytest.raises(CommandError, match="description"):
        lens("import", path, "--profile", "strict")
    assert lens("import", path)[0] == "small-teams draft\n"


@pytest.mark.parametrize(
    "words",
    [
        ("export", "nobody"),
        ("export", "bootcamp", "--label", "9.9"),
        ("import", "nowhere.json"),
        ("import", "lens.json", "--next", "bootcamp", "--new"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_2(lens, words):
    with pytest.raises(CommandError) as refusal:
        lens(*words)
    assert refusal.value.returncode == 2


def test_an_unprepared_database_is_answered_with_one_sentence(written, lens):
    MigrationRecorder(connection).record_unapplied("reviews", "0001_initial")
    with pytest.raises(CommandError, match="not prepared"):
        lens("import", written())


def test_names_are_compared_as_the_review_tool_does():
    call_command("publish")
    assert queries.lens_named("BOOTCAMP five-pillars!") == Lens.objects.get(slug="bootcamp")
    assert queries.lens_named("ブートキャンプ 五つの柱") == Lens.objects.get(slug="bootcamp")
    assert queries.lens_named("") is None
