"""The components of the facilitators' desk."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Sample

from django.utils import timezone

from reviews.styleguide import samples
from reviews.styleguide.samples import Kind, State, key, said
from reviews.styleguide.sections.tables import at, table
from reviews.styleguide.specimens import Section, Specimen
from reviews.summaries.queries import Row
from reviews.summaries.services import TOO_SLOW
from reviews.tables.queries import Answered, Board
from workshop.desk.forms import CapacityForm
from workshop.desk.questions import Question
from workshop.groups import grouping
from workshop.sessions.models import Move

PILLARS = "reviews/pillars/"


def sections() -> list[Section]:
    return [
        Section("agenda", [Specimen("a day", f"{PILLARS}_agenda.html", at(*samples.day()))]),
        Section("group", groups()),
        Section("menu", [Specimen("open", f"{PILLARS}_now_more.html", menu(), put={"details": {"open": ""}})]),
        Section("moving", people()),
        Section("now", nows()),
        Section("me", me()),
        Section("summaries", summaries()),
        Section("toast", toasts()),
    ]


def groups() -> list[Specimen]:
    template, (first, second, third, fourth) = "reviews/tables/_group_cards.html", samples.people()
    answers = [Answered(samples.question(), frozenset(), True, "unanswered", True)] * 3
    findings = [samples.finding("high"), samples.finding("medium")]
    boards = [
        Board(group(1, first, second), findings, answers),
        Board(group(2, third), [], answers),
        Board(group(3), [], answers),
    ]
    assigned = {
        "boards": boards,
        "here": {str(first.pk)},
        "joined": 4,
        "full": True,
        "waiting": [fourth],
        "removed": [second],
        "round": 2,
        "earlier": [(group(1), said("けやき", "Zelkova"), 2)],
        "may_run": True,
        "session": samples.session(),
        "grouping": grouping,
        "split": grouping.sizes(grouping.CROWDED),
    }
    before = assigned | {"full": False, "boards": [], "waiting": [], "removed": [], "earlier": [], "round": 0}
    return [
        Specimen("groups", template, assigned, wide=True),
        Specimen("not assigned yet", template, before),
        Specimen("nobody has joined", template, before | {"joined": 0, "here": set()}),
    ]


def group(number: int, *members: Sample) -> Sample:
    sitting = samples.many(*(Sample(participant=each) for each in members))
    return Sample(pk=key(f"group {number}"), number=number, members=sitting)


def menu() -> dict:
    moment = samples.moment(*samples.day())
    return {"moment": moment, "session": samples.session(), "stage": moment.stage, "next": moment.next, "seen": 1}


def nows() -> list[Specimen]:
    template, waiting = f"{PILLARS}_now.html", samples.stage(Kind.WELCOME, State.WAITING, topic="")
    last, runs = samples.stage(Kind.PRESENTATION), {"may_run": True}
    over = samples.moment(samples.stage(Kind.WRAP_UP, State.CLOSED, topic="", **ended()), over=True)
    return [
        Specimen("running", template, at(*samples.day()) | runs, wide=True),
        Specimen("paused", template, at(samples.stage(state=State.PAUSED), waiting) | runs, wide=True),
        Specimen("a pillar to close", template, at(last, waiting) | runs, wide=True),
        Specimen("not begun", template, at(waiting) | runs, wide=True),
        Specimen("as an observer sees it", template, at(*samples.day()), wide=True),
        Specimen("over", template, {"moment": over, "session": over.session}, wide=True),
    ]


def ended() -> dict:
    return {"started_at": timezone.now() - timedelta(minutes=25), "ended_at": timezone.now()}


def people() -> list[Specimen]:
    template, (one, other, *_rest) = "workshop/groups/person.html#person", samples.people()
    sits = {"person": one, "sits": Sample(pk=key("group 1")), "sits_name": said("けやき", "Zelkova")}
    tables = [(group(2, other), said("ひのき", "Cypress")), (group(3), said("すぎ", "Cedar"))]
    context = {"session": samples.session(), "tables": tables} | sits
    removed = Sample(**vars(one) | {"removed_at": timezone.now()})
    capacity = {"session": samples.session(), "taken": 5}
    regrouping = {
        "session": samples.session(),
        "stage": samples.stage(),
        "people": 5,
        "tables": 2,
        "findings": 3,
        "round": 1,
    }
    question = Question(
        said("柱を締め切りますか？", "Close the pillar?"),
        "/styleguide/",
        said("柱を締め切る", "Close the pillar"),
        [said("30秒以内なら元に戻せます。", "It can be undone for 30 seconds.")],
        [said("2件のコメントが確認待ちです。", "2 comments are waiting.")],
    )
    asked = {"session": samples.session(), "question": question, "seen": 1}
    return [
        Specimen("a person", template, context, frame="dialog", put={"details": {"open": ""}}),
        Specimen(
            "overtaken",
            template,
            context | {"overtaken": said("先に別の人が移しました。", "A colleague moved them first.")},
            frame="dialog",
        ),
        Specimen("removed", template, context | {"person": removed}, frame="dialog"),
        Specimen("regroup", "reviews/tables/grouping.html#regrouping", regrouping, frame="dialog"),
        Specimen("a question", "workshop/desk/question.html#question", asked, frame="dialog"),
        Specimen(
            "capacity",
            "workshop/desk/capacity.html#capacity",
            capacity | {"form": CapacityForm()},
            frame="dialog",
        ),
        Specimen(
            "no number",
            "workshop/desk/capacity.html#capacity",
            capacity | {"form": CapacityForm({"capacity": "0"})},
            frame="dialog",
        ),
    ]


def me() -> list[Specimen]:
    template, (one, other, *_rest) = "workshop/main_room/_me.html", samples.people()
    mine = {"session": samples.session(), "person": one, "link": "https://example.com/p/sample/", "my_earlier": []}
    sits = {"my_group": group(1), "my_group_name": said("けやき", "Zelkova"), "with_me": [other]}
    return [
        Specimen("at a table", template, mine | sits, put={"details": {"open": ""}}),
        Specimen("late", template, mine | {"late": True}),
        Specimen("groups are not assigned yet", template, mine),
    ]


def summaries() -> list[Specimen]:
    states = [
        ("ready", ["ready"]),
        ("being made", ["queued"]),
        ("failed", ["failed"]),
        ("a second version", ["ready", "ready"]),
        ("a second version is made", ["rendering", "ready"]),
        ("open for a correction", ["ready"]),
        ("numbered", ["ready"]),
    ]
    rows = [row(pillar, state, versions) for pillar, (state, versions) in zip(samples.pillars(), states, strict=True)]
    context = {"rows": rows, "session": samples.session()}
    return [
        Specimen(
            "at the desk: " + ", ".join(state for state, _ in states),
            "reviews/summaries/_summaries.html",
            context | {"may_run": True},
        ),
        Specimen("in the main room", "reviews/summaries/_summaries.html", context),
    ]


def row(pillar: Sample, state: str, versions: list[str]) -> Row:
    is_corrected = state == "open for a correction"
    review = Sample(
        pk=key(f"review {pillar.key}"),
        pillar=pillar,
        is_corrected=is_corrected,
        state="open" if is_corrected else "closed",
    )
    made = [
        Sample(
            pk=key(f"summary {state} {number}"),
            version=number,
            state=one,
            is_settled=one in {"ready", "failed"},
            ready_at=timezone.now() if one == "ready" else None,
            reason=TOO_SLOW,
        )
        for number, one in zip(range(len(versions), 0, -1), versions, strict=True)
    ]
    return Row(review, made)


def toasts() -> list[Specimen]:
    stage = samples.stage()
    move = Move(number=1, kind=Move.Kind.START, stage=stage, made_at=timezone.now() + timedelta(minutes=40))
    deleted = table(finding=samples.finding(deleted_at=timezone.now() + timedelta(minutes=40)))
    return [
        Specimen("a sentence", "reviews/styleguide/_toast.html"),
        Specimen("a finding is deleted", "reviews/tables/_finding_deleted.html", deleted),
        Specimen(
            "a move can be undone", f"{PILLARS}_now.html#undo", {"move": move, "session": samples.session(), "seen": 1}
        ),
    ]
