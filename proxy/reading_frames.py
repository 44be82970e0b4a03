"""
The words between the gateway and the child that reads one document.

A request is one frame: the bytes of the document. An answer is many small frames of JSON, so that
the gateway checks a long one bit by bit and holds nothing that it has not checked: first a head,
`{"format", "pages", "labels"}` or `{"unread"}`; then lists of rows `[part, page, sheet, row,
column, member, text]`, where a row that is only a text goes on with the row before it; last
`{"end": rows with a place}`. The gateway believes none of it: lists are closed, sizes are capped,
text is Unicode without halves of characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from policy.documents.interface import (
    Contents,
    Format,
    Part,
    Piece,
    Place,
    Unread,
    UnreadError,
)
from proxy.detection_frames import FrameBuffer, FrameError, framed

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""Of one answer; the limits of the readers lie below it for everything but tables of millions."""
MAX_PIECES = 1_000_000
MAX_CHARACTERS = 10_000_000
MAX_FRAME = 256 * 1024
"""Bytes of one frame of an answer; checking one takes the event loop a few milliseconds."""

_BATCH = 16 * 1024
"""Characters after which a frame is full. UTF-8 and escapes make six bytes of one at most."""
_MAX_NUMBER = 1 << 31
_MAX_DEPTH = 16
_MAX_LABELS = 100
_MAX_LABEL = 1000
_FORMATS = {each.value: each for each in Format}
_PARTS = {each.value: each for each in Part}
_REASONS = {each.value: each for each in Unread}


def pack_contents(contents: Contents) -> Iterator[bytes]:
    """The frames of an answer. Raises `UnicodeEncodeError` for half a character."""
    head = {"format": contents.format, "pages": contents.pages, "labels": contents.labels}
    yield _packed(head)
    rows: list[Any] = []
    size = 0
    for row, length in _rows(contents.pieces):
        rows.append(row)
        size += length
        if size >= _BATCH:
            yield _packed(rows)
            rows, size = [], 0
    if rows:
        yield _packed(rows)
    yield _packed({"end": len(contents.pieces)})


def pack_unread(reason: Unread) -> bytes:
    return _packed({"unread": reason})


def _rows(pieces: Iterable[Piece]) -> Iterator[tuple[Any, int]]:
    """Rows, a long text in several, each with about its length."""
    for piece in pieces:
        at, text = piece.place, piece.text
        place = (at.part, at.page, at.sheet, at.row, at.column, at.member)
        yield (*place, text[:_BATCH]), len(text[:_BATCH]) + 40
        for start in range(_BATCH, len(text), _BATCH):
            yield text[start : start + _BATCH], _BATCH


def _packed(value: Any) -> bytes:
    return framed(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


class AnswerReader:
    """Puts one answer together while it comes in. What it was fed last may be incomplete."""

    def __init__(self) -> None:
        self.contents: Contents | None = None
        """Set once the answer is complete."""
        self._buffer = FrameBuffer(MAX_FRAME)
        self._bytes = self._characters = 0
        self._head: tuple[Format, int, tuple[str, ...]] | None = None
        self._pieces: list[Piece] = []
        self._place: Place | None = None
        """Of the piece that is not finished."""
        self._texts: list[str] = []

    def feed(self, data: bytes) -> None:
        """
        Check what came. Raises `UnreadError` when that is the answer, or when there is too much of
        it, and `FrameError` when it is none.
        """
        self._bytes += len(data)
        if self._bytes > MAX_ANSWER_BYTES:
            raise UnreadError(Unread.TOO_LARGE)
        for frame in self._buffer.feed(data):
            if self.contents is not None:
                raise FrameError("there is more after the end")
            self._take(_unpacked(frame))

    def _take(self, value: Any) -> None:
        match value:
            case {"unread": str(reason)} if self._head is None and reason in _REASONS:
                raise UnreadError(_REASONS[reason])
            case {"format": name, "pages": pages, "labels": labels} if self._head is None:
                self._head = (_format(name), _number(pages), _labels(labels))
            case [*rows] if self._head is not None:
                for row in rows:
                    self._row(row)
            case {"end": count} if self._head is not None:
                self._end(count)
            case _:
                raise FrameError("this is no answer")

    def _row(self, row: Any) -> None:
        if isinstance(row, str) and self._place is not None:
            self._texts.append(self._text(row))
            return
        match row:
            case [part, page, sheet, line, column, member, text]:
                self._finish()
                self._place = Place(
                    part=_part(part),
                    page=_number(page),
                    sheet=_number(sheet),
                    row=_number(line),
                    column=_number(column),
                    member=_member(member),
                )
                self._texts = [self._text(text)]
            case _:
                raise FrameError("this is no row")

    def _text(self, text: Any) -> str:
        self._characters += len(_whole(text))
        if self._characters > MAX_CHARACTERS:
            raise UnreadError(Unread.TOO_LARGE)
        return str(text)

    def _finish(self) -> None:
        if self._place is not None:
            self._pieces.append(Piece("".join(self._texts), self._place))
        if len(self._pieces) > MAX_PIECES:
            raise UnreadError(Unread.TOO_LARGE)

    def _end(self, count: Any) -> None:
        self._finish()
        if _number(count) != len(self._pieces) or self._head is None:
            raise FrameError("pieces are missing")
        name, pages, labels = self._head
        self.contents = Contents(
            format=name, pages=pages, labels=labels, pieces=tuple(self._pieces)
        )


def _unpacked(frame: bytes) -> Any:
    try:
        return json.loads(frame)
    except (ValueError, RecursionError):
        raise FrameError("this is no answer") from None


def _whole(text: Any) -> str:
    """JSON can write half a surrogate pair, which is no character for anybody else."""
    if not isinstance(text, str):
        raise FrameError("this is no text")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise FrameError("a text holds half a character") from None
    return text


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < _MAX_NUMBER:
        raise FrameError("this is no number of a place")
    return value


def _member(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > _MAX_DEPTH:
        raise FrameError("this is no member")
    return tuple(map(_number, value))


def _labels(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MAX_LABELS:
        raise FrameError("these are no labels")
    labels = tuple(map(_whole, value))
    if any(len(label) > _MAX_LABEL for label in labels):
        raise FrameError("a label is too long")
    return labels


def _format(value: Any) -> Format:
    if not isinstance(value, str) or value not in _FORMATS:
        raise FrameError("this is no format")
    return _FORMATS[value]


def _part(value: Any) -> Part:
    if not isinstance(value, str) or value not in _PARTS:
        raise FrameError("this is no part of a document")
    return _PARTS[value]
