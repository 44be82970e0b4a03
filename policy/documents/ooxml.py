"""
OOXML documents as a whole (ECMA-376 parts 1 and 2): which parts there are, what each of them
is, and that none is left unread.

A part is known by its role: what the part that refers to it says it is. Its content type is not
asked, so a part that lies about it is read all the same. Whatever has no role that is known is read
too: XML as hidden text, anything else as a file in the file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Final

from policy.documents.attribute_reader import AttributeReader
from policy.documents.binaries import Binaries
from policy.documents.collector import Collector
from policy.documents.compound import MAGIC
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
from policy.documents.labels import labels_of_office_file
from policy.documents.ooxml_attributes import OOXML
from policy.documents.ooxml_names import ooxml_names
from policy.documents.ooxml_properties import Properties
from policy.documents.ooxml_relations import CONTROL, PROPERTY_ROLES, WORDS_ROLES, Relations
from policy.documents.ooxml_story import Story
from policy.documents.package import Package
from policy.documents.sniff import is_file
from policy.documents.xml_reader import FlatHandler, Handler, is_xml, read_flat_xml, read_xml

LABEL_INFO = "docmetadata/labelinfo.xml"
_PLACES: Final = {
    "header": Part.HEADER,
    "footer": Part.FOOTER,
    **dict.fromkeys(("footnotes", "endnotes"), Part.NOTE),
    "comments": Part.COMMENT,
    "threadedComment": Part.COMMENT,
    **dict.fromkeys(
        ("glossaryDocument", "slideMaster", "slideLayout", "notesMaster", "handoutMaster"),
        Part.MASTER,
    ),
    **dict.fromkeys(
        (
            *("chart", "chartEx", "chartUserShapes", "diagramData", "diagramDrawing", "drawing"),
            *("vmlDrawing", "officeDocument", "slide", "worksheet"),
        ),
        Part.TEXT_BOX,
    ),
}
"""Where the text of parts stands that are no property; a reader of a format names the rest."""
_CHARTS = frozenset({"chart", "chartEx"})
_CONTENT_ELSEWHERE = frozenset(
    {"aFChunk", "subDocument", "oleObject", "package", "frame", "control", "slide", "worksheet"}
)
"""Roles whose text is the document's; outside of the file nobody can read it."""
_UNCLOSED_BREAK = re.compile(rb"<br\s*>", re.IGNORECASE)
_PLAIN_NAME = re.compile(
    r"(?:[A-Za-z_]{1,40}[-_]?\d{0,5}(?:_[0-9A-Fa-f]{1,8}){0,3}"
    r"|\[Content_Types\]|\{[0-9A-Fa-f-]{36}\})\.[A-Za-z0-9]{1,8}|"
)
"""Names of parts that programs give: "slide12.xml", "modernComment_100_0.xml"."""


class OfficeFile:
    """
    One OOXML document being read.

    Raises `UnreadError`: what `Package` and the parts say, BROKEN for what has no main part, ACTIVE
    where text of the document lies outside of it.
    """

    def __init__(self, raw: bytes, budget: Budget, nested: Nested) -> None:
        self.budget: Final = budget
        self.collector: Final = Collector(budget)
        self.names: Final = ooxml_names()
        self.attributes: Final = AttributeReader(OOXML)
        self.package: Final = Package(raw, budget)
        self._binaries = Binaries(self.collector, budget, nested)
        _check_names(self.package.names)
        self.relations: Final = Relations(self.package, budget, self.names)
        mains = self.relations.named("", "officeDocument")
        if not mains or not mains[0]:
            raise UnreadError(Unread.BROKEN)
        self.main: Final = mains[0]
        self._unread = dict.fromkeys(self.package.names)
        for name in self.relations.parts:
            del self._unread[name]
        self._unpacked: dict[str, bytes] = {}

    def is_unread(self, part: str) -> bool:
        return part in self._unread

    def take(self, part: str) -> bytes:
        """The data of a part, which is thereby read."""
        self._unread.pop(part, None)
        return self.package.read(part)

    def hear(self, part: str, handler: Handler) -> None:
        """Let a handler hear a part of XML."""
        read_xml(self.take(part), self.budget, self.names, handler)

    def hear_flat(self, raw: bytes, handler: FlatHandler) -> None:
        """The same for data with very many small elements."""
        read_flat_xml(raw, self.budget, self.names, handler)

    def read_story(
        self,
        part: str,
        place: Place,
        *,
        loose: Part = Part.HIDDEN,
        hidden_styles: Container[str | None] = (),
    ) -> None:
        """Read a part of text, and everything in it."""
        story = Story(
            self.collector, self.attributes, place, loose=loose, hidden_styles=hidden_styles
        )
        self.hear(part, story)

    def read_related(
        self, part: str, page: int = 0, sheet: int = 0, *, hidden: bool = False
    ) -> None:
        """
        Read what `part` refers to and nobody has read: drawings, charts, pictures, files; and
        what those refer to. They stand on the same page or sheet.
        """
        waiting = [part]
        while waiting:
            for relation in self.relations.of.get(waiting.pop(), ()):
                if relation.is_external or not self.is_unread(relation.target):
                    continue
                if relation.role in _PLACES and _PLACES[relation.role] is Part.MASTER:
                    continue
                waiting.append(relation.target)
                part_of = _PLACES.get(relation.role, Part.PROPERTY)
                place = Place(part=Part.HIDDEN if hidden else part_of, page=page, sheet=sheet)
                self.read_part(relation.target, place)

    def read_part(self, part: str, place: Place | None = None) -> None:
        """Read any part by its role, at `place` or where parts of that role stand."""
        role = self.relations.roles.get(part, "")
        raw = self.take(part)
        place = place or Place(part=_PLACES.get(role, Part.PROPERTY if role else Part.HIDDEN))
        if role == "font":
            self._binaries.read_font(raw)
        elif role in WORDS_ROLES and not is_file(raw):
            self._binaries.read_words(raw, place)
        elif role == CONTROL and (raw.startswith(MAGIC) or not is_file(raw)):
            self._binaries.read_control(raw, place)
        elif role == "image" or not is_xml(raw) or role == "aFChunk":
            self._binaries.read(raw, place)
        elif role in PROPERTY_ROLES:
            read_xml(raw, self.budget, self.names, Properties(self.collector))
        else:
            self._read_xml_part(raw, role, place)

    def contents(self, format_: Format, pages: int = 0) -> Contents:
        """Read all that is still unread, and hand everything over."""
        labels = self._read_about()
        for part in list(self._unread):
            self.read_part(part)
        self._read_names()
        return Contents(
            format=format_,
            pieces=tuple(self.collector.pieces),
            pages=pages,
            labels=tuple(dict.fromkeys((*labels, *self._binaries.labels))),
        )

    def _read_xml_part(self, raw: bytes, role: str, place: Place) -> None:
        if role == "vmlDrawing":
            # Excel leaves breaks open in the texts of its drawings, and reads them so.
            raw = _UNCLOSED_BREAK.sub(b"<br/>", raw)
        mark = len(self.collector.pieces)
        loose = place.part if role in _CHARTS or place.part is Part.PROPERTY else Part.HIDDEN
        story = Story(
            self.collector, self.attributes, place, loose=loose, everything=role == "customXml"
        )
        read_xml(raw, self.budget, self.names, story)
        if role == "diagramDrawing":  # the picture of a diagram, drawn from its data
            self.collector.say_once(mark)

    def _read_about(self) -> tuple[str, ...]:
        """Properties, addresses and names; the answer is the labels."""
        properties = Properties(self.collector)
        label_info: bytes | None = None
        for part in list(self._unread):
            role = self.relations.roles.get(part, "")
            if role in PROPERTY_ROLES:
                self.hear(part, properties)
            elif role == "classificationlabels" or part.lower() == LABEL_INFO:
                label_info = self.take(part)
                self._read_xml_part(label_info, role, Place(part=Part.PROPERTY))
        place = Place(part=Part.PROPERTY)
        for relation in (one for owned in self.relations.of.values() for one in owned):
            if relation.is_external:
                if relation.role in _CONTENT_ELSEWHERE:
                    raise UnreadError(Unread.ACTIVE)
                self.collector.add_once(relation.target, place)
        self._tell((*self.relations.asides, *self.package.notes), Part.HIDDEN)
        return labels_of_office_file(label_info, properties.custom, self.budget)

    def _read_names(self) -> None:
        """Names of parts that no program gives by itself."""
        stems = (name.rpartition("/")[2].removesuffix(".rels") for name in self.package.names)
        self._tell((one for one in stems if not _PLAIN_NAME.fullmatch(one)), Part.ATTACHMENT)

    def _tell(self, texts: Iterable[str], part: Part) -> None:
        for text in texts:
            self.collector.add_once(text, Place(part=part))


def _check_names(names: Iterable[str]) -> None:
    """Part names are the same in capitals (part 2, 7.3.1): two of one name are a trick."""
    folded = [name.lower() for name in names]
    if len(folded) != len(set(folded)):
        raise UnreadError(Unread.BROKEN)
