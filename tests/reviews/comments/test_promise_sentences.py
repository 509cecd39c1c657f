"""Each sentence of the page "What is stored about a comment" is tied to a promise with its tests, or is named a limit."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from lxml import html

ROOT = Path(__file__).parents[3]
PROMISED = set(re.findall(r"^\| (\w+) \|", (ROOT / "docs" / "guarantees.md").read_text(), re.MULTILINE))
LIMIT = "cannot be excluded"
OWN, CHANGES = "tests/browser/test_own_comments.py", "tests/reviews/summaries/test_changes.py"
SCRIPT = "tests/javascript/comments.test.js"

# By the beginning of each sentence. A test's path is named where no row of docs/guarantees.md says as much.
SENTENCES = {
    # the first three
    "The author of a comment is not stored": ["A2"],
    "Your comment waits for some seconds": ["A3"],
    "What you write, and how, can still": [LIMIT],
    "Open this list and press": [f"{OWN}::test_the_stored_row_can_be_looked_at_when_everyone_can_read_the_comment"],
    # the inbox
    "Your comment stays here for up to 15 seconds": ["A3"],
    "A comment that would be alone waits": ["A3"],
    "The only time stored while comments wait": [
        "tests/reviews/comments/test_promise.py::test_no_table_of_comments_knows_anything_else"
    ],
    "This session; the same for everyone": ["A2"],
    "As you wrote it, without surrounding": [
        "tests/reviews/comments/test_inbox.py::test_anyone_with_the_hash_reads_the_row_in_the_inbox"
    ],
    "Your browser generated a random secret": [SCRIPT],
    "We store only its SHA-256": ["A2", SCRIPT],
    "Yes, if it would be alone": ["A3"],
    # the row
    "The row in the inbox is deleted.": ["A14", "A3"],
    "What is stored from then on:": ["A10"],
    "Drawn at random when the comment leaves": ["A3"],
    "It does not reveal the order": ["A3"],
    "The pillar being discussed when the batch": ["A3"],
    "Once the comment is shown, the pillar": ["A15"],
    "When the batch was moved: one time": ["A2"],
    "No comment has a time of its own.": ["A2"],
    "The same as in the inbox.": ["A10"],
    "Waiting, shown, being discussed": ["A10"],
    "The facilitators’ text, if they answered": ["A10"],
    "The facilitators’ reason, if they": ["A16"],
    "Yes, once it was discussed.": [
        "tests/reviews/comments/test_discussions.py::test_what_was_discussed_stays_counted"
    ],
    "This stays, so that it is still": [
        "tests/reviews/comments/test_discussions.py::test_what_was_discussed_stays_counted"
    ],
    "Every comment that is shown, and not": ["A15"],
    "Its text, state, written answer": [f"{CHANGES}::test_a_version_is_stored_as_json_and_read_back_whole"],
    # what is not stored
    "Your name, membership, group, company": ["A2"],
    "The comment is sent without cookies": ["A1"],
    "Your IP address.": ["A5"],
    "Hashira does not log requests": ["A4"],
    "Permission to post is a single key": ["A1"],
    "Others cannot see that you are writing": ["A11"],
    "There is no way to make anonymous": ["A2"],
    # what everyone is told
    "Every browser in the session is told": ["A16"],
    "So your browser does not have to ask.": ["A16"],
    "The reason why a comment is not shown": ["A16"],
    "Others can count how many comments are not": [LIMIT, "A12"],
    # what cannot be excluded
    "Anyone who modifies the running": [LIMIT],
    "People who know your writing style": [LIMIT],
    "With only a few participants": [LIMIT, "A8"],
    "If hardly anyone writes, your comment may": [LIMIT, "A3"],
    "Anyone who sees you type at that time": [LIMIT],
    "Anyone who sends very many comments": [LIMIT, "A5"],
    "Anyone who looks at your screen": [LIMIT],
    "Anyone with access to the raw": [LIMIT, "A14"],
    # in the browser
    "This browser stores your comments": [SCRIPT],
    "It deletes them when you leave": ["S10"],
    "On a shared device, leave the session": ["S10"],
    "An unsent draft stays in this": [SCRIPT],
    "The tab also stores the secret": [SCRIPT],
    "If sending fails, you can choose": [SCRIPT],
}


@pytest.fixture
def sentences(session, bens) -> list[str]:
    answer = bens.get(reverse("reviews:promise", kwargs={"session": session.pk}))
    (article,) = html.fromstring(answer.text).xpath("//article")
    for fold in article.xpath(".//*[@class='own-fold']"):
        fold.drop_tree()
    texts = [" ".join(each.text_content().split()) for each in article.xpath(".//p | .//dd | .//li")]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.:?!]) (?=[A-Z])", text)]


def test_every_sentence_has_its_promise_and_every_entry_its_sentence(sentences):
    tied = {sentence: [start for start in SENTENCES if sentence.startswith(start)] for sentence in sentences}
    assert [sentence for sentence, starts in tied.items() if len(starts) != 1] == []
    assert set(SENTENCES) == {start for starts in tied.values() for start in starts}


def test_every_promise_that_a_sentence_is_tied_to_has_its_tests():
    for named in (each for ties in SENTENCES.values() for each in ties if each != LIMIT):
        path, _, test = named.partition("::")
        assert named in PROMISED or f"def {test}(" in (ROOT / path).read_text() or (not test and (ROOT / path).exists())


def test_the_page_begins_with_three_sentences_and_has_everything_else_behind_them(session, bens):
    answer = bens.get(reverse("reviews:promise", kwargs={"session": session.pk}))
    (article,) = html.fromstring(answer.text).xpath("//article")
    assert len(article.xpath("./p[@class='lead']")) == 3
    (details,) = article.xpath("./details[@id='details']")
    assert "open" not in details.attrib
    assert details.xpath(".//dl[@data-table]")
    assert not article.xpath("./dl | ./h2 | ./ul")
