"""A table edits and deletes its findings, and nobody's text is lost, even if two people do so at the same time."""

from __future__ import annotations

from uuid import uuid4

import pytest

from reviews.pillars import queries as pillars
from reviews.summaries import queries as summaries
from reviews.tables.models import Edit, Finding
from tests.actors import Browser

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"
WORDS = {"title": "Nobody can go back", "as_is": "By hand", "to_be": "By a press", "risk": "high", "evidence": "¶12"}


@pytest.fixture
def group(discussion):
    return discussion.group_of("Ben")


@pytest.fixture
def finding(discussion, bens, group) -> Finding:
    bens.sends(discussion.url("reviews:findings", group=group.pk), **WORDS)
    return Finding.objects.get()


@pytest.fixture
def chis(discussion, group) -> Browser:
    """Somebody else at Ben's table."""
    neighbour = group.members.exclude(participant=discussion.people["Ben"]).order_by("participant__name").first()
    return Browser(neighbour.participant)


@pytest.fixture
def url(discussion, group, finding):
    return lambda route: discussion.url(f"reviews:{route}", group=group.pk, finding=finding.pk)


def board(discussion, group, browser) -> str:
    return browser.get(discussion.url("reviews:board", group=group.pk)).content.decode()


def test_the_form_opens_with_what_the_finding_says(bens, url):
    form = bens.get(url("finding")).content.decode()
    assert all(f">\n{text}</textarea>" in form for text in ("By hand", "By a press", "¶12"))
    assert 'value="Nobody can go back"' in form
    assert 'value="high" required id="edit_risk_0" checked' in form or 'id="edit_risk_0" required checked' in form


def test_what_is_saved_is_what_the_board_says_at_its_old_place(discussion, bens, group, finding, url):
    bens.sends(discussion.url("reviews:findings", group=group.pk), **WORDS | {"title": "The second"})
    response = bens.sends(url("edits"), **WORDS | {"title": "Nobody can go back at night"}, revision=0)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Room-Version"]
    shown = board(discussion, group, bens)
    assert shown.index("Nobody can go back at night") < shown.index("The second")
    assert finding.edits.get().participant == discussion.people["Ben"]


def test_the_second_person_to_save_is_shown_the_other_text_and_keeps_their_own(bens, chis, finding, url):
    chis.sends(url("edits"), **WORDS | {"as_is": "By Chi"}, revision=0)
    response = bens.sends(url("edits"), **WORDS | {"as_is": "By Ben"}, revision=0)
    page = response.content.decode()
    assert response.status_code == 422
    assert f"{finding.edits.get().writer} saved this finding while you were editing it." in page
    assert "By Chi" in page and ">\nBy Ben</textarea>" in page  # noqa: PT018  one answer shows both
    finding.refresh_from_db()
    assert finding.as_is == "By Chi"

    assert 'name="revision" value="1"' in page
    assert bens.sends(url("edits"), **WORDS | {"as_is": "By Ben"}, revision=1).status_code == 200
    finding.refresh_from_db()
    assert finding.as_is == "By Ben"
    assert set(finding.edits.values_list("as_is", flat=True)) == {"By Chi", "By Ben"}


def test_the_same_saving_twice_is_one_with_the_same_answer_also_when_others_saved_meanwhile(bens, chis, finding, url):
    saving = WORDS | {"title": "By Ben", "revision": 0, "client_id": str(uuid4())}
    first = bens.sends(url("edits"), **saving)
    chis.sends(url("edits"), **WORDS | {"title": "By Chi"}, revision=1)
    again = bens.sends(url("edits"), **saving)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (200, b"")
    finding.refresh_from_db()
    assert (finding.title, finding.revision, Edit.objects.count()) == ("By Chi", 2, 2)


def test_the_same_client_id_with_other_words_is_refused_and_keeps_them(bens, finding, url):
    client_id = str(uuid4())
    bens.sends(url("edits"), **WORDS, revision=0, client_id=client_id)
    response = bens.sends(url("edits"), **WORDS | {"title": "Otherwise"}, revision=1, client_id=client_id)
    assert response.status_code == 422
    assert b"Otherwise" in response.content
    finding.refresh_from_db()
    assert finding.title == WORDS["title"]


def test_a_saving_without_a_title_says_so_at_the_field(bens, finding, url):
    response = bens.sends(url("edits"), **WORDS | {"title": ""}, revision=0)
    assert response.status_code == 422
    assert b"One line is enough" in response.content
    finding.refresh_from_db()
    assert finding.title == WORDS["title"]


@pytest.mark.parametrize("revision", ["", "-1", "many", "9" * 5000, "2147483647"])
@pytest.mark.parametrize("route", ["edits", "deletion", "return"])
def test_a_revision_that_is_none_changes_nothing_and_says_what_to_do(bens, finding, url, route, revision):
    response = bens.sends(url(route), **WORDS | {"title": "Other"}, revision=revision)
    assert response.status_code in {409, 422}
    assert "Reload the page and send again." in response.content.decode()
    finding.refresh_from_db()
    assert (finding.title, finding.revision, finding.deleted_at) == (WORDS["title"], 0, None)


def test_a_deleted_finding_is_nowhere_and_undo_puts_it_back_where_it_was(discussion, bens, group, finding, url):
    bens.sends(discussion.url("reviews:findings", group=group.pk), **WORDS | {"title": "The second"})
    offer = bens.sends(url("deletion"), revision=0).content.decode()
    assert "“Nobody can go back” was deleted." in offer
    assert '{"revision":"1"}' in offer
    discussion.goes_to("presentation", TOPIC)
    presentation = discussion.url("reviews:presentation")
    assert board(discussion, group, bens).count('<h3 class="slip__title"') == 1
    assert b"Nobody can go back" not in bens.get(presentation).content
    assert bens.get(url("finding")).status_code == 404

    assert bens.sends(url("return"), revision=1).status_code == 200
    shown = board(discussion, group, bens)
    assert shown.index("Nobody can go back") < shown.index("The second")
    assert b"Nobody can go back" in bens.get(presentation).content


def test_a_deleted_finding_is_not_printed(discussion, bens, group, finding, url):
    bens.sends(discussion.url("reviews:findings", group=group.pk), **WORDS | {"title": "The second"})
    bens.sends(url("deletion"), revision=0)
    summary = discussion.closes(TOPIC)
    printed = summaries.pillar_summary(summary.pk)
    assert [finding.title for group in printed.groups for finding in group.findings] == ["The second"]


def test_deleting_and_undoing_twice_is_doing_it_once(bens, finding, url):
    for _time in range(2):
        assert bens.sends(url("deletion"), revision=0).status_code == 200
    for _time in range(2):
        assert bens.sends(url("return"), revision=1).status_code == 200
    assert bens.sends(url("deletion"), revision=0).status_code == 422  # a press that comes late deletes nothing anew
    finding.refresh_from_db()
    assert (finding.deleted_at, finding.revision) == (None, 2)


def test_undoing_a_deletion_after_which_more_happened_says_so(bens, chis, finding, url):
    bens.sends(url("deletion"), revision=0)
    chis.sends(url("return"), revision=1)
    chis.sends(url("deletion"), revision=2)
    late = bens.sends(url("return"), revision=1)
    assert (late.status_code, late.text) == (409, "This finding has been changed since then. Check the board.")
    assert not Finding.objects.exists()
    assert chis.sends(url("return"), revision=3).status_code == 200
    assert Finding.objects.get().revision == 4


def test_what_somebody_rewrote_is_not_deleted_unseen(bens, chis, finding, url):
    chis.sends(url("edits"), **WORDS | {"as_is": "By Chi"}, revision=0)
    response = bens.sends(url("deletion"), **WORDS | {"as_is": "By Ben"}, revision=0)
    assert response.status_code == 422
    assert "By Chi" in response.content.decode()
    assert Finding.objects.filter(pk=finding.pk).exists()


def test_a_person_who_saves_a_deleted_finding_is_told_and_may_restore_it_with_their_text(bens, chis, finding, url):
    chis.sends(url("deletion"), revision=0)
    response = bens.sends(url("edits"), **WORDS | {"title": "By Ben"}, revision=0)
    assert response.status_code == 422
    assert "was deleted while you were editing" in response.content.decode()
    assert not Finding.objects.exists()
    bens.sends(url("edits"), **WORDS | {"title": "By Ben"}, revision=1)
    assert Finding.objects.get().title == "By Ben"


def test_a_report_repeated_after_its_finding_was_deleted_brings_nothing_back(discussion, bens, group):
    sending = WORDS | {"client_id": str(uuid4())}
    findings_url = discussion.url("reviews:findings", group=group.pk)
    bens.sends(findings_url, **sending)
    finding = Finding.objects.get()
    bens.sends(discussion.url("reviews:deletion", group=group.pk, finding=finding.pk), revision=0)
    assert bens.sends(findings_url, **sending).status_code == 200
    assert not Finding.objects.exists()


def test_on_a_closed_pillar_nothing_is_rewritten_deleted_or_put_back(discussion, bens, finding, url):
    saving = WORDS | {"title": "In time", "revision": 0, "client_id": str(uuid4())}
    bens.sends(url("edits"), **saving)
    discussion.closes(TOPIC)
    late = bens.sends(url("edits"), **WORDS | {"title": "Too late"}, revision=1)
    assert late.status_code == 422
    assert "This pillar is closed" in late.content.decode() and "Too late" in late.content.decode()  # noqa: PT018
    for response in (
        bens.get(url("finding")),
        bens.sends(url("deletion"), revision=1),
        bens.sends(url("return"), revision=1),
    ):
        assert (response.status_code, response.content.decode()) == (
            409,
            "This pillar is closed. Its findings can no longer be changed.",
        )
    assert bens.sends(url("edits"), **saving).status_code == 200  # the repetition of what came in time
    assert Finding.objects.get().title == "In time"
    assert "slip__edit" not in board(discussion, discussion.group_of("Ben"), bens)


def test_the_finding_of_another_table_does_not_exist(discussion, finding, group):
    sitting = {member.participant_id for member in group.members.all()}
    neighbour = next(person for person in discussion.people.values() if person.pk not in sitting)
    theirs = discussion.group_of(neighbour.name)
    for route in ("edits", "deletion", "return"):
        mixed = discussion.url(f"reviews:{route}", group=theirs.pk, finding=finding.pk)
        assert Browser(neighbour).sends(mixed, **WORDS, revision=0).status_code == 404


def test_a_finding_of_the_last_pillar_does_not_come_to_the_board_of_the_next(discussion, bens, group, finding, url):
    discussion.goes_to("briefing", "security")
    assert pillars.open_review(discussion.session.pk).pillar.key == "security"
    bens.sends(url("edits"), **WORDS | {"title": "Rewritten late"}, revision=0)
    assert "Rewritten late" not in board(discussion, group, bens)
    finding.refresh_from_db()
    assert finding.title == "Rewritten late"
