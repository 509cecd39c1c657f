"""One component in one state, rendered from the template that the product uses."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

# The attributes that hold an id, or several. Several specimens of one template stand on the page, and no id may come twice.
NAMES = re.compile(r'(?<=\s)(id|for|form|popovertarget|data-follows|aria-(?:labelledby|describedby))="([^"]+)"')


@dataclass(frozen=True)
class Specimen:
    """`state` says what is shown. `put` names what only a script does elsewhere: {selector: {attribute or "text": value}}."""

    state: str
    template: str
    context: dict = field(default_factory=dict)
    put: dict = field(default_factory=dict)
    frame: str = ""  # what the page that uses it puts around it: see reviews/styleguide/styleguide.html
    pillar: str | None = None  # the mark of the pillar it stands in
    wide: bool = False

    def rendered(self, number: str) -> SafeString:
        given = {"csrf_token": "sample", "request": self._request(), "LANGUAGES": []} | self.context
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
    """A component: the file in static/css/components/ or templates/components/ is called by its name."""

    name: str
    specimens: list[Specimen]

    def __iter__(self):
        for number, specimen in enumerate(self.specimens):
            yield specimen, specimen.rendered(f"{self.name}-{number}")


def _numbered(found: re.Match, number: str) -> str:
    ids = " ".join(f"{each}--{number}" for each in found[2].split())
    return f'{found[1]}="{ids}"'
