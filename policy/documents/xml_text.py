"""
XML of any kind: text, attributes, comments and instructions (XML 1.0). A document type that stands
in the document is refused; one that is only named is told, and never fetched.

Nobody tells which elements stand inside a line, so an element with text of its own is one piece
with all that is in it; an element with elements only is as many pieces as they are. A value stands
behind the name of its element, because `wachtwoord` tells what `Herfst2025` is.
"""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

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
from policy.documents.xml_reader import Attributes, Names, read_xml

_DIAGRAM = "diagram"
_TAG = 6
"""Effort of keeping what one tag says."""
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*encoding\s*=\s*[\"']([\w.:-]+)")
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.microsoft.com/office/word/2003/wordml": "w",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "s",
}
_LINES = frozenset({"w:p", "a:p", "text:p", "text:h", "s:si"})
"""Elements of office programs that are a line, in runs."""
_SPACES = frozenset({"w:br", "w:tab", "w:cr", "a:br", "text:tab", "text:s", "text:line-break"})
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
    tree = _Tree(budget, embedded)
    raw = plain.lstrip().encode("utf-8", "replace")
    read_xml(raw, budget, Names(_PREFIXES, ()), tree, typed=True)
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

    def __init__(self, budget: Budget, embedded: Embedded) -> None:
        self._budget = budget
        self._embedded = embedded
        self._open = [_Element("")]
        self.asides: dict[Part, dict[str, None]] = {Part.COMMENT: {}, Part.PROPERTY: {}}

    @property
    def lines(self) -> Iterator[str]:
        return _lines(self._open[0].parts)

    def start(self, name: str, attributes: Attributes) -> None:
        self._open[-1].has_elements = True
        self._open.append(_Element(name))
        for key, value in attributes.items():
            told = self._embedded.address(value)
            self.asides[Part.PROPERTY][f"{_local(key)}: {told}" if told else _local(key)] = None

    def end(self, name: str) -> None:
        element = self._open.pop()
        outer = self._open[-1].parts
        if element.has_text or (element.name in _LINES and element.parts):
            if self._is_file(_local(name), element.parts):
                return
            is_value = not element.has_elements and element.name not in _LINES
            text = _joined(element.parts, is_line=element.name in _LINES)
            outer.append(_Line(_local(name) if is_value else "", text))
        elif element.parts:
            outer.append(element.parts)
        else:
            outer += [" "] if element.name in _SPACES else []
            self.asides[Part.PROPERTY].setdefault(_local(name))

    def text(self, data: str) -> None:
        element = self._open[-1]
        if not data.isspace():
            element.has_text = True
        if element.has_text or element.parts:
            element.parts.append(data)

    def aside(self, data: str) -> None:
        self.asides[Part.COMMENT].setdefault(self._embedded.taken_from(data))

    def _is_file(self, name: str, parts: list[_Part]) -> bool:
        if name not in _FILES and name != _DIAGRAM:
            return False
        letters = "".join(_joined(parts, is_line=True).split())
        try:
            file = binascii.a2b_base64(letters, strict_mode=True)
            file = self._unpacked(file) if name == _DIAGRAM else file
        except (binascii.Error, ValueError, zlib.error):
            return False
        self._embedded.files.append(file)
        return True

    def _unpacked(self, packed: bytes) -> bytes:
        """A diagram of diagrams.net: XML, escaped as in addresses, deflated (RFC 1951)."""
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        most = self._budget.limits.characters
        file = unpacker.decompress(packed, most)
        if not unpacker.eof and len(file) == most:
            raise UnreadError(Unread.TOO_LARGE)
        return unquote_to_bytes(file)


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
