"""`manage.py lens check`, `score` and `rules` need no database, and have clear messages and reliable exit statuses."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.reviews.lenses.lenses import changed, lens, question, text_of

ROOT = Path(__file__).resolve().parents[3]
Q = "pillars[0].questions[0]"


@pytest.fixture
def written(tmp_path):
    """Writes a file and returns its path."""

    def write(content, name="lens.json"):
        path = tmp_path / name
        data = content if isinstance(content, bytes | str) else json.dumps(content)
        path.write_bytes(data if isinstance(data, bytes) else data.encode(errors="surrogatepass"))
        return str(path)

    return write


def run(*words):
    """What the command printed on both streams, and its exit status."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("lens", *words, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
        status = error.returncode
    except SystemExit as ended:
        status = ended.code
    return out.getvalue(), err.getvalue(), status


def scored(written, document, sets):
    out, err, status = run("score", written(document), written(sets, "answers.json"))
    return (json.loads(out) if out else None), err, status


def test_a_good_file_is_usable(written):
    out, _err, status = run("check", written(lens()))
    assert status == 0
    assert out.splitlines() == [
        "A lens: pillars 1, questions 1, choices 3.",
        "Can be used (open): errors 0, warnings 0, notices 0.",
    ]


def test_a_file_with_warnings_is_usable_and_each_is_printed(written):
    out, _err, status = run("check", written(text_of(lens(_version="1"))))
    assert status == 0
    assert out.startswith("warning: _version, line ")


def test_a_file_with_errors_is_refused(written):
    out, _err, status = run("check", written(changed(lens(), f"{Q}.id", "a b")))
    assert status == 1
    assert f"error: {Q}.id, line 1: “a b” is not a valid id." in out
    assert "Refused (open)" in out


def test_strict_refuses_what_open_warns_of(written):
    path = written(changed(lens(), "name", "信頼性"))
    assert run("check", path)[2] == 0
    assert run("check", path, "--profile", "strict")[2] == 1


def test_check_as_json_has_stable_keys(written):
    out, _err, status = run("check", written(changed(lens(), f"{Q}.title", "")), "--json", "--profile", "strict")
    assert status == 1
    said = json.loads(out)
    [message] = said.pop("messages")
    assert said == {
        "usable": False,
        "profile": "strict",
        "lens": {"name": "A lens", "pillars": 1, "questions": 1, "choices": 3},
        "counts": {"error": 1, "warning": 0, "notice": 0},
    }
    assert message.pop("text")
    assert message.pop("fix")
    assert message == {"level": "error", "code": "blank", "place": f"{Q}.title", "line": 1}


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, b"\xff\xfe", '{"pillars": "\ud800"}'])
def test_a_file_that_is_not_a_lens_is_refused_by_every_subcommand(written, content):
    path, answers = written(content), written("[]", "answers.json")
    for words in (["check", path], ["check", path, "--json"], ["score", path, answers], ["rules", path, "--json"]):
        out, err, status = run(*words)
        assert status == 1
        assert (out + err).strip()


@pytest.mark.parametrize(
    "words",
    [
        ["check", "no-such-file.json"],
        ["check", "."],
        ["score", "no-such-file.json", "no-such-file.json"],
        ["rules", "."],
    ],
)
def test_a_file_that_cannot_be_read_is_a_wrong_call(words):
    _out, err, status = run(*words)
    assert status == 2
    assert "cannot be read" in err


def test_scores_are_a_list_with_every_question_of_the_lens(written):
    sets = [
        {"first": {"selected": ["alpha", "beta"]}, "second": {"selected": ["alpha"]}},
        {"first": {"selected": ["none_no"]}, "second": {"applicable": False, "selected": ["alpha"]}},
        {"first": {"selected": ["alpha"], "not_applicable": ["beta"], "applicable": True}},
        {},
    ]
    found, err, status = scored(written, lens(question("first"), question("second")), sets)
    assert (err, status) == ("", 0)
    assert found == [
        {"first": "NONE", "second": "MEDIUM"},
        {"first": "HIGH", "second": "NOT_APPLICABLE"},
        {"first": "NONE", "second": "UNANSWERED"},
        {"first": "UNANSWERED", "second": "UNANSWERED"},
    ]
    assert list(found[0]) == ["first", "second"]


def test_what_the_lens_does_not_define_is_null(written):
    document = lens(question(rules=[("alpha", "NO_RISK"), ("default", "HIGH_RISK")]))
    assert scored(written, document, [{"first": {"not_applicable": ["alpha"]}}])[0] == [{"first": None}]


def test_what_the_lens_lacks_is_ignored_with_a_warning(written):
    sets = [{"first": {"selected": ["zeta"], "not_applicable": ["eta"]}, "never": {"selected": ["alpha"]}}]
    found, err, status = scored(written, lens(), sets)
    assert found == [{"first": "UNANSWERED"}]
    assert status == 0
    assert "[0].first.selected" in err
    assert "zeta" in err
    assert "[0].first.not_applicable" in err
    assert "[0].never" in err


def test_none_of_these_cannot_be_not_applicable(written):
    found, err, _status = scored(written, lens(), [{"first": {"not_applicable": ["none_no"]}}])
    assert found == [{"first": "UNANSWERED"}]
    assert "none_no" in err
    found, _err, _status = scored(
        written, lens(), [{"first": {"selected": ["none_no"], "not_applicable": ["none_no"]}}]
    )
    assert found == [{"first": "HIGH"}]


def test_warnings_are_said_once_and_not_without_end(written):
    _found, err, _status = scored(written, lens(), [{f"question{n}": {} for n in range(150)}] * 2)
    assert len(err.splitlines()) == 101
    assert "further warnings" in err


def test_a_key_that_answers_do_not_have_is_warned_of(written):
    found, err, _status = scored(written, lens(), [{"first": {"selectd": ["alpha"]}}])
    assert found == [{"first": "UNANSWERED"}]
    assert "[0].first.selectd" in err


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "must be a list"),
        ("", "not valid JSON"),
        ("[{]", "line 1, column 3"),
        (b"\xff", "UTF-8"),
        ("[" * 100_000, "too large to process"),
        ("[" + "9" * 5000 + "]", "too large to process"),
        ([[]], "[0]"),
        ([{}, 5], "[1]"),
        ([{"first": ["alpha"]}], "[0].first"),
        ([{"first": None}], "[0].first"),
        ([{"first": {"selected": "alpha"}}], "[0].first.selected"),
        ([{"first": {"selected": None}}], "[0].first.selected"),
        ([{}, {"first": {"selected": ["alpha", 7]}}], "[1].first.selected[1]"),
        ([{"first": {"not_applicable": {}}}], "[0].first.not_applicable"),
        ([{"first": {"applicable": "yes"}}], "[0].first.applicable"),
        ([{"first": {"applicable": 0}}], "[0].first.applicable"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_malformed_answers_are_refused_with_their_place(written, answers, said):
    found, err, status = scored(written, lens(), answers)
    assert (found, status) == (None, 1)
    assert said in err


def test_a_renamed_question_is_scored_under_its_new_id_and_said(written):
    found, err, status = scored(
        written, lens(question("same"), question("same")), [{"same_2": {"selected": ["alpha"]}}]
    )
    assert (found, status) == ([{"same": "UNANSWERED", "same_2": "MEDIUM"}], 0)
    assert "same_2" in err


def test_answers_with_strange_ids_print_no_control_characters(written):
    _found, err, status = scored(written, lens(), '[{"\\u001b[31m": {}, "first": {"selected": ["\\ud800"]}}]')
    assert status == 0
    assert "\x1b" not in err
    err.encode()


def test_rules_as_json_have_exactly_their_keys(written):
    document = lens(question("first", choices=["only", "third", "some_no"],
        rules=[("only && !third", "NO_RISK"), ("default", "MEDIUM_RISK")]), question("large", [f"c{n:02}" for n in range(16)],
        rules=[("c00", "NO_RISK"), ("default", "HIGH_RISK")]))  # fmt: skip
    out, err, status = run("rules", written(document), "--json")
    assert (err, status) == ("", 0)
    assert json.loads(out) == {
        "first": {
            "reachable": ["MEDIUM", "NONE"],
            "all_best": False,
            "monotone": False,
            "worse": [{"from": ["only"], "add": "third"}],
            "idle": [],
        },
        "large": {"reachable": None, "all_best": None, "monotone": None, "worse": None, "idle": None},
    }


def test_rules_can_be_read(written):
    document = lens(
        question(choices=["only", "third", "idle"], rules=[("only && !third", "NO_RISK"), ("only", "HIGH_RISK")])
    )
    out, _err, status = run("rules", written(document))
    assert status == 0
    assert "only is NONE; with third it is HIGH" in out
    assert "no effect: idle" in out
    assert "no rule is the default" in out


def test_one_file_may_come_by_standard_input_and_no_database_is_asked(tmp_path):
    """A process of its own, with a database that does not exist."""
    environment = os.environ | {
        "HASHIRA_VAR": str(tmp_path),
        "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": "example.com",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "lens"]

    def ran(*words, given):
        return subprocess.run(
            [*command, *words], input=json.dumps(given), env=environment, capture_output=True, text=True
        )

    good = ran("check", "-", "--json", given=lens())
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["usable"]
    wrong = ran("check", "-", "--profile", "loose", given=lens())
    assert wrong.returncode == 2
    assert "loose" in wrong.stderr
