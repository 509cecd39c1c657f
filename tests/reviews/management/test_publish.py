"""`manage.py publish` publishes the shipped lenses and scenarios once."""

from copy import deepcopy
from dataclasses import replace

import pytest
from django.core.management import call_command

from reviews.lenses import queries, services, shipped
from reviews.lenses.models import LensVersion
from reviews.scenarios.models import ScenarioVersion
from reviews.tables import queries as tables

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


def test_after_an_upgrade_sessions_keep_their_version_and_new_ones_get_the_changed_lens(discussion):
    """As an installation that published earlier files of the lens finds it."""
    before = discussion.review("operationalExcellence").review.lens_version
    answers = tables.answers_of(discussion.group_of("Ben"), discussion.review("operationalExcellence"))
    files = shipped.read(before.lens.slug)
    lens = deepcopy(files.lens)
    lens["pillars"][0]["questions"][0]["choices"].pop(0)
    rules = [{"condition": "default", "risk": "MEDIUM_RISK"}]
    lens["pillars"][0]["questions"][0]["riskRules"] = rules
    services.publish_shipped(replace(files, digest="changed", lens=lens))

    assert [str(version) for version in queries.newest_versions() if version.lens == before.lens] == ["bootcamp 2.0"]
    review = discussion.review("operationalExcellence")
    assert review.review.lens_version == before
    assert tables.answers_of(discussion.group_of("Ben"), review) == answers
