"""
OpenDocument files (odt, ods, odp and their templates: OASIS OpenDocument 1.3, parts 2 and 3).

The styles come first, for what they say about headers, footers, masters and what is hidden; then
the content, the pictures and objects where they are shown, and all other members of the package.
"""

from __future__ import annotations

import re
from dataclasses import replace

from policy.documents.attribute_reader import AttributeReader
from policy.documents.binaries import Binaries
from policy.documents.collector import Collector
from policy.documents.hidden_styles import HiddenStyles
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
from policy.documents.labels import is_label_property, labels_in_force
from policy.documents.odf_attributes import ODF
from policy.documents.odf_listener import Reference, Shared
from policy.documents.odf_names import odf_names
from policy.documents.odf_story import OdfStory
from policy.documents.package import Package
from policy.documents.xml_reader import Attributes, is_xml, read_xml

_MANIFEST = "META-INF/manifest.xml"
_PROPERTY = Place(part=Part.PROPERTY)
_PARTS = ("styles.xml", "content.xml", "meta.xml", "settings.xml")
_MIME = b"application/vnd.oasis.opendocument."
_WORDS = frozenset({"layout-cache"})
"""Numbers that only the program itself can use."""
_DRAWN = (".chart", ".formula")
_MAX_OBJECTS_IN_OBJECTS = 8
_PLAIN_NAME = re.compile(r"[A-Za-z_\-]{0,24} ?\d{0,6}(?:\.\w{1,6})?|[0-9A-Fa-f]{8,64}\.\w{1,6}")
"""Names of members that programs give."""


def read_odt(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text of a text document. Raises `UnreadError`."""
    return _OpenFile(raw, budget, nested).contents(Format.ODT)


def read_ods(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text of a workbook. Raises `UnreadError`."""
    return _OpenFile(raw, budget, nested).contents(Format.ODS)


def read_odp(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text of a presentation. Raises `UnreadError`."""
    return _OpenFile(raw, budget, nested).contents(Format.ODP)


class _OpenFile:
    """One ODF document being read."""

    def __init__(self, raw: bytes, budget: Budget, nested: Nested) -> None:
        self._budget = budget
        self._collector = Collector(budget)
        self._names = odf_names()
        self._package = Package(raw, budget)
        self._binaries = Binaries(self._collector, budget, nested)
        self._shared = Shared(self._collector, AttributeReader(ODF), self._binaries)
        self._unread = dict.fromkeys(self._package.names)
        self._kinds: dict[str, str] = {}
        self._objects = self._depth = 0
        self._custom: list[tuple[str, str]] = []
        if _MANIFEST in self._unread:
            manifest = _Manifest(self._shared, HiddenStyles(), _PROPERTY, Part.PROPERTY)
            read_xml(self._take(_MANIFEST), budget, self._names, manifest)
            self._kinds = manifest.kinds
        if "content.xml" not in self._package:
            raise UnreadError(Unread.BROKEN)
        if "mimetype" in self._unread and not self._take("mimetype").startswith(_MIME):
            raise UnreadError(Unread.BROKEN)

    def contents(self, format_: Format) -> Contents:
        pages = self._read_document("", Place(part=Part.BODY))
        for name in self._package.names:
            if name in self._unread:
                self._read_other(name)
        for note in self._package.notes:
            self._collector.add(note, Place(part=Part.HIDDEN))
        for name in self._package.names:
            if not _PLAIN_NAME.fullmatch(stem := name.rpartition("/")[2]):
                self._collector.add_once(stem, Place(part=Part.ATTACHMENT))
        labels = (*labels_in_force(self._custom), *self._binaries.labels)
        return Contents(
            format=format_,
            pieces=tuple(self._collector.pieces),
            pages=pages,
            labels=tuple(dict.fromkeys(labels)),
        )

    def _take(self, name: str) -> bytes:
        del self._unread[name]
        return self._package.read(name)

    def _read_document(self, folder: str, place: Place) -> int:
        """The document itself, or one inside it; the answer is its pages or sheets."""
        hidden = HiddenStyles()
        pages = 0
        for name in _PARTS:
            if f"{folder}{name}" not in self._unread:
                continue
            story = self._read_part(f"{folder}{name}", place, hidden)
            self._budget.spend("pages", story.pages + story.tables.sheets)
            pages += story.pages + story.tables.sheets
            for reference in story.references:
                self._read_reference(folder, reference)
        return pages

    def _read_part(self, name: str, place: Place, hidden: HiddenStyles) -> OdfStory:
        base = name.rpartition("/")[2]
        story: OdfStory
        if base == "meta.xml":
            story = _Meta(self._shared, hidden, self._custom)
        elif base == "settings.xml":
            story = OdfStory(self._shared, hidden, _PROPERTY, Part.PROPERTY)
        else:
            story = OdfStory(self._shared, hidden, place)
        if raw := self._take(name):
            read_xml(raw, self._budget, self._names, story)
        return story

    def _read_reference(self, folder: str, reference: Reference) -> None:
        target = f"{folder}{reference.target}"
        place = replace(reference.place, row=0, column=0)
        if target in self._unread:
            self._binaries.read(self._take(target), place)
        elif f"{target}/content.xml" in self._unread:
            self._read_object(f"{target}/", place)

    def _read_object(self, folder: str, place: Place) -> None:
        """A chart or a formula is drawn where it stands; a document has places of its own."""
        self._depth += 1
        if self._depth > _MAX_OBJECTS_IN_OBJECTS:
            raise UnreadError(Unread.TOO_DEEP)
        if self._kinds.get(folder, "").endswith(_DRAWN):
            self._read_document(folder, replace(place, part=Part.TEXT_BOX))
        else:
            mark = len(self._collector.pieces)
            self._read_document(folder, Place(part=Part.BODY))
            self._objects += 1
            self._collector.number(mark, self._objects)
        self._depth -= 1

    def _read_other(self, name: str) -> None:
        folder, _, base = name.rpartition("/")
        if base == "content.xml":
            self._read_object(f"{folder}/", Place(part=Part.HIDDEN))
        elif base in _PARTS:
            self._read_part(name, _PROPERTY, HiddenStyles())
        elif base in _WORDS:
            self._binaries.read_words(self._take(name), _PROPERTY)
        else:
            raw = self._take(name)
            if is_xml(raw):
                story = OdfStory(self._shared, HiddenStyles(), Place(part=Part.HIDDEN))
                read_xml(raw, self._budget, self._names, story)
            else:
                self._binaries.read(raw, Place(part=Part.TEXT_BOX))


class _Manifest(OdfStory):
    """Hears the list of members. Raises `UnreadError` (ENCRYPTED): part 2, 3.4."""

    def __init__(self, shared: Shared, hidden: HiddenStyles, place: Place, loose: Part) -> None:
        super().__init__(shared, hidden, place, loose)
        self.kinds: dict[str, str] = {}
        """Content types of members and folders."""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "manifest:encryption-data":
            raise UnreadError(Unread.ENCRYPTED)
        if name == "manifest:file-entry":
            path = attributes.get("manifest:full-path", "")
            self.kinds[path] = attributes.get("manifest:media-type", "")
        super().start(name, attributes)


class _Meta(OdfStory):
    """Hears what the document says about itself; what a person named, with its name."""

    def __init__(self, shared: Shared, hidden: HiddenStyles, custom: list[tuple[str, str]]) -> None:
        super().__init__(shared, hidden, _PROPERTY, Part.PROPERTY)
        self._custom = custom
        self._name = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "meta:user-defined":
            self._name = attributes.pop("meta:name", "")
        super().start(name, attributes)

    def tell_text(self, name: str, text: str) -> None:
        if name != "meta:user-defined":
            super().tell_text(name, text)
            return
        self._custom.append((self._name, text))
        if not is_label_property(self._name, text):
            self._collector.add(f"{self._name}: {text}", _PROPERTY)
