"""Every address of the product, from the router itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, get_resolver

VARIABLE = re.compile(r"<(\w+):(\w+)>")


def routes() -> dict[str, URLPattern]:
    """By name, as `reverse` takes it."""
    named = [
        (f"{namespace.namespace}:{route.name}", route)
        for namespace in get_resolver().url_patterns
        for route in namespace.url_patterns
        if isinstance(route, URLPattern)
    ]
    assert len(dict(named)) == len(named), "two routes have one name"
    return dict(named)


def path_of(route: URLPattern, known: Mapping[str, object]) -> str:
    """The route's address, with `known` in the place of what is variable; what is not known is found nowhere."""

    def value(variable: re.Match) -> str:
        kind, name = variable.groups()
        return str(known.get(name, known["session"] if kind == "uuid" else "1"))

    return "/" + VARIABLE.sub(value, str(route.pattern))


def with_another_segment(path: str, word: str) -> Iterator[str]:
    """The address again and again, each time with another of its segments replaced by `word`."""
    segments = path.split("/")
    for place in range(1, len(segments)):
        yield "/".join([*segments[:place], word, *segments[place + 1 :]])
