"""Components that all pages use: controls, fields, marks, clocks."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from reviews.styleguide import samples
from reviews.styleguide.samples import Kind, State
from reviews.styleguide.specimens import Section, Specimen
from workshop.people.forms import NameForm

OWN = "reviews/styleguide/"  # for CSS classes of plain elements, which have no template of their own


class ChoiceForm(forms.Form):
    zone = forms.ChoiceField(label="Zone", choices=[("tokyo", "Asia/Tokyo"), ("utc", "UTC")])


def sections() -> list[Section]:
    session = samples.session()
    return [
        Section(
            "button", [Specimen(name, f"{OWN}_{name}.html", wide=True) for name in ("buttons", "buttons_that_wait")]
        ),
        Section(
            "carved",
            [
                Specimen(pillar.key, "components/_carved.html", {"pillar": pillar}, pillar=pillar.mark)
                for pillar in samples.pillars()
            ],
        ),
        Section("clock", clocks()),
        Section("empty", [Specimen("no session", "workshop/sessions/list.html#sessions")]),
        Section("facts", [Specimen("of a comment", "reviews/comments/promise.html#inbox")]),
        Section("field", fields()),
        Section("language", [Specimen("a link", "components/_language.html")]),
        Section("ledger", [Specimen("two rows", "workshop/sessions/list.html#sessions", ledger(), wide=True)]),
        Section("link", [Specimen("a button as a link", f"{OWN}_link.html")]),
        Section(
            "link-state",
            [
                Specimen(
                    "connected, slow, three posts waiting, offline",
                    f"{OWN}_link_states.html",
                    put={"[data-count]": {"text": samples.said("未送信：3件", "3 not sent yet")}},
                )
            ],
        ),
        Section(
            "pane",
            [
                Specimen(
                    "without a room",
                    "components/_pane.html",
                    {"shown": True, "address": "/styleguide/", "content": "…"},
                )
            ],
        ),
        Section("pillar", pillars()),
        Section("plan", [Specimen("the pillars", "components/_plan.html")]),
        Section("post", [Specimen("ten minutes left", f"{OWN}_post.html", {"stage": samples.stage(left=10)})]),
        Section(
            "qr",
            [
                Specimen(
                    "to join",
                    "reviews/comments/screen.html#join",
                    {"join": "https://example.com/j/K7RW3M2P/", "host": "example.com", "session": session},
                )
            ],
        ),
        Section("risk", [Specimen(risk, "components/_risk.html", {"risk": risk}) for risk in RISKS]),
        Section("update", [Specimen("offered", "components/_update.html")]),
        Section("sprite", [Specimen("every icon", f"{OWN}_icons.html", wide=True)]),
    ]


RISKS = ("high", "medium", "none", "unanswered", "na")


def clocks() -> list[Specimen]:
    closed = {"started_at": timezone.now(), "ended_at": timezone.now()}
    stages = {
        "running": samples.stage(left=12.8),
        "short": samples.stage(left=1.4),
        "over": samples.stage(left=-2.2),
        "paused": samples.stage(state=State.PAUSED, left=8),
        "waiting": samples.stage(state=State.WAITING),
        "closed": samples.stage(state=State.CLOSED, **closed),
        "an hour and more": samples.stage(Kind.READING, left=75),
    }
    shown = samples.session()
    return [
        Specimen(state, "components/_clock.html", {"stage": one, "session": shown}) for state, one in stages.items()
    ]


def pillars() -> list[Specimen]:
    katakana = Specimen("a name in katakana", "components/_kana.html", {"pieces": ["", "セキュリティ", ""]})
    named = [Specimen(each.mark or "numbered", f"{OWN}_pillar.html", {"pillar": each}) for each in samples.pillars()]
    return [*named, katakana]


def fields() -> list[Specimen]:
    template, ended = "components/_field.html", samples.session(state="finished")
    return [
        Specimen("empty", template, {"field": NameForm()["name"]}),
        Specimen("filled", template, {"field": NameForm({"name": "北野 遥"})["name"]}),
        Specimen("with an error", template, {"field": NameForm({})["company"]}),
        Specimen("a choice", template, {"field": ChoiceForm()["zone"]}),
        Specimen("shortly before its limit, and the keys that send", f"{OWN}_limits.html"),
        Specimen("a code", "workshop/people/_code.html", {"primary": True}),
        Specimen("a wrong code", "workshop/people/_code.html", {"typed": "K7RW 3M2", "wrong": True}),
        Specimen("the code of an ended session", "workshop/people/_code.html", {"typed": "K7RW 3M2P", "ended": ended}),
    ]


def ledger() -> dict:
    return {"sessions": [samples.session(), samples.session(state="finished")]}
