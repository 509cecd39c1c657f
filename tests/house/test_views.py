"""A views.py holds views alone: what two features' views share lives in a module of its own."""

import ast
from pathlib import Path

from tests.house.sources import APPS, ROOT, place, trees


def feature_of(path: Path) -> str:
    """`workshop.people` for workshop/people/views.py."""
    return ".".join(path.relative_to(ROOT).parts[:2])


def names_out_of_views(feature: str, tree: ast.Module) -> list[int]:
    """The lines that import a name out of another feature's views."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(tuple(f"{app}." for app in APPS))
        and "views" in (node.module or "").split(".")[2:]
        and not (node.module or "").startswith(f"{feature}.")
    ]


def test_no_module_imports_a_name_out_of_another_features_views():
    found = [place(path, line) for path, tree in trees() for line in names_out_of_views(feature_of(path), tree)]
    assert not found, "\n".join(found)


def test_such_an_import_is_found_and_one_of_the_own_feature_is_not():
    tree = ast.parse("from workshop.people.views import front\nfrom workshop.groups.views import join\n")
    assert names_out_of_views("workshop.groups", tree) == [1]
