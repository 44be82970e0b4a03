"""
Writing events: all of a batch in one statement, without the detours of a model's own saving.

Measured, that is the larger half of taking an event in; everything else goes through Django.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

from console.records.models import Event

_FIELDS = [field for field in Event._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 -- Django documents it
_values = attrgetter(*(field.attname for field in _FIELDS))
_COLUMNS = ", ".join(f'"{field.column}"' for field in _FIELDS)
_INSERT = f"INSERT INTO records_event ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(_FIELDS))})"  # noqa: S608 -- our own columns


def store(events: Sequence[Event]) -> None:
    """
    Save `events`, which are new; they do not learn their numbers. Raises Django's
    `DatabaseError`.
    """
    converters = _converters()
    rows = [_row(event, converters) for event in events]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)


def _row(event: Event, converters: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    row = list(_values(event))
    for index, convert in converters:
        if row[index] is not None:
            row[index] = convert(row[index])
    return row


def _converters() -> list[tuple[int, Callable[[Any], Any]]]:
    """By place: only times and JSON are something else in the store than in Python."""
    moment = connection.ops.adapt_datetimefield_value
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for index, field in enumerate(_FIELDS):
        if isinstance(field, models.JSONField):
            found.append((index, json.dumps))
        elif isinstance(field, models.DateTimeField):
            found.append((index, moment))
    return found
