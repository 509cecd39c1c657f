"""The components of a group's table."""

from __future__ import annotations

from types import SimpleNamespace as Sample

from django.utils import timezone

from reviews.styleguide import samples
from reviews.styleguide.samples import Kind, key, said
from reviews.styleguide.specimens import Section, Specimen
from reviews.tables.forms import EditForm, EntryForm, FindingForm, TalkForm
from reviews.tables.queries import Answered

HERE = "reviews/tables/"


def sections() -> list[Section]:
    return [
        Section("bubble", bubbles()),
        Section("choice", questions()),
        Section(
            "people",
            [
                Specimen(
                    "online and offline",
                    f"{HERE}_people.html",
                    members(),
                    put={"li:first-child .dot": {"data-here": ""}},
                )
            ],
        ),
        Section("principles", principles()),
        Section("slip", slips()),
        Section("stage", strips()),
        Section("waiting", waiting()),
    ]


def table(**more) -> dict:
    group, review = Sample(pk=key("group")), Sample(pk=key("review"), pillar=samples.pillars()[0], state="open")
    room = Sample(pk=key("room"), session_id=key("session"))
    return {"room": room, "session": samples.session(), "group": group, "review": review, "open": True} | more


def bubbles() -> list[Specimen]:
    room = Sample(pk=key("room"), session=samples.session(), session_id=key("session"))
    text = said(
        "一つのリージョンしか使っていない。\n戻し方も決まっていない。", "There is only one region.\nAnd no way back."
    )
    entry = Sample(pk=key("entry"), mark=key("ben"), writer="北野 遥", written_at=timezone.now(), text=text)
    one, template = {"room": room, "entry": entry}, f"{HERE}_entry.html"
    form = table(form=TalkForm())
    refused = table(form=TalkForm({"client_id": str(key("sending")), "text": "Ring the bell \x07 now"}))
    return [
        Specimen("somebody’s", template, one, frame="talk"),
        Specimen("mine", template, one, frame="talk", put={"li": {"data-own": ""}}),
        Specimen(
            "deleted", template, one | {"entry": Sample(**vars(entry) | {"deleted_at": timezone.now()})}, frame="talk"
        ),
        Specimen("the button to edit one’s own", f"{HERE}_entry_button.html"),
        Specimen("to edit it", f"{HERE}_entry_edit.html", table(form=EntryForm({"text": text}), entry=entry)),
        Specimen("nothing yet", f"{HERE}_talk.html", {"room": room, "entries": []}),
        Specimen("to say something", f"{HERE}_talk_form.html", form),
        Specimen("refused", f"{HERE}_talk_form.html", refused),
        Specimen("on its way", f"{HERE}_talk_form.html", form, put={"form": {"data-sending": ""}}),
    ]


def waiting() -> list[Specimen]:
    """Posts that are not sent yet, in the talk and on the board."""
    words = {"[data-words]": {"text": said("戻し方も決まっていない。", "And no way back.")}}
    me = {"request": Sample(participant="北野 遥")}
    late = said("まだ送信されていません。", "Not sent yet.")
    closed = said("この柱は締め切られました。", "This pillar is closed.")
    fates = {
        "sending": {"li": {"data-state": "new"}},
        "waiting": {"li": {"data-state": "waiting"}, "[data-fate]": {"text": late}},
        "refused": {"li": {"data-state": "refused"}, "[data-reason]": {"text": closed}},
        "saved, its own row not here yet": {"li": {"data-state": "saved"}},
    }
    others = {
        ".waiting__others": {
            "hidden": None,
            "text": said("別の参加者の投稿があります。", "Posts of another participant are waiting."),
        }
    }
    talk, line = f"{HERE}_waiting_talk.html#row", f"{HERE}_waiting_lines.html#row"
    return [
        *(Specimen(state, talk, me, put=words | put, frame="talk") for state, put in fates.items()),
        *(Specimen(f"at the board: {each}", line, put=words | fates[each], frame="waiting") for each in ON_BOARD),
        Specimen("another participant’s", f"{HERE}_waiting_lines.html", table(), put=others),
    ]


ON_BOARD = ("waiting", "refused")


def members() -> dict:
    return {"members": [Sample(participant_id=one.pk, participant=one) for one in samples.people()]}


def questions() -> list[Specimen]:
    states = {
        "open": (Answered(samples.question(), frozenset(), True, "unanswered", False), True),
        "answered": (Answered(samples.question(), frozenset({"small"}), True, "medium", False), True),
        "focus question": (Answered(samples.question(), frozenset({"none"}), True, "high", True), True),
        "not applicable": (Answered(samples.question(), frozenset(), False, "na", False), True),
        "no risk defined": (Answered(samples.question(), frozenset({"back"}), True, None, False), True),
        "closed": (Answered(samples.question(), frozenset({"small", "back"}), True, "none", False), False),
    }
    return [
        Specimen(
            state,
            f"{HERE}_question.html",
            table(answer=answer, open=is_open),
            frame="questions",
            put={"details": {"open": ""}},
        )
        for state, (answer, is_open) in states.items()
    ]


def principles() -> list[Specimen]:
    told = {"moment": samples.moment(samples.stage(Kind.BRIEFING)), "session": samples.session()}
    fold = {"answers": [], "answered": 0, "principles": samples.pillars()[0].principles.all()}
    return [
        Specimen("in the main room", "reviews/pillars/_stage.html", told, wide=True),
        Specimen("folded, at the table", f"{HERE}_questions.html", fold, put={"details": {"open": ""}}),
    ]


def slips() -> list[Specimen]:
    slip, edited = f"{HERE}_finding_slip.html", samples.finding()
    form, overtaken = EditForm.of(edited), {"overtaken": True, "editor": "Ben Adler"}
    board = {"findings": [], "count": 0}
    return [
        *(
            Specimen(risk, slip, table(finding=samples.finding(risk)), frame="rows")
            for risk in ("high", "medium", "none")
        ),
        Specimen(
            "one line, closed", slip, table(finding=samples.finding("medium", full=False), open=False), frame="rows"
        ),
        Specimen("no finding yet", f"{HERE}_board.html", table(**board)),
        Specimen("board not open", f"{HERE}_board.html", table(**board, open=False)),
        Specimen("to write one", f"{HERE}_finding_form.html", table(form=FindingForm())),
        Specimen("refused", f"{HERE}_finding_form.html", table(form=FindingForm({"client_id": str(key("sending"))}))),
        Specimen("to edit", f"{HERE}_finding_edit.html", table(finding=edited, form=form)),
        Specimen("overtaken", f"{HERE}_finding_edit.html", table(finding=edited, form=form) | overtaken),
        Specimen(
            "overtaken by a deletion",
            f"{HERE}_finding_edit.html",
            table(finding=samples.finding(deleted_at=timezone.now()), form=form) | overtaken,
        ),
    ]


def strips() -> list[Specimen]:
    template, meeting = "reviews/pillars/_strip.html", samples.session(meeting_link="https://example.com/meeting")
    stages = {
        "a pillar": samples.stage(),
        "short": samples.stage(left=1.2),
        "no pillar": samples.stage(Kind.BREAK, topic=""),
    }
    shown = [Specimen(state, template, at(one, session=meeting), wide=True) for state, one in stages.items()]
    word = Specimen(
        "the stage has changed", template, at(samples.stage()), put={"[data-strip]": {"hidden": None}}, wide=True
    )
    way = {"my_group": Sample(pk=key("mine")), "my_group_name": said("けやき", "Zelkova"), "shown": "nowhere"}
    both = table(**way) | at(samples.stage(), session=meeting)
    return [*shown, word, Specimen("the way to my table", "reviews/styleguide/_strip.html", both, wide=True)]


def at(*stages, **more) -> dict:
    return {"moment": samples.moment(*stages), "session": samples.session()} | more
