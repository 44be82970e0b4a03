"""
A suggestion for the severity of a leak of personal data, by ENISA's method of 2013.

SE = DPC x EI + CB: data processing context (1 to 4) times ease of identification (0.25 to 1), plus
the circumstances of the breach. How kinds map to them is our convention. It is a suggestion for the
DPO, who knows what no machine does: whose data it was, whether it was public already, whether there
was malice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from policy.finding import DataClass, Kind
from policy.incident import FindingCount, Forwarded

SIMPLE, FINANCIAL, SENSITIVE = 1, 3, 4
_CONTEXT = {
    Kind.IBAN: FINANCIAL,
    Kind.CARD_NUMBER: FINANCIAL,
    Kind.SPECIAL_SOCIAL: FINANCIAL,
    Kind.SPECIAL_HR: FINANCIAL,
}
_MANY_KINDS = 5
"""Of different personal data about somebody: a full file, such as a CV."""
_WITH_A_NAME = frozenset(
    {
        Kind.NATIONAL_NUMBER,
        Kind.EID_NUMBER,
        Kind.PASSPORT_NUMBER,
        Kind.ADDRESS,
        Kind.DATE_OF_BIRTH,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.IBAN,
        Kind.CARD_NUMBER,
        Kind.PUPIL_NUMBER,
    }
)
"""A name and one of these point at exactly one person."""
_DIRECT = _WITH_A_NAME | {Kind.PERSON, Kind.LICENCE_PLATE, Kind.HEALTH_PROVIDER_NUMBER}
NEGLIGIBLE, LIMITED, SIGNIFICANT, MAXIMUM = 0.25, 0.5, 0.75, 1.0
KNOWN_RECIPIENTS, UNKNOWN_RECIPIENTS = 0.25, 0.5


class Level(StrEnum):
    """ENISA's levels."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A score with what it was made of."""

    dpc: int
    ei: float
    cb: float

    @property
    def se(self) -> float:
        return self.dpc * self.ei + self.cb

    @property
    def level(self) -> Level:
        if self.se < 2:  # noqa: PLR2004 -- ENISA's bounds
            return Level.LOW
        if self.se < 3:  # noqa: PLR2004 -- as above
            return Level.MEDIUM
        return Level.HIGH if self.se < 4 else Level.VERY_HIGH  # noqa: PLR2004 -- as above


def suggest(
    findings: Iterable[FindingCount],
    forwarded: Forwarded,
    *,
    minors: bool = False,
    known_recipients: bool = False,
) -> Suggestion | None:
    """
    The severity of what left, by the kinds that were found in it; None where nothing left or
    no personal data was found: then there is no breach to score.

    `minors`: it was about children. `known_recipients`: a contract says who reads it and that
    nobody trains on it; a free chat has none. What was replaced by placeholders (`partly`) left
    nothing that identifies directly. "Unknown" counts as sent.
    """
    kinds = {f.kind for f in findings if f.kind.data_class is DataClass.PERSONAL}
    if not kinds or forwarded is Forwarded.NO:
        return None
    return Suggestion(
        dpc=_context(kinds, minors=minors),
        ei=NEGLIGIBLE if forwarded is Forwarded.PARTLY else _identification(kinds),
        cb=KNOWN_RECIPIENTS if known_recipients else UNKNOWN_RECIPIENTS,
    )


def _context(kinds: set[Kind], *, minors: bool) -> int:
    base = max(_CONTEXT.get(kind, SENSITIVE if kind.is_special else SIMPLE) for kind in kinds)
    more = [minors, len(kinds) >= _MANY_KINDS, Kind.NATIONAL_NUMBER in kinds and len(kinds) > 1]
    return min(SENSITIVE, base + sum(more))


def _identification(kinds: set[Kind]) -> float:
    if Kind.PERSON in kinds and kinds & _WITH_A_NAME:
        return MAXIMUM
    return SIGNIFICANT if kinds & _DIRECT else LIMITED
