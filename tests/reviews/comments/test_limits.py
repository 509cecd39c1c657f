"""How many comments are taken in a minute, from one address and in one session."""

from secrets import SystemRandom

import pytest
from django.db import DatabaseError
from django.test import override_settings

from reviews.comments import limits
from reviews.comments.models import Waiting
from tests.actors import make_session
from tests.reviews.comments.composer import Nobody, batch_moves, hash_of


class At(Nobody):
    """Somebody at this address."""

    def __init__(self, address: str) -> None:
        super().__init__(REMOTE_ADDR=address)


def posted(nobody: Nobody, session, count: int, said: str = "Number") -> list[int]:
    return [nobody.posts(session, f"{said} {number}").status_code for number in range(count)]


class Least:
    """What is drawn is always the least."""

    def random(self) -> float:
        return 0.0


@pytest.fixture(autouse=True)
def monotonic(monkeypatch):
    """The time, as the test sets it. As few as may be are taken, unless a test draws itself."""

    class Time:
        now = 990.0

        def monotonic(self) -> float:
            return self.now

    made = Time()
    monkeypatch.setattr(limits, "time", made)
    monkeypatch.setattr(limits, "chance", Least())
    limits.of_addresses.clear()
    limits.of_sessions.clear()
    yield made
    limits.of_addresses.clear()
    limits.of_sessions.clear()


def test_sixty_comments_a_minute_from_one_address_are_taken_and_no_more(session, nobody):
    assert posted(nobody, session, 80) == [202] * 60 + [429] * 20
    assert Waiting.objects.count() == 60


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Your text is still here"), ("ja", "入力した文章は残っています")]
)
def test_a_refusal_says_what_happened_and_when_to_try_again(session, nobody, language, words):
    posted(nobody, session, 60)
    nobody.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = nobody.posts(session, "One too many")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert words in answer.json()["error"]
    assert answer["Retry-After"] in answer.json()["error"]
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_another_address_is_not_refused(session, nobody):
    posted(nobody, session, 70)
    assert posted(At("203.0.113.9"), session, 60, "Elsewhere") == [202] * 60


@override_settings(BEHIND_PROXY=True)
def test_behind_the_proxy_the_address_it_names_counts(session):
    one, two = (Nobody(HTTP_X_CLIENT_ADDRESS=address) for address in ("203.0.113.9", "203.0.113.10"))
    assert posted(one, session, 61)[-1] == 429
    assert posted(two, session, 1, "Elsewhere") == [202]


def test_an_address_of_which_nobody_else_may_be_counts_as_one_network(session):
    posted(At("2001:db8::1"), session, 60)
    assert posted(At("2001:db8::2"), session, 1, "Beside") == [429]
    assert posted(At("2001:db8:0:1::1"), session, 1, "Elsewhere") == [202]


def test_three_hundred_comments_a_minute_in_one_session_are_taken_and_no_more(session, ana):
    taken = [status for number in range(6) for status in posted(At(f"203.0.113.{number}"), session, 55, f"Of {number}")]
    assert taken == [202] * 300 + [429] * 30
    assert posted(At("203.0.113.99"), make_session(ana), 1) == [202], "another session has its own"


def test_a_comment_refused_for_the_session_is_not_counted_for_the_address(session, settings):
    settings.COMMENTS_A_SESSION = 10
    here = At("203.0.113.9")
    assert posted(here, session, 80)[-1] == 429
    settings.COMMENTS_A_SESSION = 300
    assert posted(here, session, 80).count(202) == 60


def test_the_same_comment_sent_again_is_neither_counted_nor_refused(session, nobody):
    posted(nobody, session, 59)
    assert [nobody.posts(session, "Number 3").status_code for _ in range(10)] == [202] * 10
    assert nobody.posts(session, "The sixtieth").status_code == 202
    batch_moves(session)
    assert [nobody.posts(session, text).status_code for text in ("The sixtieth", "Number 3", "One more")] == [
        202,
        202,
        429,
    ]


@pytest.mark.parametrize("changed", [{"pass": "0" * 40}, {"text": ""}, {"text": "a" * 281}, {"hash": "none"}])
def test_what_is_refused_for_another_reason_is_not_counted(session, nobody, changed):
    for number in range(80):
        assert nobody.posts(session, **({"text": f"Number {number}"} | changed)).status_code in {400, 403, 422}
    assert posted(nobody, session, 61) == [202] * 60 + [429]


def test_what_could_not_be_written_is_not_counted(session, nobody, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    with monkeypatch.context() as failing:
        failing.setattr(Waiting.objects, "bulk_create", fail)
        assert posted(nobody, session, 80) == [503] * 80
    assert posted(nobody, session, 61) == [202] * 60 + [429]


def test_a_minute_later_there_is_room_again(session, nobody, monotonic):
    assert posted(nobody, session, 61)[-1] == 429
    monotonic.now += 60
    assert posted(nobody, session, 61, "Later")[:60] == [202] * 60


def test_nothing_of_an_address_stays_in_memory_for_longer_than_its_minute(session, monotonic):
    for number in range(5):
        posted(At(f"203.0.113.{number}"), session, 2, f"Of {number}")
    monotonic.now += 61
    posted(At("203.0.113.99"), session, 1, "Later")
    assert len(limits.of_addresses._counted) == len(limits.of_addresses._drawn) == 1


# ── what a refusal tells of others ──


def test_comments_in_another_session_are_not_counted_at_the_address(session, ana, nobody):
    posted(nobody, make_session(ana), 60, "Elsewhere")
    assert posted(nobody, session, 60) == [202] * 60


@pytest.mark.parametrize("has_moved", [False, True])
def test_the_hash_of_another_comment_is_not_counted_in_whatever_session(session, ana, nobody, has_moved):
    """Or somebody who leaves no comment behind uses up what is taken, and watches by what is left."""
    other = make_session(ana)
    known = hash_of("My only one")
    assert nobody.posts(other, "My only one").status_code == 202
    if has_moved:
        batch_moves(other)
    for number in range(80):
        assert nobody.posts(session, f"Not taken {number}", hash=known).status_code == 409
    assert posted(nobody, session, 61) == [202] * 60 + [429]


@pytest.mark.parametrize(("text", "status"), [("", 422), ("a" * 281, 422), ("a\x00", 422)])
def test_what_would_not_be_taken_anyway_does_not_tell_how_many_were(session, nobody, text, status):
    """Or somebody who leaves nothing behind asks again and again, and knows the moment at which another comment came."""
    posted(nobody, session, 59)
    assert nobody.posts(session, text).status_code == status
    assert posted(At("127.0.0.1"), session, 1, "Of somebody else") == [202]
    assert nobody.posts(session, "The next one").status_code == 429
    assert nobody.posts(session, text).status_code == status


def test_how_many_are_taken_is_drawn_for_each_minute_and_each_address(monotonic, monkeypatch):
    monkeypatch.setattr(limits, "chance", SystemRandom())
    drawn = []
    for _minute in range(20):
        for key in (b"one", b"another"):
            taken = 0
            while not limits.of_addresses.take(key, 60):
                taken += 1
            assert limits.of_addresses.take(key, 60), "once there are too many, that minute takes none"
            drawn.append(taken)
        monotonic.now += 60
    assert min(drawn) >= 60
    assert max(drawn) <= 90
    assert len(set(drawn)) > 5


def test_the_time_to_wait_says_nothing_of_when_others_wrote(session, monotonic):
    waits = []
    for wrote_at in (5, 25, 40):
        monotonic.now = 1000 * 60 + wrote_at
        posted(At("203.0.113.9"), session, 1, f"Of somebody, {wrote_at}")
        monotonic.now = 1000 * 60 + 45
        answers = [At("203.0.113.9").posts(session, f"Of the watcher, {wrote_at} {number}") for number in range(60)]
        waits.append(answers[-1]["Retry-After"])
        limits.of_addresses.clear()
        limits.of_sessions.clear()
    assert waits == ["15"] * 3


def test_no_address_is_in_any_row_in_the_cache_or_in_a_log(session, caplog):
    caplog.set_level("DEBUG")
    here = At("198.51.100.77")
    posted(here, session, 61)
    assert "198.51.100.77" not in caplog.text
    assert "198.51.100.77" not in str(list(Waiting.objects.values()))
    assert b"198.51.100.77" not in b"".join(limits.of_addresses._counted)
