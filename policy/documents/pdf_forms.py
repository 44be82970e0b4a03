"""
XFA: a form in XML beside, or instead of, the pages of a PDF (XML Forms Architecture 3.3).
"""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Pdf, Stream

from policy.documents.interface import Budget
from policy.documents.xml_reader import Attributes, Names, read_xml

_DATA = "datasets"
_FORMATTED = frozenset({"body", "p", "span", "b", "i", "html"})


def xfa_of(pdf: Pdf) -> list[Any]:
    """The streams with the form, in order: together they are one XML document."""
    form = pdf.Root.get("/AcroForm")
    found = form.get("/XFA") if isinstance(form, Dictionary) else None
    if isinstance(found, Stream):
        return [found]
    return [one for one in found if isinstance(one, Stream)] if isinstance(found, Array) else []


def read_xfa(packet: bytes, budget: Budget) -> list[str]:
    """Captions, values, options, scripts. Raises `UnreadError` (BROKEN) for what is no XML."""
    hearing = _Hearing()
    read_xml(packet.strip(b"\0 \t\r\n"), budget, Names({}, ()), hearing)
    return hearing.texts


class _Hearing:
    """Hears the form. Attributes are names and sizes, but in the data they may be values."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._waiting: list[str] = []
        self._in_data = 0

    def start(self, name: str, attributes: Attributes) -> None:
        local = name.rpartition(":")[2]
        if local not in _FORMATTED:
            self._flush()
        if self._in_data or local == _DATA:
            self._in_data += 1
            self.texts += [value.strip() for value in attributes.values() if value.strip()]

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] not in _FORMATTED - {"p"}:
            self._flush()
        self._in_data -= bool(self._in_data)

    def text(self, data: str) -> None:
        self._waiting.append(data)

    def aside(self, data: str) -> None:
        if not data.startswith(("http:", "https:", "xml ")):
            self.texts.append(data)

    def _flush(self) -> None:
        if text := "".join(self._waiting).strip():
            self.texts.append(text)
        self._waiting.clear()
