"""Which Python bin/run takes. Nothing is installed here: only the choice is made."""

import os
import subprocess
import sys

import pytest

from tests.house.sources import ROOT

CHOOSE = '. bin/_bootstrap.sh; {before}; find_python; printf "%s" "$python"'
FOR_OTHERS = "is_root() {{ true; }}; can_apt() {{ false; }}; python_by_uv() {{ :; }}; setup="


@pytest.fixture
def choose(tmp_path):
    def choose(before: str = ":", **variables: str) -> subprocess.CompletedProcess:
        given = {"PATH": os.environ["PATH"], "HASHIRA_VAR": str(tmp_path), "HOME": str(tmp_path)} | variables
        command = ["sh", "-euc", CHOOSE.format(before=before.format())]
        return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=60)

    return choose


def program(path, words: str) -> str:
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)
    return str(path)


def test_the_python_that_is_named_is_taken(choose):
    assert choose(PYTHON=sys.executable).stdout == sys.executable


@pytest.mark.parametrize("is_there", [True, False])
def test_a_named_python_that_does_not_fit_stops_the_start_at_once(choose, tmp_path, is_there):
    named = program(tmp_path / "python3.11", "exit 1") if is_there else str(tmp_path / "nothing")
    said = choose(PYTHON=named)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith(f"PYTHON={named} does not run")
    assert said.stderr.count("\n") == 1


def test_for_units_a_python_in_roots_own_folder_is_refused_when_named(choose):
    said = choose(FOR_OTHERS, PYTHON=sys.executable, HOME=os.path.dirname(sys.base_prefix))
    assert said.returncode == 1
    assert "root's home folder" in said.stderr


def test_for_units_a_python_in_roots_own_folder_is_passed_over(choose, tmp_path):
    """Even if it is found by a shim or a link elsewhere."""
    (tmp_path / "bin").mkdir()
    own = program(tmp_path / "bin" / "python3.13", f'exec "{sys.executable}" "$@"')
    where = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": os.path.dirname(sys.base_prefix)}
    assert choose(PYENV_ROOT="/nowhere", **where).stdout == "python3.13", own
    said = choose(FOR_OTHERS, PYENV_ROOT="/nowhere", **where)
    assert sys.base_prefix not in said.stdout
    assert said.stdout != "python3.13"
    if said.returncode:
        assert f"HASHIRA_VAR={tmp_path} bin/run --install-only" in said.stderr


def test_one_way_of_starting_only_installs(tmp_path):
    said = subprocess.run(["sh", "bin/run", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "--install-only" in said.stdout
