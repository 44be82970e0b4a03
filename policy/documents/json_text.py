"""
JSON, and JSON by lines: every name, string and number, also in JSON that stands in a string.

RFC 8259 lets a name stand twice in one object; both are read. Numbers stay as they were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from policy.documents.charset import text_of
from policy.documents.collector import Collector
from policy.documents.effort import spend_effort
from policy.documents.embedded import Embedded
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.xml_reader import MAX_MARKS

MAX_DEPTH = 100
"""Values in values."""
_VALUE, _CONTAINER = 2, 6
"""Effort of one value, and of one object or list."""
_MAX_STRINGS = 3
"""JSON in strings in strings."""
_SPACE = re.compile(r"[\s\ufeff]*")
_BODY = Place(part=Part.BODY)

type _Value = str | bool | list[_Value] | tuple[tuple[str, _Value], ...] | None
"""Numbers are strings; an object is a tuple of its pairs."""

_DECODER = json.JSONDecoder(
    object_pairs_hook=tuple, parse_float=str, parse_int=str, parse_constant=str, strict=False
)


def read_json(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in a JSON text. Raises `UnreadError`."""
    collector, embedded = Collector(budget), Embedded()
    for text in json_texts(text_of(raw), budget):
        collector.add(embedded.taken_from(text), _BODY)
    embedded.read(budget, nested, collector)
    return Contents(format=Format.JSON, pieces=tuple(collector.pieces))


def json_texts(text: str, budget: Budget) -> list[str]:
    """What the objects and lists in `text` say, one text for each. Raises `UnreadError`."""
    spend_effort(budget, _effort(text))
    lines = _Lines(budget)
    try:
        for value in _values(text):
            lines.read(value)
    except (ValueError, RecursionError):
        raise UnreadError(Unread.BROKEN) from None
    return lines.texts


def is_json(text: str) -> bool:
    """Whether `text` is nothing but objects and lists of JSON, one or more."""
    if _effort(text) > MAX_MARKS:
        return True  # and one that will be refused
    try:
        return all(isinstance(value, (list, tuple)) for value in _values(text))
    except ValueError:
        return False
    except RecursionError:
        return True  # and one that will be refused


def _effort(text: str) -> int:
    values = text.count(",") + text.count(":")
    return _VALUE * values + _CONTAINER * (text.count("[") + text.count("{"))


def _values(text: str) -> Iterator[_Value]:
    at = _end_of_space(text, 0)
    while at < len(text):
        value, at = _DECODER.raw_decode(text, at)
        yield value
        at = _end_of_space(text, at)


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _Lines:
    """Writes values as lines, `name: value`: a label tells what a value is."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._lines: list[str] = []
        self.texts: list[str] = []

    def read(self, value: _Value) -> None:
        self._value("", value, 0, 0)
        self._end()

    def _value(self, name: str, value: _Value, depth: int, strings: int) -> None:
        if depth > MAX_DEPTH:
            raise UnreadError(Unread.TOO_DEEP)
        if isinstance(value, str) and (inner := self._inner(value, strings)) is not None:
            value, strings = inner, strings + 1
        if isinstance(value, (list, tuple)):
            if name:
                self._lines.append(name)
            self._end()
            pairs = value if isinstance(value, tuple) else (("", one) for one in value)
            for key, one in pairs:
                self._value(key, one, depth + 1, strings)
            self._end()
            return
        told = "" if value is None else str(value).lower() if isinstance(value, bool) else value
        self._lines.append(f"{name}: {told}" if name and told else name or told)

    def _inner(self, text: str, strings: int) -> _Value:
        if strings >= _MAX_STRINGS or text[:100].lstrip()[:1] not in {"{", "["}:
            return None
        spend_effort(self._budget, _CONTAINER + _effort(text))
        if not is_json(text):
            return None
        return list(_values(text))

    def _end(self) -> None:
        """An object or a list begins or ends; its own lines are one text."""
        if self._lines:
            self.texts.append("\n".join(self._lines))
            self._lines.clear()
