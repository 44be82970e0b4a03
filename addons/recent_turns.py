"""
What somebody sent in the turns before: half a number then and half a number now make a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from addons.fair_memory import FairMemory
from addons.known_files import digest_of_pieces
from policy.text_ends import Ends, ends_of_turn

MAX_TURNS = 12
"""Of one client with one service."""
_MAX_TURNS_TOGETHER = 20_000
"""Some 30 MB; 120 MB where they are nothing but numbers."""
_LIFETIME = 15 * 60.0
"""Seconds. Words stay in memory no longer than somebody is busy with one question."""


@dataclass(frozen=True, slots=True)
class Row:
    """Whose turns belong together: one client's, to one service, in one way."""

    client: str = field(repr=False)
    service: str
    way: str = field(default="", repr=False)
    """Empty for all ways that a codec knows; else the place that nobody knows."""
    holder: str = field(default="", repr=False)
    """In whose share of the memory it counts (`Client.holder`); empty for the client's own."""


@dataclass(frozen=True, slots=True)
class _Turn:
    at: float
    conversation: bytes
    ends: Ends = field(repr=False)


@dataclass(slots=True)
class RecentTurns:
    """The ends of the latest turns as they left, in memory only, bounded in number and age."""

    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    max_turns: int = _MAX_TURNS_TOGETHER
    """Of all clients together; when there are too many, who has most forgets first."""
    _rows: FairMemory[bytes, bytes, tuple[_Turn, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._rows = FairMemory(self.now, _LIFETIME, self.max_turns)

    def before(self, row: Row, conversation: str) -> tuple[Ends, ...]:
        """
        Earlier turns, the latest last. A first turn has no id of its conversation yet, so it
        belongs to each.
        """
        asked = _key(conversation)
        return tuple(
            turn.ends
            for turn in self._lasting(_key(row.client, row.service, row.way))
            if not (turn.conversation and asked and turn.conversation != asked)
        )

    def sent(self, row: Row, conversation: str, parts: Sequence[Ends]) -> None:
        """Remember a turn as it left."""
        ends = ends_of_turn(parts)
        if not ends.tail.strip():
            return
        key = _key(row.client, row.service, row.way)
        turns = (*self._lasting(key), _Turn(self.now(), _key(conversation), ends))[-MAX_TURNS:]
        self._rows.put(_key(row.holder or row.client), key, turns, len(turns))

    def _lasting(self, key: bytes) -> Iterator[_Turn]:
        oldest = self.now() - _LIFETIME
        return (turn for turn in self._rows.get(key) or () if turn.at >= oldest)


def _key(*texts: str) -> bytes:
    """As long for every id: clients may write what they like. Empty for no text at all."""
    if not any(texts):
        return b""
    return digest_of_pieces(text.encode(errors="surrogatepass") for text in texts)
