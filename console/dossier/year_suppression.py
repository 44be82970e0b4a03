"""
A year of months in which nobody can be found: what a month hides, the year must not give away.

Hidden counts are unknowns, and each figure that is shown (a month's total, a group's year) is an
equation between some of them. Seen as a graph with a line from its month to its group for each
hidden count, a count can be worked out exactly when its line is a bridge: when nothing else joins
its two ends. Groups whose year is hidden share one equation, so they are one point. No I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.dossier.suppression import K, Protected, protect, protect_further

_REST: Final = "\0rest"
_UNKNOWN: Final = -1
"""Months of which not even the total is shown: together they have one equation."""

type Line = tuple[int, str, str]
"""Month, end of the line (a group or the rest), and the group itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Twelve months and their sum, as they may be shown side by side."""

    months: Sequence[Protected]
    sums: Protected


def protect_year(
    months: Sequence[Mapping[str, int]],
    k: int = K,
    *,
    small: Collection[str] = (),
    order: Sequence[str] | None = None,
    base: Year | None = None,
) -> Year:
    """
    `months` with the same groups in each. Each month is protected on its own, as its own report
    was; the year hides what would undo that. `base` is the same year for readers who may see
    more: what that hides stays hidden.
    """
    shown = [
        protect(month, k, small=small, order=order)
        if base is None
        else protect_further(base.months[number], month, k, small=small, order=order)
        for number, month in enumerate(months)
    ]
    groups = list(dict.fromkeys(group for month in months for group in month))
    sums = {group: sum(month.get(group, 0) for month in months) for group in groups}
    hidden = set(small) | (base.sums.hidden if base else frozenset())
    while True:
        year = protect(sums, k, small=hidden, order=order)
        found = _bridge(shown, year)
        if found is None:
            lost = base is not None and base.sums.total is None
            return Year(months=shown, sums=_nothing(groups) if lost else year)
        if not (more := _neighbours(shown, found[0]) - year.hidden):
            # Only the year's total joins it: then that goes.
            return Year(months=shown, sums=_nothing(groups))
        hidden |= year.hidden | more


def _nothing(groups: Sequence[str]) -> Protected:
    return Protected(shown={}, rest=None, hidden=frozenset(groups), total=None)


def _lines(months: Sequence[Protected], year: Protected) -> list[Line]:
    return [
        (
            number if month.total is not None else _UNKNOWN,
            _REST if group in year.hidden else group,
            group,
        )
        for number, month in enumerate(months)
        # A rest of nought hides nothing, so it hides nothing else either.
        if month.rest != 0
        for group in sorted(month.hidden)
    ]


def _bridge(months: Sequence[Protected], year: Protected) -> Line | None:
    """A hidden count that the figures give away, or None."""
    if year.total is None:
        return None
    lines = _lines(months, year)
    for index, line in enumerate(lines):
        others = lines[:index] + lines[index + 1 :]
        if not _joined(line[0], line[1], others):
            return line
    return None


def _joined(month: int, end: str, lines: Sequence[Line]) -> bool:
    """Whether `lines` lead from `month` to `end`."""
    months, ends = {month}, set[str]()
    grew = True
    while grew:
        before = len(months) + len(ends)
        ends |= {point for number, point, _ in lines if number in months}
        months |= {number for number, point, _ in lines if point in ends}
        grew = len(months) + len(ends) > before
    return end in ends


def _neighbours(months: Sequence[Protected], month: int) -> set[str]:
    if month == _UNKNOWN:
        return {group for each in months if each.total is None for group in each.hidden}
    return set(months[month].hidden)
