"""What most tests begin with: the library, and a session in preparation, a day with its people or a discussion in it.

Each is made once a process, by the product's own services. For the next test its rows are written down again: those of
the library as they were, those of a session with new ids and with the moments moved along. That takes a fifth of the
time, and nothing but the time tells the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models
from django.utils import timezone

from tests.actors import Day, make_session, publish_library
from workshop.accounts.models import User
from workshop.sessions import codes
from workshop.sessions.models import Session

PEOPLE = {
    "Ben": "Kita Paper",
    "Chi": "Hoshi Freight",
    "Dov": "Oru Dairy",
    "Fay": "Kita Paper",
    "Gen": "Lumen Bank",
}
NAMES = ("session", "day", "discussion")  # each goes on from the one before

_library: list[tuple[type[models.Model], list[models.Model]]] = []
_scenes: dict[str, Scene] = {}


def stock() -> None:
    """Publish what the product brings along, or put it back where a test has emptied the database."""
    if not _library:
        publish_library()
        _library.extend((model, list(model._base_manager.all())) for model in kinds_of_rows(of_sessions=False))
        return
    for model, rows in _library:
        model._base_manager.bulk_create(rows)


def begin(name: str, lead: User) -> Day:
    """The world of this name, led by `lead`."""
    if name in _scenes:
        return _scenes[name].again(lead)
    began, others = timezone.now(), Session.objects.exists()
    day = _make(name, lead)
    if not others:
        _scenes[name] = Scene(day, began)
    return day


def _make(name: str, lead: User) -> Day:
    day = Day(make_session(lead), lead)
    if name == "session":
        return day
    for person, company in PEOPLE.items():
        day.comes(person, company)
    if name == "day":
        return day
    day.assigns_groups()
    day.goes_to("reading")
    day.goes_to("discussion", "operationalExcellence")
    return day


class Scene:
    """All rows of a world, but its lead's."""

    def __init__(self, day: Day, began: datetime) -> None:
        self.began = began
        self.lead, self.session = day.lead.pk, day.session.pk
        self.people = {name: person.pk for name, person in day.people.items()}
        self.rows = [
            (model, found) for model in kinds_of_rows(of_sessions=True) if (found := list(model._base_manager.values()))
        ]
        self.ids = [
            row[field.attname]
            for model, rows in self.rows
            if isinstance(field := model._meta.pk, models.UUIDField)
            for row in rows
        ]

    def again(self, lead: User) -> Day:
        passed = timezone.now() - self.began
        fresh: dict = {old: uuid4() for old in self.ids}
        numbers: dict[type[models.Model], dict] = {User: {self.lead: lead.pk}}
        for model, rows in self.rows:
            old = [row[model._meta.pk.attname] for row in rows]
            new = [model(**dict(_moved(model, row, passed, fresh, numbers))) for row in rows]
            model._base_manager.bulk_create(new)
            numbers[model] = {number: instance.pk for number, instance in zip(old, new, strict=True)}
        day = Day(Session.objects.get(pk=fresh[self.session]), lead)
        people = day.session.participants.in_bulk()
        for name, number in self.people.items():
            day.people[name] = people[fresh[number]]
            day.people[name].session = day.session
        return day


def _moved(model, row: dict, passed: timedelta, fresh: dict, numbers: dict) -> Iterator[tuple[str, object]]:
    """The fields of a row as they are to be written this time."""
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if isinstance(value, UUID):
            value = fresh.get(value, value)
        elif field.primary_key and isinstance(field, models.AutoField):
            continue
        elif field.is_relation:
            value = numbers.get(field.related_model, {}).get(value, value)
        elif isinstance(field, models.JSONField):
            value = _with_fresh_ids(value, fresh)
        elif isinstance(value, datetime) and field.name != "starts_at":  # the day begins when it was planned
            value += passed
        elif field.name == "code":
            value = codes.new()
        yield field.attname, value


def _with_fresh_ids(value: object, fresh: dict) -> object:
    text = json.dumps(value)
    for old, new in fresh.items():
        text = text.replace(str(old), str(new))
    return json.loads(text)


def kinds_of_rows(*, of_sessions: bool) -> list[type[models.Model]]:
    """What belongs to sessions, or to the library; each after those it points to."""
    library = ("reviews.lenses", "reviews.scenarios")
    waiting = [
        model
        for name in ("workshop", "reviews")
        for model in apps.get_app_config(name).get_models()
        if model is not User and model.__module__.startswith(library) != of_sessions
    ]
    ordered: list[type[models.Model]] = []
    while waiting:
        model = next(model for model in waiting if not (_pointed_at(model) - {model}).intersection(waiting))
        waiting.remove(model)
        ordered.append(model)
    return ordered


def _pointed_at(model: type[models.Model]) -> set[type[models.Model]]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}
