"""
The bodies of requests on their way to a verdict: how much of them is kept, each and all together.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable
from dataclasses import dataclass, field

from addons.stretches import Room
from policy.documents.interface import Unread, UnreadError

HELD = "promptwacht.held"
"""Key of a flow's `HeldBody` in `flow.metadata`; a flow without one is kept as mitmproxy would."""

_QUESTION = 16 * 1024
_CHAT = 256 * 1024
_UNANNOUNCED = 16 * 1024 * 1024
"""Bytes of a body that does not say how long it is; browsers say it of everything large."""
_ENDLESS = 16
"""How often its limit a body may be before we no longer wait for its end to answer."""


class BodyRoom:
    """
    Room for the bodies of all requests together. The first bytes of each have a room of their own,
    and so has the rest of a chat: a question goes on while chats fill theirs, and chats while files
    do. In each nobody has more than a share.
    """

    def __init__(self, limit: int) -> None:
        self._large = Room(limit)
        self.stages = (
            (_QUESTION, Room(limit // 2)),
            (_CHAT - _QUESTION, Room(limit - limit // 2)),
            (sys.maxsize, self._large),
        )
        """How many bytes of each request go to a room, in the order in which they come."""

    @property
    def large(self) -> int:
        """Bytes that are here now of large ones."""
        return self._large.taken

    @property
    def most(self) -> int:
        """Bytes of the largest body that there is room for when nobody else sends any."""
        size = 0
        for length, room in self.stages:
            if room.share < length:
                return size + room.share
            size += length
        return size


@dataclass(slots=True)
class HeldBody:
    """
    One body. What is too much is dropped, and the rest of it heard out: a browser that is still
    sending takes an early answer for a broken connection, and shows nothing of it.
    """

    room: BodyRoom = field(repr=False)
    """Of all requests together."""
    whose: Hashable = field(repr=False)
    """In whose share of the room it counts."""
    max_bytes: int
    is_read: bool = True
    """Whether anybody will look at it; a service that is shut is refused unread."""
    why_dropped: Unread | None = None
    _came: int = 0
    _taken: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.max_bytes = min(self.max_bytes, self.room.most)
        self._taken = [0] * len(self.room.stages)

    def add(self, size: int) -> bool:
        """Whether `size` more bytes are kept; if not, nothing is, and nothing will be."""
        self._came += size
        if not self.is_read or self.why_dropped:
            return False
        if self._came > self.max_bytes:
            self._drop(Unread.TOO_LARGE)
        else:
            self._make_room(self._came)
        return self.why_dropped is None

    def announce(self, length: str | None) -> None:
        """
        What a request says of its own length (`Content-Length`, RFC 9110, 8.6): too much is not
        kept to begin with, and without a word there is a lower limit.
        """
        if length is None:
            self.max_bytes = min(self.max_bytes, _UNANNOUNCED)
        elif self.is_read and length.isdecimal() and int(length[:20]) > self.max_bytes:
            self._drop(Unread.TOO_LARGE)

    def unpacked(self, size: int) -> bool:
        """Whether `size` bytes, which were made of it, are kept beside it; else nothing is."""
        if self.why_dropped is None:
            self._make_room(self._came + size)
        return self.why_dropped is None

    @property
    def is_endless(self) -> bool:
        return self._came > self.max_bytes * _ENDLESS

    def release(self) -> None:
        """Nothing of it is here any more. May be called again."""
        for stage, (_, room) in enumerate(self.room.stages):
            room.free(self.whose, self._taken[stage])
            self._taken[stage] = 0

    def _make_room(self, size: int) -> None:
        try:
            for stage, (length, room) in enumerate(self.room.stages):
                here = min(size, length)
                room.take(self.whose, here - self._taken[stage])
                self._taken[stage] = here
                size -= here
        except UnreadError as failure:
            self._drop(failure.reason)

    def _drop(self, why: Unread) -> None:
        self.why_dropped = why
        self.release()
