"""
XMP (ISO 16684-1): the packet of properties in a PDF or a picture.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from policy.documents.interface import Budget, Unread, UnreadError
from policy.documents.program_names import is_program
from policy.documents.xml_reader import Attributes, Names, read_xml

_MACHINE = re.compile(
    r"(?:xmp\.[a-z]?id|uuid|urn:uuid|adobe:docid:[a-z]+):[\w:-]*"  # versions of the document
    r"|[0-9A-Fa-f-]{32,36}"
    r"|\d{4}-\d\d-\d\dT[\d:.+Z-]*"  # dates
    r"|[\d./ -]{1,5}|true|false",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^<>]*>")
_LANGUAGE = "lang"


@dataclass(slots=True)
class Xmp:
    """What an XMP packet says: values by the local names of their properties."""

    properties: list[tuple[str, str]] = field(default_factory=list, repr=False)
    comments: list[str] = field(default_factory=list, repr=False)

    def texts(self) -> list[str]:
        """What people wrote, and not what programs count."""
        values = [value for key, value in self.properties if not is_program(key, value)]
        values += self.comments
        return [value for value in values if not _MACHINE.fullmatch(value)]


def read_xmp(packet: bytes, budget: Budget) -> Xmp:
    """
    The properties in a packet. One that is no XML is read as text between tags, because many a
    program writes it so; entities are not looked up in either. Raises `UnreadError` (TOO_LARGE).
    """
    hearing = _Hearing()
    body = packet.strip(b"\0 \t\r\n")
    try:
        read_xml(body, budget, Names({}, ()), hearing)
    except UnreadError as unread:
        if unread.reason is not Unread.BROKEN:
            raise
        return _as_text(body)
    return hearing.found


def _as_text(body: bytes) -> Xmp:
    wide = body[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = body.decode("utf-16" if wide else "utf-8", "replace")
    found = Xmp()
    lines = html.unescape(_MARKUP.sub(lambda tag: f"\n{_values(tag[0])}\n", text)).splitlines()
    found.properties = [("", line.strip()) for line in lines if line.strip()]
    return found


def _values(tag: str) -> str:
    return "\n".join(
        one or other for one, other in re.findall(r"=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    )


class _Hearing:
    """Hears a packet. The name of an item in a list is that of the list."""

    def __init__(self) -> None:
        self.found = Xmp()
        self._names = [""]
        self._texts: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self._flush()
        local = name.rpartition(":")[2]
        self._names.append(self._names[-1] if local in {"li", "Alt", "Bag", "Seq"} else local)
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if value.strip() and local != _LANGUAGE:
                self.found.properties.append((local, value.strip()))

    def end(self, name: str) -> None:
        self._flush()
        self._names.pop()

    def text(self, data: str) -> None:
        self._texts.append(data)

    def aside(self, data: str) -> None:
        # Comments; the packet's own marks and the addresses of namespaces are not somebody's text.
        if not data.startswith(("xpacket ", "http:", "https:", "adobe:", "adobe-xap", "xml ")):
            self.found.comments.append(data.strip())

    def _flush(self) -> None:
        if value := "".join(self._texts).strip():
            self.found.properties.append((self._names[-1], value))
        self._texts.clear()
