"""Who changed a tick, the focus question or a finding is said, and no text of a finding is lost."""

from __future__ import annotations

import html
from uuid import uuid4

import pytest

from reviews.lenses.models import Choice
from reviews.tables.models import Answer, Edit, Finding, ReportedText
from reviews.tables.services import findings
from reviews.tables.writers import Writer
from tests.actors import Browser

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"
WORDS = {"title": "Nobody can go back", "as_is": "By hand", "to_be": "", "risk": "high", "evidence": ""}


@pytest.fixture
def group(discussion):
    return discussion.group_of("Ben")


@pytest.fixture
def chi(discussion, group):
    """Somebody else at Ben's table."""
    return group.members.exclude(participant=discussion.people["Ben"]).order_by("participant__name").first().participant


@pytest.fixture
def chis(chi) -> Browser:
    return Browser(chi)


@pytest.fixture
def finding(discussion, bens, group) -> Finding:
    bens.sends(discussion.url("reviews:findings", group=group.pk), **WORDS)
    return Finding.objects.get()


@pytest.fixture
def url(discussion, group, finding):
    return lambda route: discussion.url(f"reviews:{route}", group=group.pk, finding=finding.pk)


def shown(browser, discussion, group, pane: str) -> str:
    page = browser.get(discussion.url(f"reviews:{pane}", group=group.pk)).content.decode()
    return " ".join(html.unescape(page).split())


def ticks(browser, discussion, group, choice: Choice, ticked: int) -> None:
    address = discussion.url("reviews:answers", group=group.pk, question=choice.question.key)
    assert browser.sends(address, choice=choice.key, ticked=str(ticked)).status_code == 204


def test_each_tick_says_who_made_it(discussion, bens, chis, chi, group):
    question = discussion.review(TOPIC).pillar.questions.first()
    first, second = question.choices.all()[:2]
    ticks(bens, discussion, group, first, 1)
    ticks(chis, discussion, group, second, 1)
    questions = shown(bens, discussion, group, "questions")
    assert "Ticked by Ben" in questions
    assert f"Ticked by {chi.name}" in questions


def test_who_unticked_a_choice_is_said_until_it_is_ticked_again(discussion, bens, chis, chi, group):
    choice = Choice.objects.filter(question__pillar=discussion.review(TOPIC).pillar).first()
    ticks(bens, discussion, group, choice, 1)
    ticks(chis, discussion, group, choice, 0)
    said = f"{chi.name} unticked “{choice.title['en']}”."
    assert said in shown(bens, discussion, group, "questions")
    ticks(bens, discussion, group, choice, 1)
    assert said not in shown(bens, discussion, group, "questions")


def test_who_said_that_a_question_does_not_apply_is_named(discussion, bens, group):
    question = discussion.review(TOPIC).pillar.questions.first()
    address = discussion.url("reviews:answers", group=group.pk, question=question.key)
    bens.sends(address, applicable="0")
    assert "Ben marked this question as not applicable." in shown(bens, discussion, group, "questions")
    bens.sends(address, applicable="1")
    assert "Ben marked this question as applicable again." in shown(bens, discussion, group, "questions")


def test_who_chose_the_focus_question_is_named_and_a_facilitator_too(discussion, chis, chi, bens, desk, ana, group):
    first, second = discussion.review(TOPIC).pillar.questions.all()[:2]
    focus = discussion.url("reviews:focus", group=group.pk)
    chis.sends(focus, question=first.key)
    assert f"Chosen by {chi.name}" in shown(bens, discussion, group, "questions")
    desk.sends(focus, question=second.key)
    questions = shown(bens, discussion, group, "questions")
    assert f"Chosen by {ana.name}" in questions
    assert f"Chosen by {chi.name}" not in questions


def test_choosing_the_same_focus_question_again_names_nobody_else(discussion, chis, chi, bens, group):
    question = discussion.review(TOPIC).pillar.questions.first()
    for browser in (chis, bens):
        browser.sends(discussion.url("reviews:focus", group=group.pk), question=question.key)
    assert f"Chosen by {chi.name}" in shown(bens, discussion, group, "questions")


def test_answers_of_before_that_name_nobody_say_nothing(discussion, bens, group):
    choice = Choice.objects.filter(question__pillar=discussion.review(TOPIC).pillar).first()
    ticks(bens, discussion, group, choice, 1)
    Answer.objects.get().ticks.update(participant=None)
    assert "Ticked by" not in shown(bens, discussion, group, "questions")


def test_a_name_is_text(discussion, bens, chi, chis, group):
    chi.name = "<b>Chi</b> & Co; {% now %}"
    chi.save()
    choice = Choice.objects.filter(question__pillar=discussion.review(TOPIC).pillar).first()
    ticks(chis, discussion, group, choice, 1)
    page = bens.get(discussion.url("reviews:questions", group=group.pk)).content.decode()
    assert "Ticked by &lt;b&gt;Chi&lt;/b&gt; &amp; Co; {% now %}" in page


def test_a_card_says_who_wrote_and_who_changed_it(discussion, bens, chis, chi, group, url):
    assert "Written by Ben," in shown(bens, discussion, group, "board")
    chis.sends(url("edits"), **WORDS | {"as_is": "By Chi"}, revision=0)
    board = shown(bens, discussion, group, "board")
    assert "Written by Ben," in board
    assert f"Last changed by {chi.name}," in board
    assert "1 earlier text" in board


def test_saving_over_a_conflict_keeps_the_other_words_in_a_history_that_everyone_at_the_table_reads(
    discussion, bens, chis, chi, group, url
):
    chis.sends(url("edits"), **WORDS | {"as_is": "As Chi wrote it"}, revision=0)
    conflict = bens.sends(url("edits"), **WORDS | {"as_is": "As Ben wrote it"}, revision=0)
    assert conflict.status_code == 422
    bens.sends(url("edits"), **WORDS | {"as_is": "As Ben wrote it"}, revision=1)

    assert "2 earlier texts" in shown(chis, discussion, group, "board")
    for browser in (bens, chis):
        history = " ".join(browser.get(url("history")).content.decode().split())
        assert history.index(f"Written by {chi.name},") < history.index("As Chi wrote it")
        assert history.index("As Chi wrote it") < history.index("Written by Ben,") < history.index("By hand")
        assert "As Ben wrote it" not in history
    assert Edit.objects.count() == 2


def test_the_history_of_another_tables_finding_does_not_exist(discussion, group, url):
    here = {member.participant_id for member in group.members.all()}
    neighbor = next(person for person in discussion.people.values() if person.pk not in here)
    assert Browser(neighbor).get(url("history")).status_code == 404


def test_a_deleted_card_of_somebody_else_is_undone_by_anyone_at_the_table(discussion, bens, chis, chi, group, url):
    chis.sends(url("deletion"), revision=0)
    board = shown(bens, discussion, group, "board")
    assert f"{chi.name} deleted “Nobody can go back”." in board
    assert f'hx-post="{url("return")}"' in board
    assert bens.sends(url("return"), revision=1).status_code == 200
    board = shown(chis, discussion, group, "board")
    assert "deleted “" not in board
    assert "Last changed by Ben," in board


def test_only_the_last_deletions_are_listed(discussion, bens, group):
    ben, review = Writer(participant=discussion.people["Ben"]), discussion.review(TOPIC)
    for number in range(7):
        findings.report(group, review, author=ben, client_id=uuid4(), **WORDS | {"title": f"Number {number}"})
    for finding in Finding.objects.order_by("told_at"):
        findings.delete(group, finding, revision=0, by=ben)
    board = shown(bens, discussion, group, "board")
    assert [number for number in range(7) if f"deleted “Number {number}”" in board] == [2, 3, 4, 5, 6]


def test_a_repeated_first_edit_stores_the_report_once(bens, finding, url):
    saving = WORDS | {"title": "By Ben", "revision": 0, "client_id": str(uuid4())}
    for _time in range(2):
        assert bens.sends(url("edits"), **saving).status_code == 200
    assert ReportedText.objects.get().title == WORDS["title"]
    finding.refresh_from_db()
    assert finding.earlier_texts == 1
