"""Sample people, pillars and texts, built without a database."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Sample
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.translation import get_language

from reviews.pillars.queries import Moment
from reviews.tables.models import Finding
from workshop.sessions.models import Session, Stage

Kind, State = Stage.Kind, Stage.State

PILLARS = [
    ("operationalExcellence", "ops", "Operational Excellence", "運用上の優秀性"),
    ("security", "sec", "Security", "セキュリティ"),
    ("reliability", "rel", "Reliability", "信頼性"),
    ("performanceEfficiency", "perf", "Performance Efficiency", "パフォーマンス効率"),
    ("costOptimization", "cost", "Cost Optimization", "コスト最適化"),
    ("sustainability", "sus", "Sustainability", "持続可能性"),
    ("dataCare", "", "Care for data", "データへの配慮"),
]


HELP = {"en": "Without asking anyone.", "ja": "誰にも頼まずに。"}


def key(name: str) -> UUID:
    """An id that depends only on the name, so that screenshots of the page can be compared."""
    return uuid5(NAMESPACE_URL, name)


def said(ja: str, en: str) -> str:
    """A text that somebody wrote. The product does not translate those, so each language has its own."""
    return ja if get_language() == "ja" else en


def many(*things) -> Sample:
    """A stand-in for a related manager: templates call `things.all`."""
    return Sample(all=lambda: list(things))


def pillars() -> list[Sample]:
    return [_pillar(number, *names) for number, names in enumerate(PILLARS, 1)]


def _pillar(number: int, name: str, mark: str, en: str, ja: str) -> Sample:
    principle = Sample(
        title={"en": "Make small changes that can be taken back", "ja": "小さく変え、いつでも戻せるようにする"},
        text={
            "en": "What is small is understood quickly, and going back is part of going forward.",
            "ja": "小さな変更はすぐに理解でき、戻れることが前に進む力になります。",
        },
    )
    definition = {
        "en": "To run what was built, and to learn from it.",
        "ja": "つくったものを動かし、そこから学ぶこと。",
    }
    return Sample(
        key=name,
        mark=mark,
        number=number,
        name={"en": en, "ja": ja},
        definition=definition,
        principles=many(principle, principle),
    )


def session(**more) -> Session:
    values = {
        "title": said("クラウド設計レビュー", "Cloud design review"),
        "starts_at": timezone.now() - timedelta(hours=2),
    }
    values |= {"id": key("session"), "zone": "Asia/Tokyo", "languages": ["ja", "en"], "code": "K7RW3M2P"}
    return Session(**values | more)


def stage(kind: Kind = Kind.DISCUSSION, state: State = State.RUNNING, *, left: float = 12.8, **more) -> Stage:
    """A stage with `left` minutes left."""
    values = {
        "id": key(f"{kind} {more}"),
        "topic": PILLARS[0][0],
        "minutes": 25,
        "kind": kind,
        "state": state,
        "position": 1,
    }
    now = timezone.now()
    if state in Stage.OPEN:
        values["started_at"] = now - timedelta(minutes=25 - left)
    if state == State.RUNNING:
        values["ends_at"] = now + timedelta(minutes=left)
    if state == State.PAUSED:
        values |= {"remaining": timedelta(minutes=left), "paused_at": now}
    return Stage(**values | more)


def moment(*stages: Stage, over: bool = False) -> Moment:
    """The state of a session with these stages, in this order."""
    for position, each in enumerate(stages):
        each.position = position
    named = {pillar.key: pillar for pillar in pillars()[:3]}
    return Moment(session(state="finished" if over else "running"), list(stages), named, dict.fromkeys(named, "open"))


def day() -> list[Stage]:
    """Stages of which some are over, skipped, running and waiting."""
    now, second = timezone.now(), PILLARS[1][0]
    begun = {"started_at": now - timedelta(hours=2), "ended_at": now - timedelta(hours=1, minutes=8)}
    return [
        stage(Kind.WELCOME, State.CLOSED, topic="", minutes=50, **begun),
        stage(Kind.BRIEFING, State.SKIPPED, minutes=15),
        stage(Kind.DISCUSSION, State.RUNNING),
        stage(Kind.PRESENTATION, State.SKIPPED, minutes=45),
        stage(Kind.BREAK, State.WAITING, topic="", minutes=5),
        stage(Kind.BRIEFING, State.WAITING, topic=second, minutes=10),
        stage(Kind.DISCUSSION, State.WAITING, topic=second, minutes=20),
        stage(Kind.WRAP_UP, State.WAITING, topic="", minutes=10),
    ]


def person(name: str, company: str) -> Sample:
    return Sample(pk=key(name), name=name, company=company, removed_at=None)


def people() -> list[Sample]:
    names = [
        ("北野 遥", "木田製紙"),
        ("Ben Adler", "Kita Paper"),
        ("𠮷川 樹", "星運輸"),
        ("Chi Nakamura-Lindqvist", "Lumen Bank"),
    ]
    return [person(*each) for each in names]


def finding(risk: str = "high", *, full: bool = True, **more) -> Finding:
    values = {
        "pk": key(f"finding {risk} {more}"),
        "client_id": key("sending"),
        "revision": 1,
        "risk": risk,
        "title": said("前のバージョンに戻す手順がない", "There is no way back to the previous version"),
        "as_is": said("古いパッケージを上書きしている", "The old package is overwritten by hand") if full else "",
        "to_be": said("直前のバージョンへ数分で戻せる", "The previous version is back within minutes") if full else "",
        "evidence": said("資料の保守の表", "The document's table of maintenance") if full else "",
    }
    return Finding(**values | more)


def comment(state: str, **more) -> Sample:
    values = {
        "pk": key(f"comment {state} {more}"),
        "session_id": key("session"),
        "state": state,
        "answer": "",
        "reason": "",
        "text": said("この件は聞くなと言われていました。", "We were told not to ask about this."),
    }
    return Sample(**values | more)


def question(name: str = "change") -> Sample:
    choices = [
        ("small", "Changes are small and go out at least every week", "変更は小さく、少なくとも毎週出している"),
        ("back", "We can return to the previous version within minutes", "数分で前のバージョンに戻せる"),
        ("none", "None of these", "どれも当てはまらない"),
    ]
    return Sample(
        key=name,
        title={"en": "How do changes reach production?", "ja": "変更はどのように本番へ届きますか"},
        description={"en": "From the first line to the first user.", "ja": "最初の一行から最初の利用者まで。"},
        choices=many(
            *(
                Sample(key=one, title={"en": en, "ja": ja}, help=HELP if one == "back" else {})
                for one, en, ja in choices
            )
        ),
    )
