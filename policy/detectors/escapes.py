"""
Characters that were written as escapes of the web and of programs: `%40`, `&#64;`, `=40`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from urllib.parse import unquote_to_bytes

from policy.detectors.rewriting import Edit

_GATE = re.compile(r"%[0-9A-Fa-fu]{2}|&[#A-Za-z]|\\[uUxnrt0-3]|[Uu]\+[0-9A-Fa-f]{4}")
_LEGACY = "|".join(
    sorted((n for n in html5 if not n.endswith(";") and len(n) > 2), key=len, reverse=True)  # noqa: PLR2004 -- `&lt` and `&gt` would open tags
)
"""Names that browsers read without a semicolon."""
_ESCAPE = re.compile(
    # a path of Windows holds no escapes, unless all that follows is one
    r"(?P<path>(?:\\\\(?!u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|(?<![A-Za-z])[A-Za-z]:\\"
    r"(?!u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))[A-Za-z0-9][^\s\"']*)"
    r"|%u(?P<percent_u>[0-9a-fA-F]{4})"
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
    r"|&\#(?P<decimal>[0-9]{2,9});?|&\#[xX](?P<entity_hex>[0-9a-fA-F]{2,8});?"
    rf"|(?P<entity>&(?:[A-Za-z][A-Za-z0-9]{{1,30}};|(?:{_LEGACY})))"
    r"|\\{1,2}u\{?(?P<u>(?<=\{)[0-9a-fA-F]{1,6}(?=\})|(?<=u)[0-9a-fA-F]{4})\}?"
    r"|\\{1,2}x(?![0-9a-fA-F]{4})(?P<x>[0-9a-fA-F]{2})"
    r"|\\{1,2}U(?P<long>[0-9a-fA-F]{8})"
    r"|(?P<octal>(?:\\[0-3][0-7]{2}){3,})"
    r"|(?<![A-Za-z0-9])[Uu]\+(?P<point>[0-9a-fA-F]{4,5})(?![0-9a-fA-F])(?: (?=[Uu]\+))?"
    r"|\\(?P<white>[nrt])"
)
_CODES = ("percent_u", "decimal", "entity_hex", "u", "x", "long", "point")
_SURROGATES = range(0xD800, 0xE000)
"""Halves of a character; alone they are none."""
_LAST = 0x10FFFF
_TYPED = {"n": "\n", "r": "\n", "t": " "}


def edits(text: str) -> list[Edit]:
    """What each escape stands for, once: what is encoded twice stays encoded."""
    # Most texts hold nothing of all this, and a look for one character is nearly free.
    if not ("%" in text or "&" in text or "\\" in text or "+" in text) or not _GATE.search(text):
        return []
    return [edit for found in _ESCAPE.finditer(text) for edit in _decoded(found)]


def _decoded(found: re.Match[str]) -> Iterator[Edit]:
    start, end = found.span()
    if found["path"]:
        return
    if found["percent"]:
        yield from spread(start, 3, unquote_to_bytes(found[0]))
    elif found["octal"]:
        yield from spread(start, 4, bytes(int(code, 8) for code in found[0].split("\\")[1:]))
    elif (new := _character(found)) is not None:
        yield start, end, new


def _character(found: re.Match[str]) -> str | None:
    if found["white"]:
        return _TYPED[found["white"]]
    if found["entity"]:
        new = html5.get(found["entity"][1:], "")
        return new if len(new) == 1 else None
    name = next(name for name in _CODES if found[name])
    code = int(found[name], 10 if name == "decimal" else 16)
    return None if code in _SURROGATES or not 0 < code <= _LAST else chr(code)


def spread(start: int, width: int, raw: bytes) -> Iterator[Edit]:
    """Escaped bytes, `width` characters each, as the text that they are together."""
    try:
        decoded = raw.decode()
    except UnicodeDecodeError:
        return
    for char in decoded:
        end = start + width * len(char.encode())
        yield start, end, char
        start = end
