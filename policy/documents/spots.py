"""
Where exactly in the pieces of a document a finding stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from policy.documents.interface import Piece
from policy.documents.judging import JoinedText
from policy.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """As much of a finding as one piece holds: `piece.text[start:end]`."""

    finding: Finding
    piece: Piece
    start: int
    end: int
    whole: str = field(repr=False)
    """All that the finding points at, also in the pieces beside this one."""


def spots(texts: Sequence[JoinedText], findings: Iterable[Finding]) -> tuple[Spot, ...]:
    """
    The spots of `findings` in reading order, where `finding.part` is the number of the text. A
    value over two cells or paragraphs is in two of them.
    """
    ordered = sorted(findings, key=lambda one: (one.part, one.start, one.end))
    return tuple(spot for one in ordered for spot in _spots(texts[one.part], one))


def _spots(text: JoinedText, finding: Finding) -> Iterator[Spot]:
    for at, piece in text.pieces_from(finding.start, finding.end):
        start = max(finding.start - at, 0)
        end = min(finding.end - at, len(piece.text))
        if start < end:
            whole = text.text[finding.start : finding.end]
            yield Spot(finding=finding, piece=piece, start=start, end=end, whole=whole)
