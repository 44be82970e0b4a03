"""
SVG (W3C, SVG 2): the text in a drawing, what describes it, and the pictures in it.

Nothing here draws an SVG, so letters that were turned into curves cannot be read: a drawing that
has more of those than letters is refused (NO_TEXT). A script is refused (ACTIVE). What an address
leads to is not fetched; the address is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from policy.documents.charset import text_of
from policy.documents.collector import Collector
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
from policy.documents.svg_attributes import is_coloured, told_by
from policy.documents.xml_reader import Attributes, Names, read_xml

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*encoding\s*=\s*[\"']([\w.:-]+)")
_PARTS = {
    "text": Part.BODY,
    "title": Part.ALT_TEXT,
    "desc": Part.ALT_TEXT,
    "metadata": Part.PROPERTY,
    "style": Part.HIDDEN,
    "foreignObject": Part.TEXT_BOX,
}
_LINES = frozenset(
    # Elements of XHTML in a foreignObject, and of flowed text, that are a line of their own.
    {"p", "div", "li", "tr", "td", "th", "br", "h1", "h2", "h3", "h4", "flowPara", "flowRegion"}
)
_ADDRESSES = frozenset({"href", "src"})
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data:[^,]*(?:script|html))", re.IGNORECASE)
_SHAPES = frozenset({"path", "polygon", "polyline"})
_CURVES = re.compile("[CcQqSsTt]")
_LETTER_CURVES = 3
"""Curves in a path that may be a letter: an `o` has eight, an `l` has none."""
_FEW = 40
_FEW_USES = 8
_LETTERS_IN_A_ROW = 4


def read_svg(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text in a drawing. Raises `UnreadError`."""
    found = _DECLARED.search(raw[:1024])
    text = text_of(raw, found[1].decode() if found else "")
    plain = text[head.end() :] if (head := _DECLARATION.match(text)) else text
    drawing = _Drawing()
    raw = plain.lstrip().encode("utf-8", "replace")
    read_xml(raw, budget, Names({}, ()), drawing, typed=True)
    drawing.refuse_outlines()
    collector = Collector(budget)
    for told, part in drawing.told():
        collector.add(told, Place(part=part))
    for told, part in dict.fromkeys(drawing.asides):
        collector.add(told, Place(part=part))
    if not collector.pieces:
        for colour in drawing.colours:
            collector.add(colour, Place(part=Part.PROPERTY))
    drawing.embedded.read(budget, nested, collector)
    return Contents(format=Format.SVG, pieces=tuple(collector.pieces))


@dataclass(slots=True)
class _Run:
    """Letters in a text that stand together, and where the next ones begin."""

    text: str = ""
    starts_line: bool = False
    is_placed: bool = False


@dataclass(slots=True)
class _Text:
    """A text element, a title, a description."""

    part: Part
    height: str = ""
    """Its `y` and `transform`, by which the letters of a word are found together."""
    runs: list[_Run] = field(default_factory=lambda: [_Run()])

    def __str__(self) -> str:
        """Lines are lines; words that are placed one by one have a space between, letters none."""
        text = last = ""
        for run in self.runs:
            if run.starts_line and text:
                text = text.rstrip() + "\n" + run.text.lstrip()
            else:
                is_word = run.is_placed and min(len(last.strip()), len(run.text.strip())) > 1
                text += f" {run.text}" if is_word and not text[-1:].isspace() else run.text
            last = run.text
        return text.strip()


class _Drawing:
    """Hears the drawing. Raises `UnreadError` (ACTIVE)."""

    def __init__(self) -> None:
        self.embedded = Embedded()
        self.asides: list[tuple[str, Part]] = []
        self._texts: list[_Text] = []
        self._open: list[_Text | None] = [None]
        self._shapes = 0
        self._uses = 0
        self._colours: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        local = _local(name)
        told = {_local(key): value for key, value in attributes.items()}
        if local == "script":
            raise UnreadError(Unread.ACTIVE)
        for key, value in attributes.items():
            self._attribute(key, value)
        self._count(local, told)
        self._open.append(self._text_of(local, told))

    def end(self, name: str) -> None:
        self._open.pop()
        if (outer := self._open[-1]) is not None and _local(name) in _LINES:
            outer.runs.append(_Run(starts_line=True))

    def text(self, data: str) -> None:
        text = self._open[-1]
        if text is not None:
            text.runs[-1].text += data
        elif not data.isspace():
            self.asides.append((self.embedded.taken_from(data.strip()), Part.HIDDEN))

    def aside(self, data: str) -> None:
        self.asides.append((self.embedded.taken_from(data.strip()), Part.COMMENT))

    @property
    def colours(self) -> Iterable[str]:
        return dict.fromkeys(self._colours)

    def told(self) -> list[tuple[str, Part]]:
        """The texts in order; letters that were drawn one by one on a line are a word."""
        told: list[tuple[str, Part]] = []
        row: list[_Text] = []
        for text in [*self._texts, _Text(Part.HIDDEN)]:
            if row and (len(str(text)) != 1 or text.height != row[-1].height):
                told += _joined(row)
                row = []
            if len(str(text)) == 1:
                row.append(text)
            else:
                told.append((self.embedded.taken_from(str(text)), text.part))
        return told

    def refuse_outlines(self) -> None:
        """Raise `UnreadError` (NO_TEXT) where letters seem to be drawn as curves."""
        letters = sum(
            char.isalnum() for text in self._texts if text.part is Part.BODY for char in str(text)
        )
        if self._shapes > max(_FEW, letters) or self._uses > max(_FEW_USES, letters):
            raise UnreadError(Unread.NO_TEXT)

    def _attribute(self, name: str, value: str) -> None:
        key = _local(name)
        if key.lower().startswith("on") or (key in _ADDRESSES and _SCRIPT.match(value)):
            raise UnreadError(Unread.ACTIVE)
        if key in _ADDRESSES:
            is_inside = value.startswith("#")
            told = told_by("id", value[1:]) if is_inside else self.embedded.address(value)
        else:
            # What a stranger calls `fill` is not what SVG calls so.
            told = told_by(name, self.embedded.taken_from(value))
        if not told:
            self._colours += [value] if is_coloured(name, value) else []
            return
        self.asides.append((told, Part.PROPERTY))

    def _count(self, local: str, told: Attributes) -> None:
        if local in _SHAPES:
            self._shapes += len(_CURVES.findall(told.get("d", ""))) >= _LETTER_CURVES
        elif local == "use":
            self._uses += 1

    def _text_of(self, local: str, told: Attributes) -> _Text | None:
        outer = self._open[-1]
        part = _PARTS.get(local)
        if part is None and outer is not None:  # something in a text: another line, or not
            is_line = local in _LINES or "y" in told or told.get("dy", "0").strip("0. ") != ""
            outer.runs.append(_Run(starts_line=is_line, is_placed="x" in told or "dx" in told))
            return outer
        if part is None:
            return None
        text = _Text(part, told.get("y", "") + told.get("transform", ""))
        self._texts.append(text)
        return text


def _joined(row: list[_Text]) -> list[tuple[str, Part]]:
    if len(row) >= _LETTERS_IN_A_ROW:
        return [("".join(map(str, row)), row[0].part)]
    return [(str(text), text.part) for text in row]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
