"""The desk's buttons: each press says which picture it was made on."""

import json

import pytest
from lxml import html

from tests.actors import Browser, Day, make_session
from workshop.live.tags import milliseconds
from workshop.sessions import moves
from workshop.sessions import services as sessions
from workshop.sessions.models import Move, Stage

pytestmark = pytest.mark.django_db

OPERATIONS = "operationalExcellence"


class Pressing:
    """Ana's desk as she sees it, with its buttons."""

    def __init__(self, day: Day, browser: Browser) -> None:
        self.day, self.browser = day, browser
        self.look()

    def look(self) -> None:
        answer = self.browser.get(self.day.url("reviews:now"))
        self.pane = html.fragment_fromstring(answer.content.decode(), create_parent="main")

    def button(self, key: str):
        """By its key, or by its id."""
        return self.pane.xpath("//*[@data-key=$key or @id=$key]", key=key)

    def says(self, key: str) -> str:
        return " ".join(" ".join(self.button(key)[0].itertext()).split())

    def press(self, key: str):
        button = self.button(key)[0]
        values = json.loads(button.get("hx-vals"))
        if button.get("hx-get"):
            return self.browser.get(button.get("hx-get"), values, headers={"HX-Request": "true"})
        return self.browser.sends(button.get("hx-post"), **values)

    def accept(self, asked):
        """Send the form of a question."""
        form = html.fragment_fromstring(asked.content.decode(), create_parent="main").find(".//form")
        return self.browser.sends(form.get("hx-post"), **dict(form.fields))


@pytest.fixture
def at_desk(discussion, desk) -> Pressing:
    return Pressing(discussion, desk)


def running(day) -> Stage | None:
    return day.session.stages.filter(state__in=Stage.OPEN).first()


def test_p_pauses_and_p_lets_it_go_on(at_desk, discussion):
    assert at_desk.says("p") == "Pause P"
    at_desk.press("p")
    assert running(discussion).state == "paused"
    at_desk.look()
    assert at_desk.says("p") == "Resume P"
    at_desk.press("p")
    assert running(discussion).state == "running"


def test_everyones_clock_says_that_it_is_paused(at_desk, discussion, bens):
    at_desk.press("p")
    left = milliseconds(running(discussion).remaining)
    for pane in ("reviews:stage", "reviews:strip"):
        page = html.fragment_fromstring(bens.get(discussion.url(pane)).content.decode(), create_parent="main")
        clock = page.find(".//countdown-clock")
        assert [clock.get(f"data-{name}") for name in ("state", "ends-at", "remaining")] == ["paused", "", str(left)]
        assert clock.find("span[@class='clock__until']").text.strip() == "paused"


def test_nobody_is_led_away_by_a_pause(at_desk, discussion, bens):
    def place() -> str:
        page = html.fragment_fromstring(
            bens.get(discussion.url("reviews:strip")).content.decode(), create_parent="main"
        )
        return dict(page.find(".//stage-follow").attrib)

    before = place()
    at_desk.press("p")
    assert place() == before


def test_z_undoes_what_the_desk_says_was_done(at_desk, discussion):
    assert "Discussion started" in at_desk.pane.text_content()
    assert at_desk.press("z").status_code == 204
    assert running(discussion).kind == "reading"
    at_desk.look()
    assert "Undone: Discussion" in at_desk.pane.text_content()
    assert not at_desk.button("z")


def test_undoing_a_close_says_that_the_pillar_is_open_again(at_desk, discussion):
    discussion.goes_to("presentation", OPERATIONS)
    discussion.closes(OPERATIONS)
    at_desk.look()
    assert at_desk.press("z").status_code == 204
    at_desk.look()
    assert "Undone: the pillar is open again" in at_desk.pane.text_content()


def test_a_second_press_by_the_same_person_blames_nobody_else(at_desk, discussion, desk):
    undone = at_desk.press("z")
    assert undone.status_code == 204
    seen = moves.number_of(discussion.session.pk)
    of_the_undo = desk.sends(discussion.url("reviews:undoing"), seen=str(seen))
    assert (of_the_undo.status_code, of_the_undo.text) == (409, "This has already been undone.")
    again = at_desk.press("n")  # on the picture from before the undo
    assert again.status_code == 409
    assert again.text.startswith("The session has changed since this page was shown (Undone: Discussion).")


def test_the_offer_ends_thirty_seconds_after_the_move(at_desk, discussion):
    offer = at_desk.pane.find(".//undo-offer")
    made = Move.objects.get(session=discussion.session).made_at
    assert int(offer.get("data-until")) == int(made.timestamp() * 1000) + 30_000


def test_a_colleague_who_pressed_on_the_same_picture_hears_why_nothing_happened(at_desk, discussion):
    colleague = Pressing(discussion, at_desk.browser)
    at_desk.press("5")
    end = running(discussion).ends_at
    answer = colleague.press("5")
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert answer.content.decode() == (
        "The session has changed since this page was shown (Discussion extended). Check it and press again."
    )
    assert running(discussion).ends_at == end


def test_undo_and_next_on_the_same_picture_give_one_result(at_desk, discussion):
    colleague = Pressing(discussion, at_desk.browser)
    assert at_desk.press("n").status_code == 204
    assert colleague.press("z").status_code == 409
    assert running(discussion).kind == "presentation"


def test_a_stage_can_be_ended_early_also_where_the_pillar_wants_closing(at_desk, discussion):
    discussion.goes_to("presentation", OPERATIONS)
    at_desk.look()
    assert "Close the pillar" in at_desk.says("n")
    assert at_desk.press("now-end").status_code == 204
    assert running(discussion) is None
    at_desk.look()
    assert "Close the pillar" in at_desk.says("n")


def test_the_next_stage_can_be_skipped_and_taken_back_in(at_desk, discussion):
    assert at_desk.says("now-skip").startswith("Skip: Presentation")
    at_desk.press("now-skip")
    at_desk.look()
    assert "Close the pillar" in at_desk.says("n")
    skipped = discussion.session.stages.get(state="skipped")
    assert at_desk.says(f"now-return-{skipped.pk.hex}").startswith("Restore: Presentation")
    at_desk.press(f"now-return-{skipped.pk.hex}")
    skipped.refresh_from_db()
    assert skipped.state == "waiting"


def test_the_agenda_strikes_out_what_is_skipped(at_desk, discussion, desk):
    at_desk.press("now-skip")
    skipped = discussion.session.stages.get(state="skipped")
    page = html.fragment_fromstring(desk.get(discussion.url("reviews:agenda")).content.decode(), create_parent="main")
    row = page.get_element_by_id(f"agenda-{skipped.pk.hex}")
    assert (row.get("data-state"), row.find(".//s").text) == ("skipped", "Presentation")
    assert row.findall("small")[-1].text.strip() == "skipped"


@pytest.mark.parametrize("seen", ["", "-1", "x", "1e3", "９", "1" * 10])
def test_a_press_that_does_not_say_what_it_saw_is_refused_with_a_sentence(discussion, desk, seen):
    answer = desk.sends(discussion.url("workshop:stage-pause", stage=running(discussion).pk), seen=seen)
    assert (answer.status_code, answer.content.decode()) == (422, "Reload the page and press again.")
    assert running(discussion).state == "running"


def test_a_stage_of_another_session_is_none(discussion, desk, ana):
    other = make_session(ana)
    sessions.start(other.stages.get(position=0))
    answer = desk.sends(
        discussion.url("workshop:stage-pause", stage=other.stages.get(position=0).pk),
        seen=moves.number_of(discussion.session.pk),
    )
    assert answer.status_code == 404
