"""What the second version of a summary says has changed."""

import json
from dataclasses import replace

from reviews.summaries import changes
from reviews.summaries.document import Answer, AnswerChange, Changes, Comment, Finding, GroupChanges
from tests.documents.samples import CYPRESS, QUESTION, SUMMARY, ZELKOVA

RUNBOOK = replace(ZELKOVA.findings[0], key="runbook")
BACKUP = Finding("バックアップが同じ区画にある", risk="medium", key="backup")
ROLES = Finding("当番が一人", key="roles")
TREE = replace(ZELKOVA, key="zelkova", findings=(RUNBOOK, BACKUP))
OTHER = replace(CYPRESS, key="cypress")
ASKED = Comment("RTOって誰が決めるもの？", key="rto")
BEFORE = replace(SUMMARY, groups=(TREE, OTHER), comments=(ASKED,))


def since_before(**changed) -> Changes:
    return changes.since(BEFORE, replace(BEFORE, version=2, **changed))


def of_the_tree(**changed) -> GroupChanges:
    (found,) = since_before(groups=(replace(TREE, **changed), OTHER)).groups
    return found


def test_a_version_that_says_the_same_says_that_nothing_changed():
    assert since_before().is_empty


def test_a_finding_that_was_reworded_has_changed_and_neither_gone_nor_come():
    reworded = replace(RUNBOOK, title="手順が文書にない")
    found = of_the_tree(findings=(reworded, BACKUP))
    assert (found.added, found.changed, found.removed) == ((), (reworded,), ())


def test_findings_that_came_and_went_are_named():
    found = of_the_tree(findings=(RUNBOOK, ROLES))
    assert (found.added, found.changed, found.removed) == ((ROLES,), (), (BACKUP,))


def test_an_answer_given_anew_is_named_with_its_risk_before_and_after():
    assert of_the_tree(answers=(Answer("high"),)).answers == (AnswerChange(QUESTION.title, "medium", "high"),)


def test_a_group_whose_findings_were_all_taken_away_is_still_named():
    (found,) = since_before(groups=(OTHER,)).groups
    assert found.removed == TREE.findings


def test_a_group_that_came_later_brings_all_its_findings():
    late = replace(TREE, key="late", number=3, findings=(ROLES,))
    (found,) = since_before(groups=(TREE, OTHER, late)).groups
    assert found.added == (ROLES,)


def test_comments_are_counted_and_never_named():
    answered = replace(ASKED, state="answered", answer="約束できる人が。")
    found = since_before(comments=(answered, Comment("書いた人がもういない。", key="gone")))
    assert (found.comments_added, found.comments_answered, found.comments_removed) == (1, 1, 0)


def test_a_version_is_stored_as_json_and_read_back_whole():
    assert changes.from_json(json.loads(json.dumps(changes.as_json(BEFORE)))) == BEFORE


def test_a_version_stored_by_an_earlier_app_version_is_read_with_empty_new_fields():
    stored = changes.as_json(BEFORE)
    for finding in stored["groups"][0]["findings"]:
        del finding["evidence"]
    assert changes.from_json(stored).groups[0].findings[0].evidence == ""
