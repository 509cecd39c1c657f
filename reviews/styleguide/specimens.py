"""Renders components in their states from the templates that the product uses."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

# Attributes that contain one or more ids. A template is on the page several times, and its ids must be unique there.
NAMES = re.compile(r'(?<=\s)(id|for|form|popovertarget|data-follows|aria-(?:labelledby|describedby))="([^"]+)"')


@dataclass(frozen=True)
class Specimen:
    """A component in one state. `put` is what scripts do in the product: {selector: {attribute or "text": value}}."""

    state: str
    template: str
    context: dict = field(default_factory=dict)
    put: dict = field(default_factory=dict)
    frame: str = ""  # the markup around it: see reviews/styleguide/styleguide.html
    pillar: str | None = None  # the mark of the pillar whose color it uses
    wide: bool = False

    def rendered(self, number: str) -> SafeString:
        given = {"csrf_token": "sample", "request": self._request()} | self.context
        markup = render_to_string(self.template, given)
        return mark_safe(NAMES.sub(lambda found: _numbered(found, number), markup))  # noqa: S308  our own templates

    @property
    def changes(self) -> str:
        return json.dumps(self.put)

    @staticmethod
    def _request() -> SimpleNamespace:
        return SimpleNamespace(path="/styleguide/", get_full_path="/styleguide/", htmx=True, role="lead", GET={})


@dataclass(frozen=True)
class Section:
    """A component, named like its file in static/css/components/ or templates/components/."""

    name: str
    specimens: list[Specimen]

    def __iter__(self):
        for number, specimen in enumerate(self.specimens):
            yield specimen, specimen.rendered(f"{self.name}-{number}")


def _numbered(found: re.Match, number: str) -> str:
    ids = " ".join(f"{each}--{number}" for each in found[2].split())
    return f'{found[1]}="{ids}"'
