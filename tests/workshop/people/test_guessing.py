"""Guessing codes is slowed for all; a right code never waits."""

import asyncio

import pytest

from workshop.people import guessing

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(guessing.asyncio, "sleep", sleep)
    return slept


async def test_each_wrong_code_waits_longer_than_the_one_before_up_to_a_limit(waits):
    for _guess in range(100):
        await guessing.wait_after_wrong_code()
    assert waits[0] >= guessing.LEAST
    assert waits == sorted(waits)
    assert waits[-1] == guessing.MOST


def test_a_right_code_does_not_wait_while_others_guess(session, stranger, waits):
    for _guess in range(30):
        stranger.post("/j/", {"code": "WRONGCOD"})
    guessed = len(waits)
    assert guessed == 30
    assert stranger.post("/j/", {"code": session.code}).status_code == 302
    assert len(waits) == guessed
