"""
The shape that almost every row and every shared string has, taken apart without an XML parser.

Half of the time that a large sheet takes goes into hearing expat's events one by one. Rows and
strings that are written in the usual way, to the letter, are taken by a regular expression; each
other one is heard by expat, alone, in the same surroundings. So nothing is guessed: what is not
exactly of the usual shape is never taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_DECLARATION = re.compile(
    r'\ufeff?(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?'
    r'(?: standalone="(?:yes|no)")?\s*\?>)?\s*'
)
_ROOT = re.compile(r'<(?P<name>worksheet|sst)(?: [\w:.\-]+="[^"<>]*")*\s*>')
_SPACE = ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ROW = re.compile(r'\s*<row(?P<attributes>(?: [\w:.\-]+="[^"<&]*")*)>')
_NUMBER = re.compile(r' r="(\d{1,9})"')
_HIDDEN = re.compile(r' hidden="(?!(?:0|false|off)")')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d{1,6})")?(?: t="(s|n|str|b|e)")?'
    r"(?:/>|>(?:<f>([^<&]+)</f>)?<v>([^<&]*)</v></c>)"
)
_STRING = re.compile(r'\s*<si><t(?: xml:space="preserve")?>([^<]*)</t>')
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});|)")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MANY_ENTITIES = 1_000
_SAMPLE, _MOST_ODD = 400, 40
"""Among the first items so many may have another shape; else expat is quicker for all."""

type PlainCell = tuple[str, str, str, str, str]
"""Letters of the column, style, type, formula and value; empty for what is not there."""


class PlainRow(NamedTuple):
    number: int | None
    is_hidden: bool
    cells: list[PlainCell]


class PlainPart[Item](NamedTuple):
    """A part without its items, and these: in the usual shape, or XML for expat to hear."""

    outer: bytes
    items: Iterator[Item | bytes]


def plain_sheet(raw: bytes) -> PlainPart[PlainRow] | None:
    """The rows of a sheet; None for a part that expat should hear as a whole."""
    part = _taken_apart(raw, "<sheetData>", "</sheetData>", "</row>")
    if part is None or _is_odd(part.items, _row):
        return None
    return PlainPart(part.outer, _items(part, _row))


def plain_strings(raw: bytes) -> PlainPart[str] | None:
    """The same for a table of strings."""
    part = _taken_apart(raw, "", "</sst>", "</si>")
    if part is None or _is_odd(part.items, _string):
        return None
    return PlainPart(part.outer, _items(part, _string))


def _is_odd(items: list[str], read: Callable[[str], object]) -> bool:
    return sum(read(item) is None for item in items[:_SAMPLE]) > _MOST_ODD


def _items[Item](part: _Part, read: Callable[[str], Item | None]) -> Iterator[Item | bytes]:
    """Items that follow each other and have another shape are one part for expat."""
    odd: list[str] = []
    for text in part.items:
        item = read(text)
        if item is None:
            odd.append(text)
            continue
        if odd:
            yield part.wrapped(odd)
            odd.clear()
        yield item
    if odd or (part.last and not part.last.isspace()):
        yield part.wrapped(odd, part.last)


class _Part(NamedTuple):
    outer: bytes
    items: list[str]
    last: str
    opening: str
    end: str
    closing: str

    def wrapped(self, items: list[str], last: str = "") -> bytes:
        """A part with some of the items, and what stands behind them."""
        inner = "".join(f"{item}{self.end}" for item in items)
        return f"{self.opening}{inner}{last}{self.closing}".encode()


def _taken_apart(raw: bytes, opening: str, closing: str, end: str) -> _Part | None:
    # Comments, sections of raw text, instructions and alternatives are expat's.
    if b"<!" in raw or b"<mc:" in raw or b"\r" in raw or raw.count(b"<?") > raw.startswith(b"<?"):
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    declaration = _DECLARATION.match(text)
    root = _ROOT.match(text, declaration.end() if declaration else 0)
    if root is None or _SPACE not in root[0]:
        return None
    if text.count(closing) != 1 or (opening and text.count(opening) != 1):
        return None
    start = text.find(opening, root.end()) + len(opening)
    stop = text.rfind(closing)
    if start > stop:
        return None
    *items, last = text[start:stop].split(end)
    outer = f"{text[:start]}{text[stop:]}".encode()
    tail = closing if not opening else f"{closing}</{root['name']}>"
    return _Part(outer, items, last, root[0] + opening, end, tail)


def _row(item: str) -> PlainRow | None:
    if (head := _ROW.match(item)) is None:
        return None
    start = head.end()
    cells = _CELL.findall(item, start)
    # Every tag must be one of a cell's, and no text may stand between cells.
    tags = 1
    for cell in cells:
        tags += 6 if cell[3] else 4 if cell[4] else 1
    if tags != item.count("<") or not (start == len(item) or item[start] == "<"):
        return None
    for close in ("</c>", "/>"):
        if item.count(close) != item.count(f"{close}<") + item.endswith(close):
            return None
    told = head["attributes"]
    number = _NUMBER.search(told)
    is_hidden = "hidden" in told and _HIDDEN.search(told) is not None
    return PlainRow(int(number[1]) if number else None, is_hidden, cells)


def _string(item: str) -> str | None:
    if (found := _STRING.fullmatch(item)) is None:
        return None
    text: str = found[1]
    if (count := text.count("&")) == 0:
        return text
    if count > _MANY_ENTITIES:
        return None
    try:
        return _ENTITY.sub(_character, text)
    except ValueError:
        return None


def _character(entity: re.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    if name:
        return _ENTITIES[name]
    return chr(int(decimal or hexadecimal or "x", 10 if decimal else 16))
