r"""
Google's streamed JSON: a line against script inclusion, then frames with their length in front.

`)]}'`, an empty line, and frames `<n>\n<json>\n`. The length n counts UTF-16 code units, as a
page's script counts its own strings, and includes the line ends before and after the JSON.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from addons.services.interface import UnreadableError
from addons.services.json_document import MAX_CHARS
from addons.services.refusals import compact

PREFIX: Final = ")]}'\n\n"
_WIDE: Final = "utf-16-le"
_UNIT: Final = 2
"""Bytes of a code unit."""
_LONGEST_HEAD: Final = 16
"""Code units within which the prefix, or a length and its line end, must be complete."""
_LENGTH: Final = re.compile(r"\n?([0-9]{1,9})(?=\n)")
_UNFINISHED_LENGTH: Final = re.compile(r"\n?[0-9]{0,9}")


def encode(values: Iterable[Any]) -> bytes:
    """A whole answer of these frames. Half a surrogate pair becomes a question mark."""
    return PREFIX.encode() + b"".join(frame(compact(value)) for value in values)


def frame(text: str) -> bytes:
    """One frame around a JSON text."""
    payload = f"\n{text}\n".encode(errors="replace")
    return f"{_units(payload.decode())}".encode() + payload


def decode(body: bytes) -> list[Any]:
    """
    The values of all frames in `body`. Raises `UnreadableError` for anything else, also for an
    answer that breaks off.
    """
    frames = Frames()
    texts = frames.feed(body)
    frames.close()
    with suppress(ValueError, RecursionError):
        return [json.loads(text) for text in texts]
    raise UnreadableError("not-json")


class Frames:
    """Takes an answer apart while it streams in; a frame comes out once it is complete."""

    __slots__ = ("_buffer", "_decoder", "_expected", "_has_begun")

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._buffer = bytearray()
        """In UTF-16, so that a length in code units is a length in bytes."""
        self._expected: int | None = None
        self._has_begun = False

    def feed(self, chunk: bytes) -> list[str]:
        """
        The JSON texts that are complete now, with the space around them.

        Raises `UnreadableError`: `not-utf8`, `not-frames` or `too-large`.
        """
        self._buffer += _decoded(self._decoder, chunk, final=False).encode(_WIDE)
        texts = []
        while (text := self._next()) is not None:
            texts.append(text)
        return texts

    def close(self) -> None:
        """Raises `UnreadableError` when the answer broke off within a frame."""
        _decoded(self._decoder, b"", final=True)
        if self._expected is not None or self._head().strip("\n") or not self._has_begun:
            raise UnreadableError("not-frames")

    def _next(self) -> str | None:
        if not self._has_begun and not self._begin():
            return None
        if self._expected is None:
            self._expected = self._length()
        if self._expected is None or len(self._buffer) < self._expected:
            return None
        payload = self._take(self._expected)
        self._expected = None
        with suppress(UnicodeDecodeError):  # the length ends amid a surrogate pair
            text = payload.decode(_WIDE)
            if text.startswith("\n") and text.endswith("\n"):
                return text
        raise UnreadableError("not-frames")

    def _begin(self) -> bool:
        head = self._head()
        if not head.startswith(PREFIX):
            if PREFIX.startswith(head):
                return False
            raise UnreadableError("not-frames")
        self._take(len(PREFIX) * _UNIT)
        self._has_begun = True
        return True

    def _length(self) -> int | None:
        """The length of the next frame in bytes, or None while it is not all there."""
        head = self._head()
        if found := _LENGTH.match(head):
            if int(found[1]) > MAX_CHARS:
                raise UnreadableError("too-large")
            self._take(found.end() * _UNIT)
            return int(found[1]) * _UNIT
        if _UNFINISHED_LENGTH.fullmatch(head):
            return None
        raise UnreadableError("not-frames")

    def _head(self) -> str:
        return self._buffer[: _LONGEST_HEAD * _UNIT].decode(_WIDE, errors="replace")

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> str:
    with suppress(UnicodeDecodeError):
        return decoder.decode(chunk, final)
    raise UnreadableError("not-utf8")


def _units(text: str) -> int:
    return len(text.encode(_WIDE)) // _UNIT
