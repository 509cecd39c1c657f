"""Querysets that are compiled once.

Django needs several times as long to build and compile a queryset as the database needs to answer it. A query that every post
makes is compiled when it is first made, and from then on only its values change (ADR 27).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler


def compiled[M: Model, Row](make: Callable[..., QuerySet[M, Row]]) -> Callable[..., list[Row]]:
    """Decorate a function that returns a queryset for some values; the result returns the rows.

    The function is called once for each number of values, with placeholders, so it may only pass them to filters. Values are
    UUIDs, texts and numbers, of the type of their column. `select_related`, `annotate` and `values_list` (as tuples) are
    supported, prefetches are not.
    """

    @cache
    def compiled_for(count: int) -> _Compiled:
        return _Compiled(make(*map(_Given, range(count))))

    @wraps(make)
    def found(*values: Any) -> list[Row]:
        return compiled_for(len(values)).ask(values)

    return found


class _Given(Expression):
    """The placeholder of a value that is given when the query is made."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler, connection) -> tuple[str, tuple]:
        return "%s", (self,)


class _Compiled:
    """The compiled SQL of a queryset and the converters of its columns, which Django otherwise computes each time."""

    def __init__(self, queryset: QuerySet) -> None:
        self._compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._params = self._compiler.as_sql()
        self._locks = queryset.query.select_for_update
        self._converters = self._compiler.get_converters([column for column, _sql, _alias in self._compiler.select])
        as_models = queryset._iterable_class is ModelIterable
        self._made_of: Callable[[list], Any] = _Models(queryset, self._compiler) if as_models else tuple

    def ask(self, values: Sequence[Any]) -> list:
        if self._locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("select_for_update() needs a transaction")
        params = [_as_stored(values[each.position]) if isinstance(each, _Given) else each for each in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return [self._made_of(row) for row in self._compiler.apply_converters(rows, self._converters)]


class _Models:
    """Makes models from rows, as Django's ModelIterable does."""

    def __init__(self, queryset: QuerySet, compiler: SQLCompiler) -> None:
        self._model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        self._fields = slice(fields[0], fields[-1] + 1)
        self._names = [column.target.attname for column, _sql, _alias in compiler.select[self._fields]]
        self._related = get_related_populators(compiler.klass_info, compiler.select, queryset.db, queryset._fetch_mode)  # type: ignore[attr-defined]
        self._annotations = compiler.annotation_col_map.items()

    def __call__(self, row: list) -> Model:
        made = self._model.from_db(connection.alias, self._names, row[self._fields])
        for related in self._related:
            related.populate(row, made)
        for name, position in self._annotations:
            setattr(made, name, row[position])
        return made


def _as_stored(value: Any) -> Any:
    """The value as the database stores it: SQLite has no type for UUIDs."""
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
