"""
A text that is made of pieces of others, to be looked at as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from policy.finding import Finding, Kind
from policy.text_ends import Ends, Piece

type Rows = Sequence[tuple[int, Ends]]
"""Texts with their numbers in the prompt; those of earlier turns are negative."""

CHECKED = frozenset(
    {
        Kind.NATIONAL_NUMBER,
        Kind.EID_NUMBER,
        Kind.IBAN,
        Kind.CARD_NUMBER,
        Kind.PAYMENT_REFERENCE,
        Kind.PHONE,
    }
)
"""What is known by its check digits or its number plan alone."""


@dataclass(frozen=True, slots=True)
class Look:
    """One text to look at, and where in the prompt what is found in it stands."""

    text: str = field(repr=False)
    pieces: tuple[tuple[int, Piece], ...]
    """Each with the number of its text."""
    kinds: frozenset[Kind]
    """All that is looked for."""
    announced_from: int | None = None
    """Where in `text` the one piece begins that is announced; None where all are one value."""

    def placed(self, found: Finding) -> Iterator[Finding]:
        """What was `found` in `text`, in the texts of the prompt."""
        if found.kind not in self.kinds:
            return
        if self.announced_from is not None:
            yield from self._in_announced(found, self.announced_from)
        elif self._needs_all(found):
            for part, piece in self.pieces:
                if part >= 0:
                    yield replace(found, part=part, start=piece.start, end=piece.end)

    def _in_announced(self, found: Finding, begin: int) -> Iterator[Finding]:
        part, piece = self.pieces[0]
        start, end = (piece.start + max(at - begin, 0) for at in (found.start, found.end))
        if start < end:
            yield replace(found, part=part, start=start, end=end)

    def _needs_all(self, found: Finding) -> bool:
        first, last = self.pieces[0][1], self.pieces[-1][1]
        is_from_first = found.start < len(first.value)
        return is_from_first and found.end > len(self.text) - len(last.value)
