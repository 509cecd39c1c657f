"""Reads the connected database without the names of its models, so that it can be compared before and after a migration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, connection
from django.db.models import Model

# Tables that a migration has renamed since a dump was stored: the name in the dump, and the name today.
RENAMED = {"reviews_release": "reviews_batchschedule"}
UNNAMED = re.compile(r"fk_\d+|__unnamed_constraint_\d+__")  # constraints of SQLite that have no name
WORDS = re.compile(r"\s|[^\x00-\x7f]")


@dataclass(frozen=True)
class Contents:
    keys: dict[str, set[tuple]]  # the primary keys of each table's rows
    words: set[str]  # every text of the product's tables that is more than a key: it has spaces, or is not in ASCII


def read() -> Contents:
    keys, words = {}, set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_primary_key_columns(cursor, table)
            keys[table] = set(_select(cursor, table, columns))
            if table.startswith(("workshop_", "reviews_")):
                words |= {text for column in _texts(cursor, table) for (text,) in _select(cursor, table, [column])}
    return Contents(keys, {text for text in words if text and WORDS.search(text)})


def lost(before: Contents, after: Contents) -> list[str]:
    """Rows and texts that are gone: a sentence for each table and for each text."""
    found = []
    for table, keys in before.keys.items():
        if missing := keys - after.keys.get(RENAMED.get(table, table), set()):
            found.append(f"{table} lost {len(missing)} of {len(keys)} rows")
    return found + [f"a text is gone: {text[:60]!r}" for text in sorted(before.words - after.words)]


def violations() -> list[str]:
    """Rows that break a constraint, and values that are not among the choices of their field."""
    found = [*_broken_constraints()]
    for app in ("workshop", "reviews"):
        for model in apps.get_app_config(app).get_models():
            found += _unknown_values(model)
    return found


def schema() -> set[tuple]:
    """Every column and every constraint, each with its table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {(table, *one) for table in tables for one in (*_columns(cursor, table), *_constraints(cursor, table))}


def _select(cursor, table: str, columns: list[str]) -> list[tuple]:
    quote = connection.ops.quote_name
    cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}")
    return cursor.fetchall()


def _texts(cursor, table: str) -> Iterator[str]:
    for column in connection.introspection.get_table_description(cursor, table):
        if connection.introspection.get_field_type(column.type_code, column) in ("CharField", "TextField"):
            yield column.name


def _columns(cursor, table: str) -> Iterator[tuple]:
    for column in connection.introspection.get_table_description(cursor, table):
        yield column.name, column.type_code, column.display_size, bool(column.null_ok), column.default


def _constraints(cursor, table: str) -> Iterator[tuple]:
    for name, given in connection.introspection.get_constraints(cursor, table).items():
        kinds = tuple(sorted(kind for kind in ("primary_key", "unique", "index", "check") if given[kind]))
        yield "" if UNNAMED.fullmatch(name) else name, tuple(given["columns"] or ()), kinds, given["foreign_key"]


def _broken_constraints() -> Iterator[str]:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield str(error)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            yield from (said for (said,) in cursor.fetchall() if said != "ok")
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            yield from (f"{name} is not validated" for (name,) in cursor.fetchall())


def _unknown_values(model: type[Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.choices:
            known = {value for value, _label in field.flatchoices} | {"", None}
            for value in set(model._base_manager.values_list(field.name, flat=True)) - known:
                yield f"{model._meta.label} has the {field.name} {value!r}"
