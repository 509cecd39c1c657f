"""A board has a limit, because a page shows all of it, to the table and, during the presentation, to everyone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from reviews.tables.models import Finding
from tests.actors import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_fit(settings):
    settings.FINDINGS_A_BOARD = 2


@pytest.fixture
def board(discussion):
    return discussion.url("reviews:findings", group=discussion.group_of("Ben").pk)


@pytest.fixture
def full(board, bens) -> Browser:
    for title in ("One", "Two"):
        assert bens.sends(board, title=title, risk="high").status_code == 200
    return bens


def test_one_more_is_refused_with_its_words_and_what_to_do(full, board, discussion):
    answer = full.sends(board, title="Three", risk="high")
    assert answer.status_code == 422
    assert b"Three" in answer.content
    assert b"This board has 2 findings and cannot hold more." in answer.content
    assert Finding.objects.count() == 2
    chi = Browser(discussion.people["Chi"])
    assert chi.sends(board, title="Four", risk="high").status_code in (404, 422), (
        "it is the board's number, not a person's"
    )


def test_what_was_sent_before_it_was_full_has_the_same_answer_again(board, bens):
    client_id = str(uuid4())
    for title, key in (("One", client_id), ("Two", str(uuid4())), ("One", client_id)):
        assert bens.sends(board, title=title, risk="high", client_id=key).status_code == 200
    assert Finding.objects.count() == 2


def test_after_a_deletion_another_may_be_reported_and_the_deleted_one_cannot_be_restored_beside_it(
    full, board, discussion
):
    one = Finding.objects.get(title="One")
    address = {"group": one.group_id, "finding": one.pk}
    assert full.sends(discussion.url("reviews:deletion", **address), revision=0).status_code == 200
    assert full.sends(board, title="Three", risk="high").status_code == 200
    assert full.sends(discussion.url("reviews:return", **address), revision=1).status_code == 409
    rewritten = full.sends(discussion.url("reviews:edits", **address), title="One again", risk="high", revision=1)
    assert rewritten.status_code == 422
    assert b"One again" in rewritten.content
    assert sorted(Finding.objects.values_list("title", flat=True)) == ["Three", "Two"]


def test_a_full_board_can_be_rewritten(full, discussion):
    one = Finding.objects.get(title="One")
    address = discussion.url("reviews:edits", group=one.group_id, finding=one.pk)
    assert full.sends(address, title="One, better", risk="none", revision=0).status_code == 200
