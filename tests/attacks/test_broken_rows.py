"""A session in another millennium breaks nothing: the form and the database refuse it, and no page fails on such a row."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from reviews.summaries.queries import pillar_summary
from reviews.summaries.render import markup
from tests.actors import Browser, make_session
from workshop.sessions.models import Session

pytestmark = pytest.mark.django_db

DAYS = ("9999-12-31", "9999-01-01", "0001-01-01", "0001-12-31", "1999-12-31", "2101-01-01", "1000-06-15")
ZONES = ("Asia/Tokyo", "Pacific/Kiritimati", "America/Los_Angeles", "Pacific/Niue", "UTC")
MOMENTS = ("9999-12-31 23:59:59", "9999-12-31 00:00:00", "0001-01-01 00:00:00", "0001-01-02 03:00:00")


def filled_in(desk: Browser, **changed: str) -> dict[str, str]:
    form = desk.get(reverse("reviews:session-new")).context["form"]
    fields = {name: str(form[name].value() or "") for name in form.fields}
    return fields | {"title": "Review", "date": "2026-11-26", "begins": "10:00", "zone": "Asia/Tokyo"} | changed


def write_by_sql(session: Session, **columns: str) -> None:
    """As from a database console, without our checks. PostgreSQL's constraint is restored with the test's transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("ALTER TABLE workshop_session DROP CONSTRAINT IF EXISTS session_is_of_this_century")
        for column, value in columns.items():
            key = session.pk.hex if connection.vendor == "sqlite" else session.pk
            cursor.execute(f"UPDATE workshop_session SET {column} = %s WHERE id = %s", [value, key])
            assert cursor.rowcount == 1
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("day", DAYS)
def test_the_form_names_the_field_and_what_to_type(desk, day):
    for zone in ZONES:
        answer = desk.post(reverse("reviews:session-new"), filled_in(desk, date=day, zone=zone))
        assert answer.status_code == 422
        assert answer.context["form"].errors == {"date": ["Choose a date between the years 2000 and 2100."]}
    assert not Session.objects.exists()
    assert desk.get(reverse("workshop:sessions")).status_code == 200


def test_an_invalid_date_or_time_is_answered_with_an_example(desk):
    answer = desk.post(reverse("reviews:session-new"), filled_in(desk, date="yesterday", begins="25:61"))
    assert answer.context["form"].errors == {
        "date": ["Write the date as year-month-day, such as 2026-11-26."],
        "begins": ["Write the time as hours:minutes, such as 10:00."],
    }


@pytest.mark.parametrize("day", ["2000-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_are_good_ones(desk, day):
    for zone in ZONES:
        for begins in ("00:00", "23:59"):
            meant = {"is_past_meant": "on", "asked_about": f"{day}T{begins}:00 {zone}"}
            given = filled_in(desk, date=day, zone=zone, begins=begins) | meant
            assert desk.post(reverse("reviews:session-new"), given).status_code == 302
    assert Session.objects.count() == 2 * len(ZONES)
    assert desk.get(reverse("workshop:sessions")).status_code == 200


@pytest.mark.parametrize("year", [1, 1999, 2102, 9999])
def test_the_database_takes_no_other_century(ana, year):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_session(ana, starts_at=datetime(year, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_row_written_past_all_checks_breaks_no_page(discussion, ana, moment, language):
    healthy = make_session(ana, title="The healthy one")
    for zone in (*ZONES, "Mars/Olympus", "", "../etc/passwd", "Asia"):
        write_by_sql(discussion.session, starts_at=moment, zone=zone)
        lead, ben = Browser(ana, language), Browser(discussion.people["Ben"], language)
        listed = lead.get(reverse("workshop:sessions"))
        assert listed.status_code == 200
        assert healthy.title in listed.content.decode()
        pages = (
            "workshop:desk",
            "reviews:now",
            "reviews:agenda",
            "reviews:coming",
            "reviews:stage",
            "reviews:summaries",
        )
        for page in pages:
            assert lead.get(discussion.url(page)).status_code == 200, (page, zone)
        for page in ("workshop:main-room", "workshop:me", "reviews:coming", "reviews:stage", "reviews:strip"):
            assert ben.get(discussion.url(page)).status_code == 200, (page, zone)
        table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
        assert ben.get(table).status_code == 200
        join = reverse("workshop:join", kwargs={"code": discussion.session.code})
        assert Browser(None, language).get(join).status_code == 200


def test_a_summary_is_made_of_such_a_session(discussion):
    write_by_sql(discussion.session, starts_at=MOMENTS[0], zone="Mars/Olympus")
    summary = discussion.closes("operationalExcellence")
    assert "<html" in markup(pillar_summary(summary.pk))


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_update_brings_such_a_row_back(session, moment):
    write_by_sql(session, starts_at=moment)
    import_module("workshop.migrations.0004_session_dates").bring_back(apps, None)
    session.refresh_from_db()
    session.full_clean()


@pytest.mark.parametrize("written", ["5", '"ja"', "[null]", "true", '{"en": 5}', '{"ja": {"en": "a"}}', "null", "{}"])
def test_a_name_of_the_wrong_type_breaks_no_list_of_names(written, discussion, desk):
    for table in ("reviews_lensversion", "reviews_scenarioversion", "reviews_pillar"):
        column = "title" if "scenario" in table else "name"
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s", [written])
    for page in ("reviews:lenses", "reviews:lens-import", "reviews:session-new", "workshop:sessions"):
        assert desk.get(reverse(page)).status_code == 200, page
    for page in ("workshop:desk", "workshop:main-room", "reviews:agenda", "reviews:scenario", "reviews:summaries"):
        assert desk.get(discussion.url(page)).status_code == 200, page
