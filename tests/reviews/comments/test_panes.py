"""What people see of comments, and that hearing equals fetching."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation
from lxml import html

from reviews.comments.models import Comment
from reviews.comments.services import moderation
from reviews.rehearsal import fragments
from tests.actors import Browser, make_session, user
from tests.reviews.comments.composer import batch_moves, waiting_of
from tests.reviews.test_lists import queries
from workshop.live.models import Room
from workshop.sessions import links
from workshop.sessions import services as sessions


def address(name: str, session, **more) -> str:
    return reverse(f"reviews:{name}", kwargs={"session": session.pk, **more})


def without_moments(page, own_address: str) -> str:
    """The page but for the clock's moment, the form's token, and the address that was asked for."""
    text = re.sub(r'(database-time" content=|csrfmiddlewaretoken" value=)"[^"]*"', "", page.text)
    return text.replace(own_address, "")


@pytest.fixture
def screen(session) -> dict:
    return {"token": links.screen_token(session)}


# ── the list in the main room ──


def test_everyone_in_the_session_reads_what_is_shown_and_nothing_that_waits(session, bens, desk, shown, nobody):
    shown("Shown")
    waiting_of(session, nobody, "Not yet")
    for browser in (bens, desk):
        pane = browser.get(address("comments", session))
        assert "Shown" in pane.text
        assert "Not yet" not in pane.text
        assert pane["Room"] == str(Room.objects.screen_of(session.pk).pk)


def test_strangers_and_people_of_other_sessions_find_the_404_of_what_does_not_exist(session, stranger, shown):
    shown("Shown")
    eve = user("Eve")
    make_session(eve)
    real = address("comments", session)
    unreal = real.replace(str(session.pk), "6f4f3a55-3a38-4b5b-9d6e-a2f1a1b1c1d1")
    for browser in (stranger, Browser(eve)):
        found, missing = browser.get(real), browser.get(unreal)
        assert (found.status_code, missing.status_code) == (404, 404)
        assert without_moments(found, real) == without_moments(missing, unreal)


def test_the_list_goes_batch_by_batch_and_inside_a_batch_by_the_random_id(session, bens, shown):
    for texts in (("zone", "ymir", "xylo", "wolf"), ("vine", "urns", "tips")):
        shown(*texts)
    text = bens.get(address("comments", session)).text
    expected = [comment.text for comment in sorted(Comment.objects.all(), key=lambda one: (one.batch, one.pk))]
    assert sorted(expected, key=text.index) == expected


def test_the_pass_is_on_the_page_and_the_same_for_all(session, bens, desk):
    passes = {
        browser.get(address("comment-pass", session)).text.split('data-comment-pass="')[1][:40]
        for browser in (bens, desk)
    }
    assert len(passes) == 1


def test_the_pass_changes_with_the_pillar(day, bens):
    def on_the_page() -> str:
        return bens.get(address("comment-pass", day.session)).text.split('data-comment-pass="')[1][:40]

    day.goes_to("briefing", "operationalExcellence")
    first = on_the_page()
    day.goes_to("discussion", "operationalExcellence")
    assert on_the_page() == first
    day.goes_to("briefing", "security")
    assert on_the_page() != first


def test_it_says_how_many_were_discussed(session, bens, shown):
    first, second, _third = shown("1", "2", "3")
    moderation.discuss(session, first.pk)
    moderation.answer(session, second.pk)
    assert "2 of 3 discussed" in bens.get(address("comments", session)).text


def test_after_the_end_the_list_is_read_and_there_is_no_pass(session, bens, shown):
    shown("Shown")
    sessions.finish(session)
    assert "Shown" in bens.get(address("comments", session)).text
    assert "data-comment-pass" not in bens.get(address("comment-pass", session)).text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>bold</b> & co", '" onclick="x'])
def test_words_are_words(session, bens, desk, shown, text):
    shown(text)
    for pane in (bens.get(address("comments", session)), desk.get(address("queue", session))):
        assert text not in pane.text
        assert html.fromstring(pane.text).xpath("//p[contains(@class, '__text')]")[0].text == text


@pytest.mark.parametrize("name", ["comments", "queue"])
def test_one_comment_or_thirty_take_as_many_queries(session, desk, shown, name):
    shown("The first")
    with_one = queries(desk, address(name, session))
    shown(*(f"Number {number}" for number in range(30)))
    assert queries(desk, address(name, session)) == with_one


# ── the queue ──


def test_the_queue_begins_with_what_waits(session, desk, shown, nobody):
    talked, _shown = shown("Talked about", "Shown")
    moderation.discuss(session, talked.pk)
    waiting_of(session, nobody, "Waits")
    text = desk.get(address("queue", session)).text
    assert text.index("Waits") < text.index("Talked about") < text.index(">Shown<")
    assert "1 to check" in text


def test_only_facilitators_see_the_queue(session, bens, stranger):
    assert {browser.get(address("queue", session)).status_code for browser in (bens, stranger)} == {404}


@pytest.fixture
def queue_of(session, desk):
    """The comments on a page of the queue, and the page itself."""

    def read(page: str = "") -> tuple[list[str], str]:
        text = desk.get(address("queue", session), {"comments": page} if page else {}).text
        return re.findall(r'queue__text" dir="auto">([^<]+)<', text), text

    return read


@pytest.fixture
def flood(session):
    """So many comments of this state, each in a batch of its own, the oldest first."""

    def write(count: int, state: str = "waiting") -> list[str]:
        since = Comment.objects.count()
        written = [f"{state} {number}" for number in range(count)]
        Comment.objects.bulk_create(
            Comment(
                session=session,
                text=text,
                hash=f"{since + number:064x}",
                batch=datetime(2026, 11, 26, 1, number // 60, number % 60, tzinfo=UTC),
                state=state,
                reason="No." if state == "declined" else "",
            )
            for number, text in enumerate(written)
        )
        return written

    return write


def test_a_flood_leaves_the_queue_short_and_says_how_many_wait(flood, queue_of):
    written = flood(2000)
    comments, text = queue_of()
    assert comments == written[:50]
    assert "2000 to check" in text
    assert "1950 more" in text
    assert len(text) < 200_000


def test_every_comment_is_on_one_page_of_the_queue_and_what_waits_comes_first(flood, queue_of):
    expected = flood(70) + flood(60, "shown")[::-1] + flood(30, "answered")[::-1] + flood(12, "declined")[::-1]
    pages = [queue_of(str(page)) for page in range(1, 5)]
    assert [comment for comments, _text in pages for comment in comments] == expected
    assert [len(comments) for comments, _text in pages] == [50, 50, 50, 22]
    assert "42 handled" in pages[-1][1]
    before, after = ("queue-before", "queue-after")
    assert [(before in text, after in text) for _comments, text in pages] == [
        (False, True),
        (True, True),
        (True, True),
        (True, False),
    ]


def test_the_comment_that_is_talked_about_is_on_every_page(flood, queue_of):
    flood(120)
    flood(1, "on_air")
    assert all("on_air 0" in queue_of(str(page))[0] for page in (1, 2, 3))


@pytest.mark.parametrize("page", ["99", "0", "-1", "x", "1" * 30, "２", ""])
def test_a_page_that_is_not_there_is_the_last_or_the_first(flood, queue_of, page):
    written = flood(60)
    assert queue_of(page)[0] == (written[50:] if page == "99" else written[:50])


def test_the_desk_opens_at_the_page_its_address_names(session, flood, desk):
    written = flood(60)
    page = desk.get(reverse("workshop:desk", kwargs={"session": session.pk}), {"comments": "2"}).text
    assert written[59] in page
    assert written[0] not in page
    assert f'data-src="{address("queue", session)}?comments=2"' in page
    assert f'href="{reverse("workshop:desk", kwargs={"session": session.pk})}?comments=1"' in page


# ── the projector ──


def test_the_screen_shows_the_comment_in_focus_and_the_others(session, stranger, shown, screen):
    first, *_others = shown("Talked about", "Another")
    moderation.discuss(session, first.pk)
    text = stranger.get(address("screen-pane", session, **screen)).text
    focus, rank = text.split('id="screen-rank"')
    assert first.text in focus
    assert "Another" in rank
    assert re.search(rf'id="screen-comment-{first.pk.hex}"[^>]*data-apart', rank), "it is listed, but shown once"


def test_the_screens_page_has_the_code_the_qr_and_the_promise_and_sits_by_its_token(session, stranger, screen):
    text = stranger.get(address("screen", session, **screen)).text
    assert f"{session.code[:4]} {session.code[4:]}" in text
    assert f'aria-label="http://testserver/j/{session.code}/"' in text
    assert "is not stored anywhere" in text
    assert f'data-by="{session.pk}.{screen["token"]}"' in text
    assert 'data-density="screen"' in text


@pytest.mark.parametrize("name", ["screen", "screen-pane"])
def test_a_wrong_or_ended_token_opens_no_screen(session, stranger, screen, name):
    assert stranger.get(address(name, session, token="0" * 40)).status_code == 404
    session.screen_generation += 1
    session.save()
    ended = stranger.get(address(name, session, **screen))
    assert ended.status_code == 410
    assert "This screen’s link was replaced" in ended.text
    assert session.title not in ended.text


def test_after_the_end_the_screen_says_so(session, stranger, screen):
    sessions.finish(session)
    page = stranger.get(address("screen", session, **screen))
    assert "Thank you" in page.text
    assert "live-pane" not in page.text


# ── hearing equals fetching ──


@pytest.fixture
def heard(monkeypatch) -> list[dict]:
    """Every frame of every telling, decoded, by language."""
    frames: list[dict] = []

    def notify(room_id, after, version, told):
        frames.append({language: json.loads(frame) for language, frame in told.items()})

    monkeypatch.setattr("workshop.live.notifier.notify_room", notify)
    return frames


def steps(session, nobody):
    """Every kind of telling, in an order in which each meets the others' traces."""
    waiting_of(session, nobody, "One", "Two", "Three", "Four")
    one, two, three, four = Comment.objects.all()
    yield "shown first", lambda: moderation.show(session, two.pk)
    yield "shown behind", lambda: moderation.show(session, four.pk)
    yield "shown between", lambda: moderation.show(session, three.pk)
    yield "picked up from the screen", lambda: moderation.discuss(session, three.pk)
    yield "picked up from the queue", lambda: moderation.discuss(session, one.pk)
    yield "put back", lambda: moderation.show(session, one.pk)
    yield "answered on the spot", lambda: moderation.answer(session, one.pk)
    yield "answered in writing", lambda: moderation.answer(session, one.pk, answer="Yes,\nand <more>.")
    yield "declined", lambda: moderation.decline(session, two.pk, reason="It names a person.")
    nobody.posts(session, "Five")
    batch_moves(session)
    five = Comment.objects.get(text="Five")
    yield "a later batch, shown", lambda: moderation.show(session, five.pk)
    yield (
        "declined while talked about",
        lambda: (moderation.discuss(session, five.pk), moderation.decline(session, five.pk, reason="No.")),
    )


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["comments", "comment-pass", "screen-pane", "queue"])
def test_the_old_pane_and_what_was_told_are_the_new_pane(
    session, nobody, heard, screen, desk, ana, name, language, django_capture_on_commit_callbacks
):
    browser = Browser(ana, language=language)
    here = address(name, session, **(screen if name == "screen-pane" else {}))
    fetched = applied = 0
    for step, act in steps(session, nobody):
        before = browser.get(here)
        pane, version = fragments.parsed(before.text), int(before["Room-Version"])
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        for frame in (told[language] for told in heard if told[language]["room"] == before["Room"]):
            assert frame["after"] == version
            version = frame["v"]
            if "html" in frame:
                fragments.apply(pane, frame["html"])
                applied += 1
            else:
                pane = fragments.parsed(browser.get(here).text)
                fetched += 1
        after = browser.get(here)
        assert int(after["Room-Version"]) == version
        assert fragments.difference(pane, fragments.parsed(after.text)) == "", step
    assert (applied, fetched) == ((0, 12) if name == "queue" else (12, 0))


def test_what_is_told_to_the_screen_holds_no_hash_and_nothing_that_waits(
    session, nobody, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        waiting_of(session, nobody, "Shown soon", "Still waiting")
        comment = Comment.objects.get(text="Shown soon")
        moderation.show(session, comment.pk)
    assert "Shown soon" in str(heard)
    assert "Still waiting" not in str(heard)
    assert comment.hash not in str(heard)


def test_both_languages_speak(session, ana, shown):
    shown("One")
    said = {
        language: Browser(ana, language=language).get(address("comments", session)).text for language in ("ja", "en")
    }
    with translation.override("en"):
        assert "Comment screen" in said["en"]
    assert "One" in said["ja"]
