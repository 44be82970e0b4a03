"""
Calendars and address cards: iCalendar (RFC 5545), vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350).

Every property is a line `NAME: value`, with the values of its parameters behind it. Pictures,
attachments and pages in a property are read as files.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

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
from policy.documents.mail_trace import apart
from policy.documents.markup import add_html

_LINE = 8
"""Effort of one property."""
_FOLD = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=[ \t]*\n[ \t]?")
_PRINTABLE = re.compile(r"[^:\n]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)"
    r"(?P<parameters>(?:;[^\":]*(?:\"[^\"]*\"[^\":]*)*)?):(?P<value>.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(r";([^\";]*(?:\"[^\"]*\"[^\";]*)*)")
_ESCAPED = re.compile(r"\\([nN\\;,:])")
_PARTS = re.compile(r"(?<!\\);")
_STRUCTURED = frozenset({"N", "ADR", "ORG"})
_NUMBERS = frozenset({"UID", "RELATED-TO", "X-WR-RELCALID", "X-MICROSOFT-CDO-UID"})
"""Properties that tell entries apart (RFC 5545, 3.8.4.7): `4711@agenda.example.be` is nobody's."""
_FILE_ENCODINGS = frozenset({"B", "BASE64"})
_ENCODINGS = _FILE_ENCODINGS | {"QUOTED-PRINTABLE", "8BIT", "7BIT"}


def read_calendar(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in a calendar. Raises `UnreadError`."""
    return _read(raw, Format.CALENDAR, budget, nested)


def read_card(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in one or more address cards. Raises `UnreadError`."""
    return _read(raw, Format.CARD, budget, nested)


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: dict[str, str] = field(repr=False)
    value: str = field(repr=False)


def _read(raw: bytes, kind: Format, budget: Budget, nested: Nested) -> Contents:
    text = text_of(raw)
    spend_effort(budget, _LINE * (text.count("\n") + text.count(";")))
    collector, embedded = Collector(budget), Embedded()
    asides: dict[tuple[str, Part], None] = {}
    for line in _lines(text):
        if found := _PROPERTY.fullmatch(line):
            one = _Property(found["name"].upper(), _parameters(found["parameters"]), found["value"])
            _add(one, budget, collector, embedded)
            for told in _parameter_texts(one):
                asides[told] = None
            asides[found["group"] or "", Part.PROPERTY] = None
        else:
            collector.add(embedded.taken_from(line), Place(part=Part.BODY))
    for aside, part in asides:
        collector.add(embedded.taken_from(aside), Place(part=part))
    embedded.read(budget, nested, collector)
    return Contents(format=kind, pieces=tuple(collector.pieces))


def _lines(text: str) -> Iterator[str]:
    """Content lines, unfolded (RFC 5545 3.1); quoted-printable ones as vCard 2.1 breaks them."""
    waiting: list[str] = []
    for line in _FOLD.sub("", text).splitlines():
        waiting.append(line)
        if not (line.rstrip().endswith("=") and _PRINTABLE.match(waiting[0])):
            yield "\n".join(waiting)
            waiting = []
    yield "\n".join(waiting)


def _parameters(text: str) -> dict[str, str]:
    """By name; vCard 2.1 leaves the names of some of them out."""
    found: dict[str, str] = {}
    for part in _PARAMETER.findall(text):
        name, equals, value = part.partition("=")
        if not equals:
            name, value = ("ENCODING" if name.upper() in _ENCODINGS else f"TYPE{len(found)}"), part
        key = name.strip().upper()
        found[f"{key}{len(found)}" if key in found else key] = value.replace('"', "")
    return found


def _add(one: _Property, budget: Budget, collector: Collector, embedded: Embedded) -> None:
    body = Place(part=Part.BODY)
    encoding = one.parameters.get("ENCODING", "").upper()
    if encoding in _FILE_ENCODINGS:
        embedded.files.append(_file(one.value))
        collector.add(one.name, body)
    elif one.parameters.get("FMTTYPE", "").lower() == "text/html":
        add_html(_unescaped(one.value), budget, collector, embedded)
    else:
        value = _decoded(one) if encoding == "QUOTED-PRINTABLE" else one.value
        told = embedded.taken_from(_told(one.name, value))
        collector.add(f"{one.name}: {told}" if told else one.name, body)


def _parameter_texts(one: _Property) -> Iterator[tuple[str, Part]]:
    for key, value in one.parameters.items():
        part = Part.ATTACHMENT if "FILENAME" in key else Part.PROPERTY
        yield f"{key}: {_unescaped(value)}", part


def _told(name: str, value: str) -> str:
    if name in _NUMBERS:
        return apart(_unescaped(value))
    if name not in _STRUCTURED:
        return _unescaped(value)
    parts = [_unescaped(part).strip() for part in _PARTS.split(value)]
    if name == "ADR":  # box; extended; street; place; region; code; country
        *before, place, region, code, country = (*parts, *([""] * (7 - len(parts))))
        parts = [*before, f"{code} {place}".strip(), region, country]
    if name == "N":  # family; given; additional; prefixes; suffixes
        family, given, *rest = (*parts, "", "")
        parts = [*rest[1:2], given, *rest[:1], family, *rest[2:]]
    return (" " if name == "N" else ", ").join(part for part in parts if part)


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _decoded(one: _Property) -> str:
    joined = _SOFT_BREAK.sub("", one.value)
    raw = quopri.decodestring(joined.encode("utf-8", "replace"))
    return text_of(raw, one.parameters.get("CHARSET", ""))


def _file(letters: str) -> bytes:
    try:
        return binascii.a2b_base64("".join(letters.split()), strict_mode=True)
    except (binascii.Error, ValueError):
        raise UnreadError(Unread.BROKEN) from None
