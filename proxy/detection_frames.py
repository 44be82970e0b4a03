"""
The words between the gateway and a detection worker: length-prefixed messages, nothing to execute.

A request is binary, because its texts can be long: number, count, the length of each text, then
the texts. An answer is JSON, and the gateway believes none of it before it was checked.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Sequence
from typing import Any

from policy.finding import Finding, Kind

MAX_FRAME = 1 << 28
"""Bytes of one message, 256 MiB; the gateway lets nothing near that size through."""

_LENGTH = struct.Struct("!I")
_REQUEST = struct.Struct("!QI")
# A lone surrogate may come out of JSON on the wire; the detector must see the text as it is.
_CODEC = ("utf-8", "surrogatepass")
_KINDS = {kind.value: kind for kind in Kind}
_DETECTOR = re.compile(r"[A-Za-z0-9_.:/+-]{1,64}")
"""What a detector may be called: a name, and never a stretch of text."""


class FrameError(Exception):
    """The other side does not keep to the format. The message never quotes it."""


def framed(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


class FrameBuffer:
    """Collects bytes and gives back whole messages. Raises `FrameError` for one over `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        messages = []
        while len(self._held) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._held)
            if length > self._limit:
                raise FrameError("a message is too long")
            end = _LENGTH.size + length
            if len(self._held) < end:
                break
            messages.append(bytes(self._held[_LENGTH.size : end]))
            del self._held[:end]
        return messages


def pack_request(number: int, texts: Sequence[str]) -> bytes:
    encoded = [text.encode(*_CODEC) for text in texts]
    lengths = struct.pack(f"!{len(encoded)}I", *map(len, encoded))
    return framed(_REQUEST.pack(number, len(encoded)) + lengths + b"".join(encoded))


def unpack_request(payload: bytes) -> tuple[int, tuple[str, ...]]:
    """Number and texts. Raises `FrameError`."""
    try:
        number, count = _REQUEST.unpack_from(payload)
        lengths = struct.unpack_from(f"!{count}I", payload, _REQUEST.size)
        place = _REQUEST.size + _LENGTH.size * count
        texts = []
        for length in lengths:
            texts.append(payload[place : place + length].decode(*_CODEC))
            place += length
    except (struct.error, UnicodeDecodeError, MemoryError, OverflowError):
        raise FrameError("this is no request") from None
    if place != len(payload):
        raise FrameError("a request has another length than it says")
    return number, tuple(texts)


def pack_answer(number: int, findings: Iterable[Finding]) -> bytes:
    rows = [[f.kind.value, f.part, f.start, f.end, f.score, f.detector] for f in findings]
    return framed(json.dumps([number, rows], separators=(",", ":")).encode("ascii"))


def pack_failure(number: int, error: str) -> bytes:
    """The detector could not look; `error` is the name of a type."""
    return framed(json.dumps([number, error]).encode("ascii"))


def unpack_answer(payload: bytes, number: int, texts: Sequence[str]) -> tuple[Finding, ...] | str:
    """
    The findings in `texts`, or what kept the detector from looking.

    Raises `FrameError` unless this answers request `number` and every finding lies in its text.
    """
    try:
        answered, rows = json.loads(payload)
    except (ValueError, TypeError, RecursionError):
        raise FrameError("this is no answer") from None
    if answered != number or type(answered) is not int:
        raise FrameError("this answers another request")
    if isinstance(rows, str):
        return rows if rows.isidentifier() and len(rows) <= 64 else "unknown"  # noqa: PLR2004 -- a name's length
    if not isinstance(rows, list):
        raise FrameError("this is no list of findings")
    return tuple(_finding(row, texts) for row in rows)


def _finding(row: Any, texts: Sequence[str]) -> Finding:
    match row:
        case [str(kind), int(part), int(start), int(end), int() | float() as score, str(name)]:
            pass
        case _:
            raise FrameError("this is no finding")
    if kind not in _KINDS or not _DETECTOR.fullmatch(name) or not 0 <= score <= 1:
        raise FrameError("a finding has an unknown kind, name or score")
    if not 0 <= part < len(texts) or not 0 <= start < end <= len(texts[part]):
        raise FrameError("a finding lies outside its text")
    return Finding(kind=_KINDS[kind], part=part, start=start, end=end, score=score, detector=name)
