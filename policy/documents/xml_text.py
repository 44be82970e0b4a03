"""
XML of any kind: text, attributes, comments and instructions (XML 1.0). A document type is refused.

Nobody tells which elements stand inside a line, so an element with text of its own is one piece
with all that is in it; an element with elements only is as many pieces as they are. A value stands
behind the name of its element, because `wachtwoord` tells what `Herfst2025` is.
"""

from __future__ import annotations

import binascii
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
)
from policy.documents.xml_reader import Attributes, Names, read_xml

_TAG = 6
"""Effort of keeping what one tag says."""
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*encoding\s*=\s*[\"']([\w.:-]+)")
_LINES = frozenset({"p", "h", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "si"})
"""Elements that are a line of text wherever they are: of Word, PowerPoint, ODF and HTML."""
_SPACES = frozenset({"br", "tab", "cr", "s", "line-break"})
_FILES = frozenset({"binData", "binary-data", "binaryData"})
"""Files in base64: of Word 2003, flat ODF, flat OPC."""


def read_xml_text(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All that is in an XML document. Raises `UnreadError`."""
    found = _DECLARED.search(raw[:1024])
    text = text_of(raw, found[1].decode() if found else "")
    # What the declaration says of its charset no longer holds.
    plain = text[head.end() :] if (head := _DECLARATION.match(text)) else text
    spend_effort(budget, _TAG * plain.count("<"))
    collector, embedded = Collector(budget), Embedded()
    tree = _Tree(embedded)
    read_xml(plain.lstrip().encode("utf-8", "replace"), budget, Names({}, ()), tree)
    for line in tree.lines:
        collector.add(embedded.taken_from(line), Place(part=Part.BODY))
    for part, texts in tree.asides.items():
        for one in texts:
            collector.add(one, Place(part=part))
    embedded.read(budget, nested, collector)
    return Contents(format=Format.XML, pieces=tuple(collector.pieces))


@dataclass(frozen=True, slots=True)
class _Line:
    """All text of an element that has some of its own."""

    label: str
    text: str

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


type _Part = str | _Line | list[_Part]
"""Text between elements, an element that is a line, an element of elements."""


@dataclass(slots=True)
class _Element:
    name: str
    parts: list[_Part] = field(default_factory=list)
    has_text: bool = False
    has_elements: bool = False


class _Tree:
    """Hears the document."""

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded
        self._open = [_Element("")]
        self.asides: dict[Part, dict[str, None]] = {Part.COMMENT: {}, Part.PROPERTY: {}}

    @property
    def lines(self) -> Iterator[str]:
        return _lines(self._open[0].parts)

    def start(self, name: str, attributes: Attributes) -> None:
        self._open[-1].has_elements = True
        self._open.append(_Element(_local(name)))
        for key, value in attributes.items():
            told = self._embedded.address(value)
            self.asides[Part.PROPERTY][f"{_local(key)}: {told}" if told else _local(key)] = None

    def end(self, name: str) -> None:
        element = self._open.pop()
        outer = self._open[-1].parts
        if element.has_text or (element.name in _LINES and element.parts):
            if element.name in _FILES and self._is_file(element.parts):
                return
            is_value = not element.has_elements and element.name not in _LINES
            text = _joined(element.parts, is_line=element.name in _LINES)
            outer.append(_Line(element.name if is_value else "", text))
        elif element.parts:
            outer.append(element.parts)
        else:
            outer += [" "] if element.name in _SPACES else []
            self.asides[Part.PROPERTY].setdefault(element.name)

    def text(self, data: str) -> None:
        element = self._open[-1]
        if not data.isspace():
            element.has_text = True
        if element.has_text or element.parts:
            element.parts.append(data)

    def aside(self, data: str) -> None:
        self.asides[Part.COMMENT].setdefault(self._embedded.taken_from(data))

    def _is_file(self, parts: list[_Part]) -> bool:
        letters = "".join(_joined(parts, is_line=True).split())
        try:
            self._embedded.files.append(binascii.a2b_base64(letters, strict_mode=True))
        except (binascii.Error, ValueError):
            return False
        return True


def _joined(parts: list[_Part], *, is_line: bool) -> str:
    """The parts as one text. Inside a line there are no labels, and no other lines."""
    if is_line:
        return "".join(part.text if isinstance(part, _Line) else part for part in _flat(parts))
    return "".join(
        "\n".join(("", *_lines(part), ""))
        if isinstance(part, list)
        else part.text
        if isinstance(part, _Line)
        else part
        for part in parts
    )


def _lines(parts: list[_Part]) -> Iterator[str]:
    for part in _flat(parts):
        if text := str(part).strip():
            yield text


def _flat(parts: list[_Part]) -> Iterator[str | _Line]:
    waiting = [iter(parts)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif isinstance(part, list):
            waiting.append(iter(part))
        else:
            yield part


def _local(name: str) -> str:
    return name.rpartition(":")[2]
