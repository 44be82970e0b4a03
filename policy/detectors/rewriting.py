"""
A text with stretches of it replaced, and the way back to where everything stood.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

type Edit = tuple[int, int, str]
"""Start, end and what stands there from now on; in order, without overlap."""


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


def rewritten(text: str, edits: Iterable[Edit]) -> tuple[str, Places]:
    """`text` after `edits`, and the way back."""
    out: list[str] = []
    pieces: list[Piece] = []
    read = written = 0
    for start, end, new in edits:
        if read < start:
            pieces.append(Piece(written, read, start, whole=False))
            out.append(text[read:start])
            written += start - read
        if new:
            pieces.append(Piece(written, start, end, whole=True))
            out.append(new)
            written += len(new)
        read = end
    if read < len(text):
        pieces.append(Piece(written, read, len(text), whole=False))
        out.append(text[read:])
    return "".join(out), Places(tuple(pieces))


def original(start: int, end: int, ways: Iterable[Places]) -> tuple[int, int]:
    """Where `[start:end]` stands in the text as it was; the last change comes first."""
    for way in ways:
        start, end = way.original(start, end)
    return start, end
