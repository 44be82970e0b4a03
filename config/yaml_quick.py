"""
The YAML that people usually write, read in a twentieth of the time by a parser in C.

It speaks YAML 1.1, so the types of words are told here as YAML 1.2 has them (`no` is a word), and
whatever both may read in two ways, refuse, or complain about is left to `yaml_exact`.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

try:
    from yaml._yaml import CParser
except ImportError:  # a PyYAML without the library in C
    CParser = None  # type: ignore[assignment,misc]  # typeshed has it always

from config.yaml_places import MAX_DEPTH, Loc, Mark, Reading, plain_value

_IN_TWO_WAYS = re.compile(
    r"[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|^%|^\.\.\.|[\[{,]\s*[?:]|[|>][-+0-9]*#",
    re.MULTILINE,
)
"""Tabs and odd line ends, directives, ends of documents, marks where a word could stand."""

_TYPES = (
    (
        "bool",
        "tTfF",
        re.compile(r"true|True|TRUE|false|False|FALSE"),
    ),
    (
        "float",
        "-+0123456789.",
        re.compile(
            r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
            r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)"
            r"|\.(?:nan|NaN|NAN)"
        ),
    ),
    (
        "int",
        "-+0123456789",
        re.compile(r"[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+"),
    ),
    ("null", "~nN", re.compile(r"~|null|Null|NULL")),
)
"""Type, first letters, whole words; YAML 1.2. Everything else is a word."""
_BY_LETTER = {
    letter: [(tag, words) for tag, letters, words in _TYPES if letter in letters]
    for letter in "".join(letters for _, letters, _ in _TYPES)
}
_BLOCKS = ("|", ">")


class UnusualError(Exception):
    """This document is for `yaml_exact`, to read or to refuse."""


def quickly_read(text: str) -> Reading:
    """What `text` says. Raises `UnusualError`."""
    if CParser is None or _IN_TWO_WAYS.search(text):
        raise UnusualError
    try:
        return _Quick(text).document()
    except (yaml.YAMLError, KeyError, ValueError):
        raise UnusualError from None


class _Quick:
    """Turns events into plain values, and keeps their marks."""

    def __init__(self, text: str) -> None:
        self._next = CParser(text).get_event
        self._reading = Reading()

    def document(self) -> Reading:
        self._next()  # of the stream
        event = self._next()
        if isinstance(event, StreamEndEvent):
            return self._reading
        if not isinstance(event, DocumentStartEvent) or event.version or event.tags:
            raise UnusualError
        self._reading.data = self._value(self._next(), ())
        self._next()  # of the document
        if not isinstance(self._next(), StreamEndEvent):
            raise UnusualError
        return self._reading

    def _value(self, event: Event | None, loc: Loc) -> Any:
        self._reading.values[loc] = _mark(event)
        if len(loc) > MAX_DEPTH or self._reading.is_too_much:
            raise UnusualError
        if isinstance(event, ScalarEvent):
            if event.style in _BLOCKS and (not loc or event.value.startswith("\n")):
                raise UnusualError  # how deep it is indented may be read in two ways
            return plain_value(_type_of(event), event.value)
        if not isinstance(event, MappingStartEvent | SequenceStartEvent) or _is_marked(event):
            raise UnusualError
        if isinstance(event, MappingStartEvent):
            return self._mapping(loc)
        return self._sequence(loc)

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or _is_marked(event) or event.value in mapping:
                raise UnusualError
            self._reading.keys[*loc, event.value] = _mark(event)
            mapping[event.value] = self._value(self._next(), (*loc, event.value))
        return mapping

    def _sequence(self, loc: Loc) -> list[Any]:
        sequence: list[Any] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            sequence.append(self._value(event, (*loc, len(sequence))))
        return sequence


def _is_marked(event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> bool:
    """Whether it has a tag, or a name that an alias may use."""
    return event.tag is not None or event.anchor is not None


def _type_of(event: ScalarEvent) -> str:
    if _is_marked(event):
        raise UnusualError
    if not event.implicit[0]:
        return "str"  # in quotes, or a block of text
    if not event.value:
        return "null"
    if event.value in {"<<", "="}:
        raise UnusualError
    for tag, words in _BY_LETTER.get(event.value[0], ()):
        if words.fullmatch(event.value):
            return tag
    return "str"


def _mark(event: Event | None) -> Mark:
    mark = event.start_mark if event is not None else None
    if mark is None:
        raise UnusualError
    return Mark(mark.line + 1, mark.column + 1)
