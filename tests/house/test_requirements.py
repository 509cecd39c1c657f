"""requirements.in names what the application uses, and requirements-dev.in what only tests, checks and pictures use besides."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.house.sources import APPS, ROOT

OURS = {*APPS, "tests", "bench"}
WITH_ANOTHER = {"asgiref": "django", "kombu": "celery", "pillow": "weasyprint", "pytest": "pytest-django"}
NOT_IMPORTED = {
    "httptools": "uvicorn uses it where it is installed",
    "pytest-django": "the customer named it",
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "uvloop": "uvicorn uses it where it is installed",
}


def standard(package: str) -> str:
    """A package's name as it is compared: channels_redis and channels-redis are one."""
    return re.sub(r"[-_.]+", "-", package).lower()


PACKAGES = {module: {standard(name) for name in names} for module, names in packages_distributions().items()}


def declared(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {standard(re.match(r"[\w.-]+", line)[0]) for line in lines if re.match(r"\w", line)}


@cache
def used(*folders: str) -> tuple[dict[str, str], set[str]]:
    """Each module that is imported with a file that imports it, and the first words of all strings: settings name modules so."""
    imported, named = {}, set()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(), filename=str(path))):
                if isinstance(node, ast.Import):
                    imported |= {name.name.partition(".")[0]: str(path) for name in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported[node.module.partition(".")[0]] = str(path)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    named.add(re.split(r"[.:]", node.value, maxsplit=1)[0])
    return imported, named


def undeclared(imported: dict[str, str], packages: set[str]) -> dict[str, str]:
    """Imports whose package is not declared: it would disappear with the one that brings it along today."""
    return {
        module: path
        for module, path in imported.items()
        if module not in sys.stdlib_module_names | OURS
        and not {WITH_ANOTHER.get(name, name) for name in PACKAGES.get(module, ())} & packages
    }


def test_what_the_application_imports_is_declared():
    assert undeclared(used(*APPS)[0], declared("requirements.in")) == {}


def test_what_tests_import_is_declared():
    both = declared("requirements.in") | declared("requirements-dev.in")
    assert undeclared(used("tests", "bench", "docs")[0], both) == {}


def test_an_undeclared_import_would_be_seen():
    assert undeclared({"lxml": "a file", "ast": "a file"}, declared("requirements.in")) == {"lxml": "a file"}


@pytest.mark.parametrize("package", sorted(declared("requirements.in") - NOT_IMPORTED.keys()))
def test_the_application_uses_what_it_declares(package):
    imported, named = used(*APPS)
    assert {module for module, packages in PACKAGES.items() if package in packages} & (imported.keys() | named)


def test_no_package_is_declared_twice():
    assert not declared("requirements.in") & declared("requirements-dev.in")
