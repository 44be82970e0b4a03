"""
Placeholders in a document itself: which characters of which lines make way for which.

A line is what text, cells and paragraphs have in common, so the formats are searched for lines
that say exactly what the reader read; what is found in them is replaced and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policy.documents.spots import Spot
from policy.redaction import Vault


class CannotReplaceError(Exception):
    """Something that was found cannot be replaced where it stands. The message holds no text."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """`placeholder` in the place of `line[start:end]`."""

    start: int
    end: int
    placeholder: str


@dataclass(slots=True)
class Lines:
    """The lines to change, by what they say; they remember which of them were met."""

    changes: dict[str, tuple[Replacement, ...]] = field(repr=False)
    met: set[str] = field(default_factory=set, repr=False)

    def of(self, line: str) -> tuple[Replacement, ...]:
        """What to replace in `line`, in order; nothing for most lines."""
        found = self.changes.get(line.strip("\r"), ())
        if found:
            self.met.add(line.strip("\r"))
        lead = len(line) - len(line.lstrip("\r"))
        return tuple(Replacement(r.start + lead, r.end + lead, r.placeholder) for r in found)

    def in_text(self, text: str) -> tuple[Replacement, ...]:
        """What to replace in a `text` of several lines."""
        told: list[Replacement] = []
        at = 0
        for line in text.split("\n"):
            told += [Replacement(r.start + at, r.end + at, r.placeholder) for r in self.of(line)]
            at += len(line) + 1
        return tuple(told)

    def written(self, text: str) -> str:
        """`text` with its placeholders."""
        return "".join(_pieces(text, self.in_text(text)))

    def check(self) -> None:
        """Raise `CannotReplaceError` when a line was nowhere in the document as it was read."""
        if self.met != set(self.changes):
            raise CannotReplaceError


def lines_to_change(found: Iterable[Spot], vault: Vault) -> Lines:
    """The lines of `found`; overlapping findings get one placeholder, of the longest of them."""
    by_line: dict[str, list[tuple[int, int, Spot]]] = {}
    for spot in found:
        for line, start, end in _in_lines(spot):
            by_line.setdefault(line, []).append((start, end, spot))
    return Lines({line: tuple(_united(stretches, vault)) for line, stretches in by_line.items()})


def _in_lines(spot: Spot) -> Iterator[tuple[str, int, int]]:
    at = 0
    for line in spot.piece.text.split("\n"):
        bare = line.strip("\r")
        lead = at + len(line) - len(line.lstrip("\r"))
        start, end = max(spot.start - lead, 0), min(spot.end - lead, len(bare))
        if start < end:
            yield bare, start, end
        at += len(line) + 1


def _united(stretches: list[tuple[int, int, Spot]], vault: Vault) -> Iterator[Replacement]:
    stretches.sort(key=lambda one: (one[0], -one[1]))
    start, end, longest = stretches[0]
    for next_start, next_end, spot in stretches[1:]:
        if next_start >= end:
            yield _replacement(start, end, longest, vault)
            start, end, longest = next_start, next_end, spot
            continue
        end = max(end, next_end)
        if spot.end - spot.start > longest.end - longest.start:
            longest = spot
    yield _replacement(start, end, longest, vault)


def _replacement(start: int, end: int, spot: Spot, vault: Vault) -> Replacement:
    return Replacement(start, end, vault.placeholder(spot.finding.kind, spot.whole))


def _pieces(text: str, replacements: Iterable[Replacement]) -> Iterator[str]:
    done = 0
    for one in replacements:
        yield text[done : one.start]
        yield one.placeholder
        done = one.end
    yield text[done:]
