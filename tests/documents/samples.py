"""A summary as a workshop leaves it, made up."""

from dataclasses import replace
from datetime import UTC, datetime

from reviews.summaries.document import Answer, Comment, Finding, Group, PillarSummary, Principle, Question

QUESTION = Question("データをどのようにバックアップしますか？", ("自動で取っている", "戻す訓練をしている"))
ZELKOVA = Group(
    number=1,
    name="けやき",
    people=4,
    focus="災害のとき、誰が切り替えを決めるか。",
    findings=(
        Finding("復旧の手順が、二人の記憶にしかない", "当番しだい", "四半期に一度、全員で戻す", "high", "文書にはない"),
    ),
    answers=(Answer("medium", ticked=("自動で取っている",)),),
)
CYPRESS = Group(number=2, name="ひのき", people=3, answers=(Answer("na", reason="止まってもよいと約束している"),))
SUMMARY = PillarSummary(
    language="ja",
    closed_at=datetime(2026, 11, 26, 6, 36, tzinfo=UTC),
    zone="Asia/Tokyo",
    version=1,
    session="クラウド設計レビュー",
    number=3,
    of=5,
    pillar="信頼性",
    mark="rel",
    definition="止まっても早く元に戻れること。",
    principles=(Principle("復旧手順をテストする", "戻るかは、戻してみるまでわからない。"),),
    scenario="あおぞら宅配便",
    facilitators=("白石", "ヌール"),
    questions=(QUESTION,),
    groups=(ZELKOVA, CYPRESS),
    comments=(
        Comment("RTOって誰が決めるもの？", "約束できる人が決めます。", "answered"),
        Comment("書いた人がもういない。"),
    ),
)
EMPTY = replace(
    SUMMARY, definition="", principles=(), scenario="", facilitators=(), questions=(), groups=(), comments=()
)
