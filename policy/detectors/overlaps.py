"""
One answer where several families claim the same text.
"""

from __future__ import annotations

from collections.abc import Iterable

from policy.detectors.interface import Match
from policy.finding import CONFIDENTIAL_KINDS, SECURITY_KINDS, Kind

BROAD = frozenset(
    {kind for kind in Kind if kind.is_special}
    | {Kind.UNDECIDED_POLICY, Kind.PROCUREMENT, Kind.LEGAL_ADVICE, Kind.NETWORK_CONFIG}
)
"""Kinds that tell what a passage is about. They stand beside what is found inside it."""

NUMERIC = frozenset(
    {
        Kind.NATIONAL_NUMBER,
        Kind.EID_NUMBER,
        Kind.PASSPORT_NUMBER,
        Kind.IBAN,
        Kind.CARD_NUMBER,
        Kind.PHONE,
        Kind.DOSSIER_NUMBER,
        Kind.PUPIL_NUMBER,
        Kind.HEALTH_PROVIDER_NUMBER,
        Kind.PAYMENT_REFERENCE,
        Kind.COMPANY_NUMBER,
        Kind.DATE_OF_BIRTH,
        Kind.ACCESS_CODE,
    }
)
"""Digits can be read in many ways; among these the most certain reading wins."""

GRAVE = (SECURITY_KINDS | CONFIDENTIAL_KINDS) - BROAD - NUMERIC
"""What no placeholder cures: a name that is read into a password must not hide it."""


def united(matches: Iterable[Match]) -> tuple[Match, ...]:
    """
    `matches` in order, without doubles: overlaps of one kind become one match; of overlapping
    exact kinds the more certain (numbers) or the longer one stays, and the rest only where it
    sticks out. No character that was matched is lost.
    """
    found = set(matches)
    if not found:
        return ()
    # By the detector, too: of equal ones always the same stays, whatever order a set has today.
    ordered = sorted(found, key=lambda m: (m.start, -m.end, -m.score, m.kind, m.detector))
    broad = [match for match in ordered if match.kind in BROAD]
    exact = [match for match in ordered if match.kind not in BROAD]
    kept = [match for cluster in _clusters(exact) for match in _settled(cluster)]
    for kind in sorted({match.kind for match in broad}):
        kept += [_joined(c) for c in _clusters([m for m in broad if m.kind is kind])]
    return tuple(sorted(kept, key=lambda m: (m.start, m.end, m.kind)))


def _clusters(ordered: list[Match]) -> Iterable[list[Match]]:
    cluster: list[Match] = []
    end = -1
    for match in ordered:
        if cluster and match.start >= end:
            yield cluster
            cluster = []
        cluster.append(match)
        end = match.end if len(cluster) == 1 else max(end, match.end)
    if cluster:
        yield cluster


def _settled(cluster: list[Match]) -> list[Match]:
    """
    Winners first, then what of the others is not covered by a winner. Quadratic in the size of
    one cluster, which is a handful: a cluster ends where nothing overlaps any more.
    """
    if len(cluster) == 1:
        return cluster
    kept: list[Match] = []
    for match in sorted(cluster, key=_rank, reverse=True):
        same = [k for k in kept if k.kind is match.kind and _overlap(k, match)]
        if any(_covers(k, match) for k in kept):
            continue
        if same:
            match = _joined([match, *same])  # noqa: PLW2901 -- the match as it will be kept
            # Joined it may be worth more than what it now covers.
            beaten = [k for k in kept if _covers(match, k) and _rank(match) > _rank(k)]
            kept = [k for k in kept if k not in same and k not in beaten]
        kept.append(match)
    return kept


def _rank(match: Match) -> tuple[float, float, float]:
    length = match.end - match.start
    if match.kind in NUMERIC:
        return (1, match.score, length)
    if match.kind in GRAVE:
        return (3, length, match.score)
    # A name inside an address is part of the address; digits inside an e-mail, of the e-mail.
    return (2, length, match.score)


def _covers(one: Match, other: Match) -> bool:
    return one.start <= other.start and other.end <= one.end


def _overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(matches: list[Match]) -> Match:
    best = max(matches, key=lambda m: m.score)
    return Match(
        best.kind,
        min(m.start for m in matches),
        max(m.end for m in matches),
        best.score,
        best.detector,
    )
