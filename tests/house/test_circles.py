"""No module of ours imports itself through others: whether at its top, inside a function, or for types alone."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from tests.house.sources import APPS


def circle_in(*packages: str) -> list[str]:
    """The modules of a circle, each imported by the one after it; empty if there is none."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_module_of_ours_imports_itself_through_others():
    assert circle_in(*APPS) == []


AT_TOP = "import {0}\n"
IN_A_FUNCTION = "def work():\n    from {0} import work\n"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {0} import Work\n"


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """Makes a package of modules, each of which imports one other in one of these ways."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(package: str, files: dict[str, tuple[str, str]]) -> list[str]:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        for name, (how, imported) in files.items():
            (tmp_path / package / f"{name}.py").write_text(how.format(f"{package}.{imported}"))
        return circle_in(package)

    return make


@pytest.mark.parametrize("how", [AT_TOP, IN_A_FUNCTION, FOR_TYPES], ids=["at the top", "in a function", "for types"])
def test_a_planted_circle_is_found(how, planted):
    files = {"hub": (how, "rooms"), "rooms": (AT_TOP, "notifier"), "notifier": (AT_TOP, "hub")}
    name = f"planted_{len(how)}"
    assert set(planted(name, files)) == {f"{name}.{module}" for module in files}
