"""
What a harness is: a law about one reader, asked of whatever bytes a fuzzer makes up.

Two laws hold everywhere. A reader raises nothing but its declared errors. And no pass without
judgement: a marker that stands somewhere in what is sent is among the text that was read, or the
whole is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

MARKER = "Mieke Zx9 Aerts"
"""Nothing that a service would send by itself, and nothing that looks like an id."""
_BARE = "".join(MARKER.split())
_MAX_EDITS = 4


class LawBrokenError(AssertionError):
    """A reader let text pass that nobody would have judged, or changed what it should keep."""


@dataclass(frozen=True, slots=True)
class Harness:
    """One reader under test. `check` raises whatever is wrong, and returns when nothing is."""

    name: str
    check: Callable[[bytes], None]
    seeds: tuple[bytes, ...] = ()
    """Inputs to begin with; most harnesses need none, as they change valid examples."""


class Choices:
    """Decisions drawn from a fuzzer's bytes; zeros once they are used up."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def below(self, bound: int) -> int:
        """A number from 0 up to `bound`, which it never is; 0 where nothing is below."""
        return int.from_bytes(self.take(3)) % bound if bound > 0 else 0


def garbled(choices: Choices, body: bytes) -> bytes:
    """`body` after some cuts, doublings and strange bytes; often it is left whole."""
    for _ in range(choices.below(_MAX_EDITS)):
        at = choices.below(len(body) + 1)
        match choices.below(4):
            case 0:
                body = body[:at] + choices.take(choices.below(6)) + body[at:]
            case 1:
                body = body[:at] + body[at + choices.below(8) :]
            case 2:
                body = body[:at] + choices.take(1) + body[at + 1 :]
            case _:
                body = body[:at] + body[at : at + choices.below(64)] + body[at:]
    return body


def marked(choices: Choices, body: bytes) -> bytes:
    """`body` with the marker somewhere in it: in plain letters, or as JSON may escape them."""
    at = choices.below(len(body) + 1)
    spelt = MARKER
    if choices.below(3) == 1:
        spelt = "".join(f"\\u{ord(letter):04x}" for letter in MARKER)
    return body[:at] + spelt.encode() + body[at:]


def carries(body: bytes) -> bool:
    """Whether the marker stands in `body`, as it is or in a JSON text."""
    return MARKER.encode() in body or _in_json(body)


def _in_json(body: bytes) -> bool:
    try:
        # Of members with one name all count: who knows which of them the service takes.
        return holds(json.loads(body, object_pairs_hook=list))
    except (ValueError, RecursionError):
        return False


def holds(value: object) -> bool:
    """Whether the marker is among the texts of `value`, however deep."""
    match value:
        case str():
            return MARKER in value
        case list() | tuple():
            return any(map(holds, value))
        case _:
            return False


def demand_read(body: bytes, texts: list[str]) -> None:
    """Raise `LawBrokenError` where `body` carries the marker and no text of `texts` does."""
    if carries(body) and not any(_BARE in "".join(text.split()) for text in texts):
        raise LawBrokenError("text passes that nobody judged")
