"""The views of a table: what is written, what is refused, and what the refusal says."""

import math
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.lenses.models import Choice
from reviews.tables.models import Answer, Entry, Finding, Focus, Tick
from tests.actors import Browser
from workshop.live import clock, limits

pytestmark = pytest.mark.django_db

TOPIC = "operationalExcellence"


@pytest.fixture
def group(discussion):
    return discussion.group_of("Ben")


@pytest.fixture
def talk_url(discussion, group):
    return discussion.url("reviews:entries", group=group.pk)


@pytest.fixture
def findings_url(discussion, group):
    return discussion.url("reviews:findings", group=group.pk)


def test_the_response_to_an_entry_names_the_version_that_tells_it(bens, talk_url):
    response = bens.sends(talk_url, text="Who holds the keys?")
    assert response.status_code == 200
    assert response.content == b"", "the page empties its form itself"
    assert int(response.headers["Room-Version"].split()[1]) == Entry.objects.get().told_at


def test_the_same_sending_twice_is_one_post_with_the_same_answer(bens, talk_url):
    client_id = str(uuid4())
    answers = [bens.sends(talk_url, text="Once", client_id=client_id) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Entry.objects.count() == 1


def test_the_same_client_id_with_other_words_is_refused_and_keeps_them(bens, talk_url):
    client_id = str(uuid4())
    bens.sends(talk_url, text="Once", client_id=client_id)
    response = bens.sends(talk_url, text="Otherwise", client_id=client_id)
    assert response.status_code == 422
    assert b"Otherwise" in response.content
    assert Entry.objects.count() == 1


def test_two_people_may_use_the_same_client_id(discussion, bens, desk, talk_url):
    client_id = str(uuid4())
    bens.sends(talk_url, text="Ben", client_id=client_id)
    desk.sends(talk_url, text="Ana", client_id=client_id)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    [
        "🦊" * 1000,
        "שלום עולם",
        "👩‍👩‍👧‍👦 family",
        "a" * 4000,
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "'; DROP TABLE",
    ],
)
def test_any_words_are_kept_as_they_are(bens, talk_url, discussion, group, text):
    assert bens.sends(talk_url, text=text).status_code == 200
    assert Entry.objects.get().text == text
    pane = bens.get(discussion.url("reviews:talk", group=group.pk)).content.decode()
    assert "<script>alert" not in pane
    assert "49" not in pane.split("bubble__text")[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing to send"),
        ("   ", "nothing to send"),
        ("a" * 5000, "5000 characters; at most 4000 are allowed"),
        ("a\x00b", "Character 2"),
        ("bell\x07", "Character 5"),
    ],
    ids=["empty", "spaces", "5,000 characters", "NUL", "control"],
)
def test_what_cannot_be_kept_is_refused_at_the_field_with_what_to_do(bens, talk_url, text, says):
    response = bens.sends(talk_url, text=text)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Entry.objects.exists()


def test_a_refused_text_stays_in_the_field(bens, talk_url):
    assert "a" * 5000 in bens.sends(talk_url, text="a" * 5000).content.decode()


def test_a_finding_needs_a_title_and_a_risk_and_says_so_at_each(bens, findings_url):
    page = bens.sends(findings_url, as_is="Backups are in the same account").content.decode()
    assert "One line is enough" in page
    assert "choose how high the risk is" in page
    assert "Backups are in the same account" in page
    assert not Finding.objects.exists()


def test_a_title_of_300_characters_says_how_many_fit(bens, findings_url):
    response = bens.sends(findings_url, title="長" * 300, risk="high")
    assert response.status_code == 422
    assert "300 characters; at most 200 are allowed" in response.content.decode()


def test_a_finding_sent_after_the_pillar_was_closed_is_refused_with_its_words_kept(discussion, bens, findings_url):
    discussion.closes(TOPIC)
    response = bens.sends(findings_url, title="Too late", risk="high", topic=TOPIC)
    assert response.status_code == 422
    assert "Too late" in response.content.decode()
    assert not Finding.objects.exists()


def test_a_finding_repeated_after_the_close_is_the_finding_it_was(discussion, bens, findings_url):
    sending = {"title": "In time", "risk": "high", "topic": TOPIC, "client_id": str(uuid4())}
    bens.sends(findings_url, **sending)
    discussion.closes(TOPIC)
    assert bens.sends(findings_url, **sending).status_code == 200
    assert Finding.objects.count() == 1


def test_ticking_twice_ticks_once_and_unticking_unticks(discussion, bens, group):
    choice = Choice.objects.filter(question__pillar=discussion.review(TOPIC).pillar).first()
    url = discussion.url("reviews:answers", group=group.pk, question=choice.question.key)
    for _ in range(2):
        assert bens.sends(url, choice=choice.key, ticked="1").status_code == 204
    assert Tick.objects.count() == 1
    bens.sends(url, choice=choice.key, ticked="0")
    assert not Tick.objects.exists()
    assert Answer.objects.count() == 1


def test_the_risk_follows_the_lens_rules(discussion, bens, group):
    review = discussion.review(TOPIC)
    question = review.pillar.questions.first()
    url = discussion.url("reviews:answers", group=group.pk, question=question.key)
    practices = [choice.key for choice in question.choices.all() if not choice.key.endswith("_no")]

    def risk() -> str:
        pane = bens.get(discussion.url("reviews:questions", group=group.pk)).content.decode()
        return pane.split(f'id="question-{question.key}"')[1].split('data-risk="')[1].split('"')[0]

    assert risk() == "unanswered"
    for practice in practices:
        bens.sends(url, choice=practice, ticked="1")
    assert risk() == "none"
    bens.sends(url, applicable="0")
    assert risk() == "na"


def test_a_group_has_one_focus_question(discussion, bens, group):
    first, second = discussion.review(TOPIC).pillar.questions.all()[:2]
    for question in (first, second):
        bens.sends(discussion.url("reviews:focus", group=group.pk), question=question.key)
    assert Focus.objects.get().question == second


@pytest.mark.parametrize("question", ["nowhere", "\x00", "../..", "質問"])
def test_a_question_that_is_not_in_the_pillar_is_not_found(discussion, bens, group, question):
    assert bens.sends(discussion.url("reviews:focus", group=group.pk), question=question).status_code == 404


def test_a_table_keeps_its_talk_and_shows_its_board_when_it_presents(discussion, bens, talk_url, findings_url):
    others = {member.participant_id for member in discussion.group_of("Ben").members.all()}
    neighbour = Browser(next(person for person in discussion.people.values() if person.pk not in others))
    bens.sends(talk_url, text="between us")
    bens.sends(findings_url, title="Nobody can go back", risk="high")
    presentation = discussion.url("reviews:presentation")
    assert b"Nobody can go back" not in neighbour.get(presentation).content
    discussion.goes_to("presentation", TOPIC)
    shown = neighbour.get(presentation).content
    assert b"Nobody can go back" in shown
    assert b"between us" not in shown
    assert b"Ben" not in shown


@pytest.fixture
def the_time_is_known(monkeypatch) -> None:
    """The database's time is asked for once a minute, by whichever request needs it: not in between, while queries are counted."""
    clock.database_milliseconds()
    monkeypatch.setattr(clock, "LEARN_EVERY", math.inf)


def queries_of(browser, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_the_desks_groups_cost_the_same_queries_however_many_they_are(discussion, desk, the_time_is_known):
    url = discussion.url("reviews:group-cards")
    two = queries_of(desk, url)
    for number in range(8):
        discussion.comes(f"Guest {number}", f"Company {number}")
    discussion.assigns_groups()
    assert queries_of(desk, url) == two


def statements_of(browser, url, **words) -> list[str]:
    """What the database is asked by a post, by the first words; a test's transaction is one around the request's."""
    assert browser.sends(url, **words).status_code == 200  # what a process learns once is known
    with CaptureQueriesContext(connection) as captured:
        assert browser.sends(url, **words).status_code == 200
    return [query["sql"].split()[0] for query in captured]


def test_a_post_looks_up_its_writer_and_table_once_and_writes_its_row_once(bens, talk_url, the_time_is_known):
    # The member and the pillar; in the transaction the room and the entry.
    written = ["SELECT", "SELECT", "SAVEPOINT", "UPDATE", "INSERT", "RELEASE"]
    assert statements_of(bens, talk_url, text="Who holds the keys?") == written


def test_a_finding_asks_for_its_membership_its_pillar_and_its_board_once(bens, findings_url, the_time_is_known):
    # The member and the pillar; in the transaction the pillar's lock, the length of the board, the room and the finding.
    written = ["SELECT", "SELECT", "SAVEPOINT", "SELECT", "SELECT", "UPDATE", "INSERT", "RELEASE"]
    assert statements_of(bens, findings_url, title="Keys in the code", risk="high", topic=TOPIC) == written


def test_a_person_who_writes_too_fast_is_asked_to_wait_and_loses_nothing(bens, talk_url, monkeypatch):
    monkeypatch.setattr(limits, "WITHIN", 3600.0)
    for number in range(10):
        assert bens.sends(talk_url, text=f"Word {number}").status_code == 200
    slower = bens.sends(talk_url, text="One too many")
    assert slower.status_code == 429
    assert 1 <= int(slower.headers["Retry-After"]) <= 3600
    assert Entry.objects.count() == 10
    monkeypatch.setattr(limits, "WITHIN", 0.0)
    assert bens.sends(talk_url, text="One too many").status_code == 200
