"""
Figures in which nobody can be found. No I/O.

A count from 1 to k - 1, and every count of a group with fewer than k members, is not shown but goes
into the rest. A rest from which a hidden count could be worked out is made larger by groups that
would have been shown: in an order that does not depend on the counts, or the choice itself would
tell something.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

K: Final = 5
K_PUBLISHED: Final = 10
"""For what leaves the organisation (domain rules 3.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A column of figures as it may be shown."""

    shown: Mapping[str, int]
    """Groups that stand alone, zeros among them."""
    rest: int | None
    """All hidden groups together; None where even that would tell something."""
    hidden: frozenset[str]
    total: int | None
    """None where even the sum of everything would tell something, such as one from 1 to k - 1."""


def protect(
    counts: Mapping[str, int],
    k: int = K,
    *,
    small: Collection[str] = (),
    order: Sequence[str] | None = None,
) -> Protected:
    """
    `counts` of groups that exclude each other, none below zero. `small` have fewer than k
    members. `order` is that in which groups are taken into the rest; left out, by name.
    """
    total = sum(counts.values())
    if 0 < total < k:
        return _nothing(counts)
    hidden = {group for group, count in counts.items() if group in small or 0 < count < k}
    for group in order or sorted(counts):
        if _is_safe([counts[each] for each in hidden], k):
            break
        hidden.add(group)
    safe = _is_safe([counts[each] for each in hidden], k)
    if total and not safe:
        # Everything is hidden by now, and its sum would still tell: one group, or all at a bound.
        return _nothing(counts)
    return Protected(
        shown={group: count for group, count in counts.items() if group not in hidden},
        rest=sum(counts[each] for each in hidden) if safe else None,
        hidden=frozenset(hidden),
        total=total,
    )


def protect_further(base: Protected, counts: Mapping[str, int], k: int, **more: Any) -> Protected:
    """
    The same `counts` for readers who may see less, with a larger `k`, such that they learn nothing
    new to whoever has seen `base`: what that hid stays hidden.
    """
    if base.total is None:
        return _nothing(counts)
    small = {*more.pop("small", ()), *base.hidden}
    return protect(counts, k, small=small, **more)


def _nothing(counts: Mapping[str, int]) -> Protected:
    return Protected(shown={}, rest=None, hidden=frozenset(counts), total=None)


def at_least(count: int, k: int = K) -> int | None:
    """A figure that stands alone: itself, or None where it is from 1 to k - 1."""
    return None if 0 < count < k else count


def _is_safe(hidden: Sequence[int], k: int) -> bool:
    """
    Whether the sum of `hidden` leaves each of them open: there is more than one, the sum is no
    small count itself, and it is not the sum of the least or of the greatest small counts. That
    nothing happened in a group may be told.
    """
    size, total = len(hidden), sum(hidden)
    if total == 0:
        return True
    return size > 1 and total >= k and total not in {size, size * (k - 1)}
