"""The anonymous address, over HTTP."""

import json

import pytest
from django.test import override_settings
from django.urls import reverse

from reviews.comments import queries
from reviews.comments.models import Comment, Waiting
from reviews.comments.services import inbox
from tests.actors import make_session
from tests.reviews.comments.composer import batch_moves, hash_of
from workshop.sessions import services as sessions


def test_a_comment_is_kept_and_acknowledged(session, nobody):
    answer = nobody.posts(session, "Nobody dares to restart the billing server.")
    assert (answer.status_code, answer.json()) == (202, {})
    assert Waiting.objects.get().text == "Nobody dares to restart the billing server."


def test_pasted_line_ends_and_bullets_are_stored_as_in_every_other_text(session, nobody):
    assert nobody.posts(session, "Title line\x0bsecond line\u2029\uf0b7 third").status_code == 202
    assert Waiting.objects.get().text == "Title line\nsecond line\n• third"


def test_the_answer_leaves_no_cookie_and_is_kept_nowhere(session, nobody):
    answer = nobody.posts(session)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "Cookie" not in answer.get("Vary", "")


def test_it_is_sorted_under_the_pillar_in_force(day, nobody):
    day.goes_to("briefing", "security")
    nobody.posts(day.session)
    batch_moves(day.session)
    assert Comment.objects.get().topic == "security"


def test_a_request_with_a_cookie_is_refused_whatever_the_cookie(session, nobody, bens):
    nobody.cookies["theme"] = "dark"
    for browser in (nobody, bens):
        address = reverse("reviews:inbox", kwargs={"session": session.pk})
        body = {"text": "x", "hash": "a" * 64, "pass": queries.pass_of(session)}
        answer = browser.post(address, body, content_type="application/json", headers={"Origin": "http://testserver"})
        assert answer.status_code == 400
        assert "cookies" in answer.json()["error"]
    assert not Waiting.objects.exists()


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "https://testserver",
        "http://testserver:8001",
        "http://testserver.evil.example",
        "http://[",
    ],
)
def test_a_foreign_or_missing_origin_is_refused(session, nobody, origin):
    assert nobody.posts(session, origin=origin).status_code == 403
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("given", ["", "0" * 40, "é" * 40, "\ud800" * 40, "x" * 5000])
def test_a_wrong_pass_is_called_stale(session, nobody, given):
    answer = nobody.posts(session, **{"pass": given})
    assert (answer.status_code, answer.json()["stale"]) == (403, True)
    assert not Waiting.objects.exists()


def test_a_session_that_does_not_exist_answers_as_one_whose_pass_is_wrong(session, nobody):
    real = nobody.posts(session, **{"pass": "0" * 40})
    session.pk = "6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1"
    unreal = nobody.posts(session, **{"pass": "0" * 40})
    assert (real.status_code, real.content) == (unreal.status_code, unreal.content)


def test_the_pass_of_another_session_opens_nothing(session, nobody, ana):
    other = make_session(ana)
    assert nobody.posts(session, **{"pass": queries.pass_of(other)}).status_code == 403


def test_the_last_pillars_pass_is_still_good_and_the_comment_belongs_to_the_new_one(day, nobody):
    day.goes_to("briefing", "operationalExcellence")
    old = queries.pass_of(day.session)
    day.goes_to("briefing", "security")
    assert nobody.posts(day.session, **{"pass": old}).status_code == 202
    batch_moves(day.session)
    assert Comment.objects.get().topic == "security"


def test_the_pass_before_the_last_one_is_not(day, nobody):
    day.goes_to("briefing", "operationalExcellence")
    old = queries.pass_of(day.session)
    day.goes_to("briefing", "security")
    day.goes_to("briefing", "reliability")
    assert nobody.posts(day.session, **{"pass": old}).status_code == 403


def test_when_the_session_is_over_comments_are_closed(session, nobody):
    sessions.finish(session)
    answer = nobody.posts(session)
    assert answer.status_code == 410
    assert "over" in answer.json()["error"]


REFUSED_TEXTS = {
    "": "Write something",
    "   \n ": "Write something",
    "\u200b\u200d\u3000": "Write something",
    "a" * 281: "280",
    "one\x00two": "U+0000",
    "\ud83d": "U+D83D",
    "bell \x07": "U+0007",
}


@pytest.mark.parametrize("text", REFUSED_TEXTS)
def test_a_text_that_cannot_be_kept_is_refused_with_how_to_fix_it(session, nobody, text):
    answer = nobody.posts(session, text)
    assert answer.status_code == 422
    assert REFUSED_TEXTS[text] in answer.json()["error"]
    assert not Waiting.objects.exists()


@pytest.mark.parametrize(
    "text", ["あ" * 280, "🧑‍🔧 repairs", "עברית first", "two\nlines", "<b>&amp;", "'; DROP TABLE --"]
)
def test_every_other_text_is_kept_as_it_was_written(session, nobody, text):
    assert nobody.posts(session, text).status_code == 202
    assert Waiting.objects.get().text == text


def test_line_ends_become_one_kind(session, nobody):
    nobody.posts(session, "two\r\nlines")
    assert Waiting.objects.get().text == "two\nlines"


def test_a_body_that_is_no_payload_gets_a_sentence_and_never_an_error_of_ours(session, nobody):
    for body in (b"", b"[" * 60_000, b'{"text": NaN}', b"9" * 6000, b"x" * 100_000, b"\xff\xfe"):
        answer = nobody.posts_raw(session, body)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_a_body_over_every_limit_is_not_even_read(session, nobody):
    assert nobody.posts_raw(session, b"x" * 3_000_000).status_code == 400


def test_other_methods_are_refused(session, nobody):
    address = reverse("reviews:inbox", kwargs={"session": session.pk})
    assert [nobody.generic(method, address).status_code for method in ("GET", "PUT", "DELETE")] == [405, 405, 405]


def test_the_same_hash_again_is_one_comment_with_the_same_answer(session, nobody):
    answers = [nobody.posts(session, "Twice.") for _ in range(2)]
    batch_moves(session)
    answers.append(nobody.posts(session, "Twice."))
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert (Waiting.objects.count(), Comment.objects.count()) == (0, 1)


def test_the_same_hash_with_other_words_is_refused_and_changes_nothing(session, nobody):
    nobody.posts(session, "First words.", hash="a" * 64)
    assert nobody.posts(session, "Other words.", hash="a" * 64).status_code == 409
    assert Waiting.objects.get().text == "First words."


@pytest.mark.parametrize(("asked", "spoken"), [("ja", "ja"), ("en", "en"), ("tlh", "en")])
def test_errors_speak_the_language_that_is_asked_for(session, nobody, asked, spoken):
    address = reverse("reviews:inbox", kwargs={"session": session.pk})
    for answer in (
        nobody.post(f"{address}?language={asked}", b"", content_type="application/json"),
        nobody.post(address, b"", content_type="application/json", headers={"Accept-Language": asked}),
    ):
        assert answer["Content-Language"] == spoken


QUOTED = "Failing row contains (Our director reads along.)"  # not in the line that raises it, which a traceback shows


def test_what_the_database_refuses_is_neither_acknowledged_nor_quoted(session, nobody, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise ValueError(QUOTED)

    monkeypatch.setattr(Waiting.objects, "bulk_create", refuse)
    answer = nobody.posts(session, "Our director reads along.")
    assert answer.status_code == 503
    assert "send it again" in answer.json()["error"]
    assert "Comments: receive failed" in caplog.text
    assert "ValueError" in caplog.text
    assert ", in refuse" in caplog.text, "the traceback leads to what failed"
    assert "director" not in caplog.text


def test_behind_the_error_hangs_no_other(session, monkeypatch):
    def refuse(*args, **kwargs):
        raise ValueError(QUOTED)

    monkeypatch.setattr(Waiting.objects, "bulk_create", refuse)
    with pytest.raises(inbox.NotStored) as failure:
        inbox.receive(session, text="Our director reads along.", digest="a" * 64)
    assert (failure.value.__context__, failure.value.__cause__) == (None, None)


# ── what is stored about this comment ──


def test_anyone_with_the_hash_reads_the_row_in_the_inbox(session, nobody):
    nobody.posts(session, "Where am I?")
    stored = nobody.asks_after(session, hash_of("Where am I?")).json()
    row = {
        "session": str(session.pk),
        "text": "Where am I?",
        "hash": hash_of("Where am I?"),
        "held": False,
    }
    assert stored == {"state": "inbox", "reason": "", "answer": "", "row": row}


def test_and_after_the_batch_the_row_in_the_table(session, nobody):
    nobody.posts(session, "Where am I?")
    batch_moves(session)
    stored = nobody.asks_after(session, hash_of("Where am I?")).json()
    assert stored["state"] == "waiting"
    assert set(stored["row"]) == {field.name for field in Comment._meta.get_fields()}
    assert stored["row"]["id"] == str(Comment.objects.get().pk)


@pytest.mark.parametrize("digest", ["a" * 64, "A" * 64, "x", "%00", "é"])
def test_a_hash_nobody_wrote_is_not_found(session, nobody, digest):
    assert nobody.asks_after(session, digest).status_code == 404


def test_the_row_is_not_found_under_another_session(session, nobody, ana):
    nobody.posts(session, "Where am I?")
    assert nobody.asks_after(make_session(ana), hash_of("Where am I?")).status_code == 404


def test_asking_with_a_cookie_is_refused_and_leaves_none(session, nobody, bens):
    nobody.posts(session, "Where am I?")
    address = reverse("reviews:stored-row", kwargs={"session": session.pk, "digest": hash_of("Where am I?")})
    assert bens.get(address).status_code == 400
    assert not nobody.get(address).cookies


@override_settings(TLS=True)
def test_under_tls_a_plain_origin_is_foreign(session, nobody):
    assert nobody.posts(session).status_code == 403
    assert json.loads(nobody.posts(session, origin="https://testserver").content) == {}
