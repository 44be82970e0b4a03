"""
Objects of other programs in RTF: the records around them, and Word's store of XML.
"""

from __future__ import annotations

import struct

from policy.documents.attribute_reader import AttributeReader
from policy.documents.binaries import Binaries
from policy.documents.collector import Collector
from policy.documents.compound import Compound
from policy.documents.interface import Budget, Nested, Part, Place, Unread, UnreadError
from policy.documents.ooxml_attributes import OOXML
from policy.documents.ooxml_names import ooxml_names
from policy.documents.ooxml_story import Story
from policy.documents.package import Package
from policy.documents.strings_in import strings_in
from policy.documents.xml_reader import is_xml, read_xml

_EMBEDDED = 2
_PROPERTY = Place(part=Part.PROPERTY)


def old_object(data: bytes) -> tuple[str, bytes, bytes]:
    """
    The names in an object of OLE 1.0 (MS-OLEDS 2.2.4, 2.2.5), its data, and what follows them.

    Raises `UnreadError` (BROKEN).
    """
    try:
        _, kind = struct.unpack_from("<LL", data)
        at = 8
        names = []
        for _ in range(3):  # class, topic, item; a link's topic is the file that it points to
            (size,) = struct.unpack_from("<L", data, at)
            names.append(data[at + 4 : at + 4 + size].rstrip(b"\0").decode("cp1252", "replace"))
            at += 4 + size
        if kind != _EMBEDDED:
            return "\n".join(filter(None, names)), b"", data[at:]
        (size,) = struct.unpack_from("<L", data, at)
    except struct.error:
        raise UnreadError(Unread.BROKEN) from None
    content = data[at + 4 : at + 4 + size]
    if len(content) != size:
        raise UnreadError(Unread.BROKEN)
    return "\n".join(filter(None, names)), content, data[at + 4 + size :]


def read_theme(data: bytes, budget: Budget, binaries: Binaries, collector: Collector) -> None:
    r"""Read the office theme that Word keeps in a document, a package (`\themedata`)."""
    names, attributes = ooxml_names(), AttributeReader(OOXML)
    package = Package(data, budget)
    for name in package.names:
        part = package.read(name)
        if is_xml(part):
            story = Story(collector, attributes, _PROPERTY, loose=Part.HIDDEN)
            read_xml(part, budget, names, story)
        else:
            binaries.read(part, _PROPERTY)


def read_store(data: bytes, budget: Budget, nested: Nested, collector: Collector) -> None:
    r"""Read the XML that a template or an add-in keeps in a document (`\datastore`)."""
    if not data:
        return
    store = Compound(data, budget)
    for path in store.streams:
        content = store.read(path)
        if is_xml(content):
            budget.spend("members", 1)
            collector.add_paid(nested(content, budget).pieces, 0)
        else:
            collector.add(strings_in(content), Place(part=Part.HIDDEN))
