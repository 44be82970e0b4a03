"""
Text as a reader would see it, with the way back: what hides between letters is taken out, and
escapes are decoded, while every position can still be told in the original.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from policy.detectors.digits import SPELLED, spoken

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
)
"""Zero-width, bidirectional, tag and variation characters, soft hyphens, control characters."""
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HIDDEN = re.compile(f"[{_INVISIBLE}]+|([^{_MARKS}{_INVISIBLE}])[{_MARKS}{_INVISIBLE}]*[{_MARKS}]+")
_HIDDEN_GATE = re.compile(f"[{_INVISIBLE}{_MARKS}]")
_CONTROLS = bytes(code for code in range(128) if _HIDDEN_GATE.match(chr(code)))
"""What of that is ASCII."""

_ESCAPE_GATE = re.compile(r"%[0-9A-Fa-f]{2}|&[#A-Za-z]|\\[uxUnrt]")
_ESCAPE = re.compile(
    r"(?P<path>(?:\\\\|(?<![A-Za-z])[A-Za-z]:\\)[A-Za-z0-9][^\s\"']*)"  # no escapes in there
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
    r"|(?P<entity>&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{2,8});)"
    r"|\\(?:u|x(?![0-9a-fA-F]{4})|U000)(?P<hex>(?<=u)[0-9a-fA-F]{4}|(?<=x)[0-9a-fA-F]{2}"
    r"|(?<=U000)[0-9a-fA-F]{5})"
    r"|\\(?P<white>[nrt])"
)


_SURROGATES = range(0xD800, 0xE000)
"""Halves of a character; alone they are none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the new text and where it came from."""

    at: int
    start: int
    end: int
    whole: bool
    """All of it stands for all of the source, as `@` for `%40`; else character by character."""


@dataclass(frozen=True, slots=True)
class Places:
    """Positions of a changed text, told in the text that it was made from."""

    pieces: tuple[Piece, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The source of `[start:end]`, which must not be empty."""
        first, last = self._piece(start), self._piece(end - 1)
        return (
            first.start if first.whole else first.start + start - first.at,
            last.end if last.whole else last.start + end - last.at,
        )

    def _piece(self, position: int) -> Piece:
        return self.pieces[bisect_right(self.pieces, position, key=lambda p: p.at) - 1]


def normalised(text: str) -> tuple[str, tuple[Places, ...]]:
    """
    The text to look at, and the ways back, last change first. Untouched text has none.

    Escapes are decoded once: what is encoded twice stays encoded.
    """
    ways: list[Places] = []
    # Most texts hold nothing of all this, and a look for one character is nearly free.
    if ("%" in text or "&" in text or "\\" in text) and _ESCAPE_GATE.search(text):
        text = _rewritten(text, _ESCAPE, _unescaped, ways)
    if _may_hide(text) and _HIDDEN_GATE.search(text):
        text = _rewritten(text, _HIDDEN, _revealed, ways)
    return text, tuple(reversed(ways))


def _may_hide(text: str) -> bool:
    if not text.isascii():
        return True
    return len(text.encode().translate(None, _CONTROLS)) < len(text)


def spoken_digits(text: str, ways: tuple[Places, ...]) -> tuple[str, tuple[Places, ...]]:
    """Normalised text with digits for long runs of digits in words, and the longer way back."""
    added: list[Places] = []
    text = _rewritten(text, SPELLED, lambda found: iter(spoken(found)), added)
    return text, (*added, *ways)


def original(start: int, end: int, ways: tuple[Places, ...]) -> tuple[int, int]:
    """Where `[start:end]` of the normalised text stands in the text as it was."""
    for way in ways:
        start, end = way.original(start, end)
    return start, end


type _Replacements = Callable[[re.Match[str]], Iterator[tuple[int, int, str]]]


def _rewritten(
    text: str, pattern: re.Pattern[str], replacements: _Replacements, ways: list[Places]
) -> str:
    out: list[str] = []
    pieces: list[Piece] = []
    read = written = 0
    for found in pattern.finditer(text):
        for start, end, new in replacements(found):
            if read < start:
                pieces.append(Piece(written, read, start, whole=False))
                out.append(text[read:start])
                written += start - read
            if new:
                pieces.append(Piece(written, start, end, whole=True))
                out.append(new)
                written += 1
            read = end
    if read < len(text):
        pieces.append(Piece(written, read, len(text), whole=False))
        out.append(text[read:])
    ways.append(Places(tuple(pieces)))
    return "".join(out)


def _revealed(found: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    # Marks on a letter belong to it: a span that ends there ends after them.
    yield found.start(), found.end(), found[1] or ""


def _unescaped(found: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    if found["percent"]:
        yield from _percent_decoded(found)
        return
    new = ""
    if found["entity"]:
        new = html.unescape(found[0])
    elif found["hex"]:
        code = int(found["hex"], 16)
        new = "" if code in _SURROGATES else chr(code)
    elif found["white"]:
        new = " " if found["white"] == "t" else "\n"
    if len(new) == 1:
        yield found.start(), found.end(), new


def _percent_decoded(found: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    try:
        decoded = unquote_to_bytes(found[0]).decode()
    except UnicodeDecodeError:
        return
    at = found.start()
    for char in decoded:
        end = at + 3 * len(char.encode())
        yield at, end, char
        at = end
