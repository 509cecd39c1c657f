import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from workshop.web import schema_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(db) -> None:
    MigrationRecorder(connection).record_applied("reviews", "9999_from_next_year")


def test_data_of_this_release_is_taken():
    assert schema_state.why_too_old() == ""


@pytest.mark.parametrize("command", ["prepare", "serve"])
def test_data_of_a_newer_release_is_refused_in_one_sentence(newer, command):
    with pytest.raises(CommandError, match=r"newer version of Hashira \(reviews\.9999_from_next_year\)"):
        call_command(command)


def test_what_another_installed_app_recorded_once_is_no_reason(db):
    MigrationRecorder(connection).record_applied("gone_app", "0001_initial")
    assert schema_state.why_too_old() == ""


def test_data_of_an_older_release_is_not_prepared():
    assert schema_state.why_unprepared() == ""
    MigrationRecorder(connection).record_unapplied("reviews", "0001_initial")
    assert "manage.py prepare" in schema_state.why_unprepared()
