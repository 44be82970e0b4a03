"""
How bad it would have been: the severity of an attempt, 1 (low) to 4 (very high).

The scale follows the lexicon of kinds, not the person: it says nothing about who did it. A
formal ENISA score needs circumstances that only a human reviewer knows.
"""

from __future__ import annotations

from collections.abc import Iterable

from policy.finding import DataClass, Finding, Kind

LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4

_HIGH_IDENTIFIERS = frozenset(
    {Kind.EID_NUMBER, Kind.PASSPORT_NUMBER, Kind.IBAN, Kind.CARD_NUMBER, Kind.PUPIL_NUMBER}
)


def of_kind(kind: Kind) -> int:
    """The severity of one finding of `kind`."""
    if kind.is_special or kind is Kind.NATIONAL_NUMBER:
        return VERY_HIGH
    if kind.data_class is DataClass.SECURITY:
        return VERY_HIGH
    if kind.data_class is DataClass.CONFIDENTIAL or kind in _HIGH_IDENTIFIERS:
        return HIGH
    return LOW if kind is Kind.COMPANY_NUMBER else MEDIUM


def of_attempt(findings: Iterable[Finding]) -> int:
    """The severity of all findings together; low when there are none."""
    return max((of_kind(finding.kind) for finding in findings), default=LOW)
