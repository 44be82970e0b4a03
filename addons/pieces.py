"""
What joins the pieces of a file: a list of their names, which may say any of them more than once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from addons.known_files import Piece
from policy.documents.interface import Unread, UnreadError

MAX_PIECES = 2_000
"""Of one file; what sends it in more has pieces of 12 kB at most."""
_LARGE = 1024 * 1024
"""Bytes that take milliseconds to join, in which others want an answer."""


def chosen(kept: Iterable[Piece], names: Sequence[str], max_bytes: int) -> list[Piece]:
    """
    The pieces that `names` lists, in its order. Raises `UnreadError`: TOO_LARGE where they would
    make a file of more than `max_bytes`, BROKEN where one of them never came.
    """
    if len(names) > MAX_PIECES:
        raise UnreadError(Unread.TOO_LARGE)
    places = {piece.name: piece for piece in kept}
    if not places.keys() >= set(names):
        raise UnreadError(Unread.BROKEN)
    listed = [places[name] for name in names]
    if size_of(listed) > max_bytes:
        raise UnreadError(Unread.TOO_LARGE)
    return listed


def size_of(pieces: Iterable[Piece]) -> int:
    """Bytes of all of them together."""
    return sum(piece.end - piece.start for piece in pieces)


async def join(held: bytes, pieces: Sequence[Piece]) -> bytes:
    """The file that `pieces` of `held` make; a large one is made beside the event loop."""
    if size_of(pieces) < _LARGE:
        return _join(held, pieces)
    return await asyncio.to_thread(_join, held, pieces)


def _join(held: bytes, pieces: Iterable[Piece]) -> bytes:
    view = memoryview(held)  # slices of it are no copies
    return b"".join(view[piece.start : piece.end] for piece in pieces)
