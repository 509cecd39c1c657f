"""The data of each version is migrated to this one: nothing is lost, and its sessions go on.

On SQLite the stored data files are loaded, on PostgreSQL the stored output of pg_dump.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from reviews.summaries import document
from reviews.summaries import services as summaries
from reviews.summaries.models import Summary
from tests.actors import Browser, half_a_minute_goes_by
from tests.house.sources import ROOT
from tests.upgrades import addresses, contents, sample_data
from tests.upgrades.installation import SECRET_KEY, empty_installation, stored, versions
from workshop import settings as product

pytestmark = pytest.mark.database

KIND = connection.vendor


@dataclass
class Upgraded:
    """An installation after the migration: what it held before and after it, and the facts that were stored with it."""

    name: object
    before: contents.Contents
    after: contents.Contents
    schema: set[tuple]
    facts: dict


@contextmanager
def connected_to(name: object) -> Iterator[None]:
    """Use another database instead of the tests' own. A transaction in it may be idle while the machine is busy."""
    own, options = connection.settings_dict, connection.settings_dict["OPTIONS"]
    if KIND == "postgresql":
        patient = " -c idle_in_transaction_session_timeout=0 -c lock_timeout=0"
        options = options | {"options": options["options"] + patient}
    try:
        disconnect()
        connection.settings_dict = own | {"NAME": name, "OPTIONS": options}
        yield
    finally:
        disconnect()
        connection.settings_dict = own


def disconnect() -> None:
    connection.close()
    if KIND == "postgresql":
        connection.close_pool()


@pytest.fixture(scope="module", params=versions(KIND))
def upgraded(request, django_db_blocker) -> Iterator[Upgraded]:
    with empty_installation() as it, django_db_blocker.unblock():
        dump, facts = stored(request.param, KIND)
        it.load(dump)
        with connected_to(it.name):
            before = contents.read()
        it.manage("migrate")
        with connected_to(it.name):
            call_command("publish")
            found = Upgraded(it.name, before, contents.read(), contents.schema(), facts)
        yield found


@pytest.fixture(scope="module")
def new_schema(django_db_blocker) -> set[tuple]:
    with empty_installation() as it, django_db_blocker.unblock():
        it.manage("migrate")
        with connected_to(it.name):
            return contents.schema()


@pytest.fixture
def facts(upgraded, settings, django_db_blocker) -> Iterator[dict]:
    """The facts of the installation, to whose database the test is connected. Its links, cookies and passwords are valid here."""
    settings.SECRET_KEY = SECRET_KEY
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    with django_db_blocker.unblock(), connected_to(upgraded.name):
        yield upgraded.facts


def as_participant(link: str) -> Browser:
    """The browser of a participant who has opened a personal link."""
    browser = Browser()
    followed = browser.get(link, follow=True)
    assert followed.status_code == 200
    assert browser.post(followed.request["PATH_INFO"]).status_code == 302
    return browser


def as_facilitator(email: str) -> Browser:
    return Browser(sample_data.row("workshop.User", email=email))


def shows(browser: Client, name: str, *words: str, **where: object) -> None:
    shown = browser.get(addresses.of(name, **where))
    assert shown.status_code == 200
    for word in words:
        assert word in shown.content.decode()


# ── the data ──


def test_no_row_and_no_text_is_lost(upgraded):
    assert contents.lost(upgraded.before, upgraded.after) == []


def test_every_row_keeps_the_constraints_and_has_only_values_that_are_known(facts):
    assert contents.violations() == []


def test_the_tables_are_those_of_a_new_installation(upgraded, new_schema):
    assert (upgraded.schema - new_schema, new_schema - upgraded.schema) == (set(), set())


def test_the_stored_contents_of_summaries_have_the_names_of_today(facts):
    stored_contents = [one.content for one in Summary.objects.filter(content__isnull=False)]
    names = {field.name for field in fields(document.Group)}
    assert stored_contents
    assert not {name for content in stored_contents for group in content["groups"] for name in group} - names


def test_nothing_is_left_to_be_migrated(facts):
    call_command("migrate", "--check", verbosity=0)
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# ── the pages ──


def test_a_personal_link_leads_to_the_main_room_and_the_table_with_all_that_was_said(facts):
    given = facts["discussion"]
    ben = as_participant(given["participant"])
    shows(ben, addresses.MAIN_ROOM, given["title"], *given["shown"], *given["answers"], session=given["session"])
    shows(ben, addresses.TABLE, *given["words"], session=given["session"], group=given["table"])
    shows(ben, addresses.SCENARIO, session=given["session"])
    shows(as_participant(given["moved"]), addresses.MAIN_ROOM, given["title"], session=given["session"])


def test_a_browser_in_which_somebody_had_joined_is_still_in_the_session(facts):
    given, browser = facts["discussion"], Client()
    browser.cookies.load(given["cookies"])
    shows(browser, addresses.MAIN_ROOM, given["title"], session=given["session"])


def test_a_removed_person_stays_removed(facts):
    assert Browser().get(facts["discussion"]["removed"], follow=True).status_code == 410


def test_the_link_of_the_comment_screen_shows_the_comments(facts):
    given = facts["discussion"]
    screen = Client().get(given["screen"], follow=True)
    assert screen.status_code == 200
    assert any(word in screen.content.decode() for word in given["shown"])


def test_a_link_that_signs_in_leads_the_lead_to_the_desk(facts):
    lead = Browser()
    followed = lead.get(facts["sign_in"], follow=True)
    assert followed.status_code == 200
    assert lead.post(followed.request["PATH_INFO"]).status_code == 302
    given = facts["discussion"]
    shows(lead, addresses.DESK, given["title"], *given["waiting"], session=given["session"])


def test_a_password_signs_in_the_co_facilitator_and_an_observer_reads(facts):
    given, account = facts["discussion"], facts["account"]
    cho = Browser()
    posted = {"username": account["email"], "password": account["password"]}
    assert cho.post(addresses.of(addresses.SIGN_IN), posted).status_code == 302
    shows(cho, addresses.DESK, given["title"], session=given["session"])
    observer = as_facilitator(account["observer"])
    shows(observer, addresses.DESK, given["title"], session=given["session"])
    pressed = observer.post(addresses.of(addresses.CLOSURE, session=given["session"], topic=given["topic"]))
    assert pressed.status_code == 403


@pytest.mark.parametrize("which", ["correction", "over"])
def test_the_summaries_of_closed_pillars_are_there(facts, which):
    """Their files are outside of the database and are not stored with it, so the test writes others in their place."""
    summaries.publish_due()  # the dump was stored within the half minute in which a closing can be undone
    given = facts[which]
    person = as_participant(given["participant"])
    main_room = person.get(addresses.of(addresses.MAIN_ROOM, session=given["session"])).content.decode()
    assert given["title"] in main_room
    linked = {str(addresses.parts(path)["summary"]) for path in addresses.found_in(main_room, addresses.SUMMARY_FILE)}
    assert set(given["summaries"]) <= linked
    for key in given["summaries"]:
        default_storage.save(sample_data.row("reviews.Summary", pk=key).file.name, ContentFile(key.encode()))
        file = person.get(addresses.of(addresses.SUMMARY_FILE, session=given["session"], summary=key))
        assert (file.status_code, file.content) == (200, key.encode())


def test_a_session_that_has_not_begun_takes_people_in(facts):
    given = facts["planned"]
    new = Browser()
    assert given["title"] in new.get(given["join"], follow=True).content.decode()
    code = addresses.parts(given["join"])["code"]
    sample_data.sent(new, addresses.JOIN, {"name": "Nia", "company": "Kita Paper"}, status=302, code=code)
    shows(new, addresses.MAIN_ROOM, given["title"], "Nia", session=given["session"])


def test_an_imported_lens_can_be_read_and_its_draft_published(facts):
    lead, given = as_facilitator(facts["discussion"]["lead"]), facts["lens"]
    draft = {"slug": given["slug"], "number": given["number"]}
    shows(lead, addresses.LENS_VERSION, given["name"], **draft)
    seen = sample_data.row("reviews.LensVersion", lens__slug=given["slug"], number=given["number"]).digest
    sample_data.sent(lead, addresses.LENS_PUBLICATION, {"step": "minor", "seen": seen}, status=302, **draft)
    assert lead.get(addresses.of(addresses.LENS, slug=given["slug"])).url == addresses.of(
        addresses.LENS_VERSION, **draft
    )


# ── the sessions go on ──


def test_a_session_goes_on_where_it_was(facts):
    given = facts["discussion"]
    lead = sample_data.row("workshop.User", email=given["lead"])
    running = sample_data.FacilitatedSession(given["session"], lead)
    ben = as_participant(given["participant"])
    running.says(ben, "We are back after the update.")
    running.finds(ben, "The update was announced on the door")
    running.answers(ben, given["topic"])
    table = ["We are back after the update.", "The update was announced on the door", *given["words"]]
    shows(ben, addresses.TABLE, *table, session=given["session"], group=given["table"])

    running.comments("Did anybody notice the update?")
    comments = [*given["inbox"], "Did anybody notice the update?"]
    running.comments_arrive(*comments)
    shows(running.desk, addresses.QUEUE, *comments, *given["waiting"], session=given["session"])
    shown = sample_data.row("reviews.Comment", text=comments[0])
    sample_data.sent(running.desk, addresses.SHOWING, session=given["session"], comment=shown.pk)
    shows(ben, addresses.MAIN_ROOM, comments[0], session=given["session"])

    summary = running.closes(given["topic"])
    half_a_minute_goes_by()
    made = ben.get(addresses.of(addresses.SUMMARY_FILE, session=given["session"], summary=summary))
    assert made.content.startswith(b"%PDF")
    topic = running.topics()[1]
    running.start("discussion", topic)
    running.says(ben, "On with the next one.")
    shows(ben, addresses.TABLE, "On with the next one.", session=given["session"], group=given["table"])


def test_a_correction_that_was_begun_before_makes_the_next_version(facts):
    given = facts["correction"]
    lead = sample_data.row("workshop.Facilitator", session=given["session"], role="lead").user
    small = sample_data.FacilitatedSession(given["session"], lead)
    person = as_participant(given["participant"])
    small.finds(person, "Keys are changed by hand")
    shows(
        person,
        addresses.TABLE,
        "Keys are changed by hand",
        *given["words"],
        session=given["session"],
        group=given["table"],
    )
    summary = sample_data.row("reviews.Summary", pk=small.closes(given["topic"]))
    assert (summary.version, summary.state) == (2, "ready")


def test_a_summary_that_was_ordered_before_is_made(facts):
    given = facts["over"]
    summaries.render(given["queued"])
    assert sample_data.row("reviews.Summary", pk=given["queued"]).state == "ready"
    person = as_participant(given["participant"])
    made = person.get(addresses.of(addresses.SUMMARY_FILE, session=given["session"], summary=given["queued"]))
    assert made.content.startswith(b"%PDF")


# ── the test itself ──


def test_a_lost_row_a_lost_text_and_an_unknown_value_would_be_seen(upgraded, facts):
    with transaction.atomic():
        sample_data.rows("reviews.Waiting").delete()
        sample_data.rows("reviews.Entry", text=facts["discussion"]["words"][0]).update(text="?")
        sample_data.rows("reviews.Comment", state="answered").update(state="replied")
        found = contents.lost(upgraded.before, contents.read())
        unknown = contents.violations()
        transaction.set_rollback(True)
    assert f"a text is gone: {facts['discussion']['words'][0]!r}" in found
    assert any(re.fullmatch(r"\w+ lost 2 of 2 rows", sentence) for sentence in found)
    assert unknown == ["reviews.Comment has the state 'replied'"]


def test_this_version_has_a_dump_for_each_database():
    this = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert this in versions("sqlite"), "run tests/upgrades/store.sh"
    assert versions("sqlite") == versions("postgresql")
