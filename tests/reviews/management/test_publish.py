"""`manage.py publish` publishes the shipped lenses and scenarios once."""

import pytest
from django.core.management import call_command

from reviews.lenses.models import LensVersion
from reviews.scenarios.models import ScenarioVersion

pytestmark = pytest.mark.django_db


def test_publishing_twice_makes_one_version_of_each():
    for _time in range(2):
        call_command("publish")
    assert sorted(str(version) for version in LensVersion.objects.all()) == ["bootcamp 1.0", "framework 1.0"]
    assert ScenarioVersion.objects.count() == 1


def test_a_new_session_can_be_made_right_after_preparing(ana, desk):
    call_command("publish")
    page = desk.get("/sessions/new/").content.decode()
    assert "Bootcamp: five pillars" in page
    assert "Yamagara Parcels" in page
