"""
The text of a part of an ODF document, in reading order (OpenDocument 1.3, part 3).

As with OOXML, text that stands in none of the elements that hold text comes out as hidden.
"""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

from policy.documents.attribute_reader import AttributeReader
from policy.documents.binaries import Binaries
from policy.documents.collector import Collector
from policy.documents.flow import Flow
from policy.documents.interface import Part, Place, Unread, UnreadError
from policy.documents.xml_reader import Attributes

_LOOSE = {
    **dict.fromkeys(("svg:title", "svg:desc"), Part.ALT_TEXT),
    **dict.fromkeys(("dc:creator", "meta:creator-initials", "number:text"), Part.PROPERTY),
    "presentation:header-decl": Part.HEADER,
    **dict.fromkeys(("presentation:footer-decl", "presentation:date-time-decl"), Part.FOOTER),
    "text:note-citation": Part.NOTE,
}
_MEASURED = ("dc:date", "meta:creation", "meta:edit", "meta:gen", "meta:print", "config:")
_MEASURE = re.compile(
    r"\s*(?:-?[\d.]+|true|false|\d{4}-\d\d-\d\d(?:T[\d:.,]+Z?)?|P(?:\d+D)?T?[\dHMS.,]+|[ivx]{1,6}"
    r"|(?:LibreOffice|OpenOffice|NeoOffice|Collabora|MicrosoftOffice)[^@]*|[A-Za-z]{1,24})\s*"
)
_SPACES = re.compile(r"[ \t\r\n]+")
_LONGEST_CITATION = 4
"""The number of a note, which is no text; it would run into the number in front of it."""
_OBJECTS = frozenset(
    {"draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"}
)
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|\\\\")


class Shared(NamedTuple):
    """What the parts of one document share."""

    collector: Collector
    attributes: AttributeReader
    binaries: Binaries


class Reference(NamedTuple):
    """A picture or an object that is shown at a place."""

    target: str
    place: Place


class Listener:
    """
    Hears one part and adds its texts to the collector.

    Raises `UnreadError`: ACTIVE for what would be fetched from outside and shown, BROKEN for
    data that does not decode.
    """

    def __init__(self, shared: Shared, place: Place, loose: Part) -> None:
        self._collector, self._attributes, self._binaries = shared
        self._loose_part = loose
        self.flow = Flow(self._collector, place)
        self._stack = [""]
        self._loose: list[str] = []
        self._formula: list[str] | None = None
        self._is_encoded = False
        self.references: list[Reference] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if self._loose:
            self._tell_loose()
        self._stack.append(name)
        self.open_element(name, attributes)
        if attributes:
            for part, text in self._attributes.texts(name, attributes):
                self._collector.add_once(text, self.flow.place(part))
            if "xlink:href" in attributes:
                self._refer(name, attributes["xlink:href"])

    def end(self, name: str) -> None:
        if self._loose:
            self._tell_loose()
        self._stack.pop()
        self.close_element(name)

    def open_element(self, name: str, attributes: Attributes) -> None:
        """What begins with this element."""

    def close_element(self, name: str) -> None:
        """What ends with it."""

    def text(self, data: str) -> None:
        name = self._stack[-1]
        if name in _LOOSE or not (self.flow.paragraphs and name.startswith("text:")):
            self._loose.append(data)
            return
        data = _SPACES.sub(" ", data)
        if not self.flow.paragraphs[-1].runs:
            data = data.lstrip(" ")
        if data:
            self.flow.write(data)

    def aside(self, data: str) -> None:
        self._collector.add_once(data, self.flow.place(Part.HIDDEN))

    def tell_text(self, name: str, text: str) -> None:
        """Text that stands in no paragraph."""
        if text.isspace() or (name.startswith(_MEASURED) and _MEASURE.fullmatch(text)):
            return
        if name == "text:note-citation" and len(text) <= _LONGEST_CITATION:
            return
        self._collector.add(text, self.flow.place(_LOOSE.get(name, self._loose_part)))

    @property
    def above(self) -> str:
        """The element around the present one."""
        return self._stack[-2]

    def _tell_loose(self) -> None:
        text = "".join(self._loose)
        self._loose.clear()
        name = self._stack[-1]
        if name == "office:binary-data":
            self._binaries.read(_decoded(text), self.flow.place())
        elif self._is_encoded:
            self._binaries.read_words(_decoded(text), self.flow.place())
        elif self._formula is not None:
            self._formula.append(text.strip())
        else:
            self.tell_text(name, text)

    def open_item(self, attributes: Attributes) -> None:
        self._is_encoded = attributes.get("config:type") == "base64Binary"

    def close_item(self) -> None:
        self._is_encoded = False

    def open_formula(self, _: Attributes) -> None:
        self._formula = []

    def close_formula(self) -> None:
        self._collector.add(" ".join(filter(None, self._formula or ())), self.flow.place())
        self._formula = None

    def _refer(self, name: str, target: str) -> None:
        if _OUTSIDE.match(target):
            if name in _OBJECTS:
                raise UnreadError(Unread.ACTIVE)
        elif name in _OBJECTS or name == "draw:image":
            self.references.append(Reference(target.removeprefix("./"), self.flow.place()))


def _decoded(text: str) -> bytes:
    try:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except (binascii.Error, ValueError):
        raise UnreadError(Unread.BROKEN) from None
