"""
What a family of detectors is: what the prefilter looks for on its behalf, and how it decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from policy.detectors.interface import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """
    A cheap pattern for the prefilter. It must fire wherever its rule could match: a superset.

    Windows stretch `before` and `after` from the end of each hit, in code points.
    """

    name: str
    """Unique among all triggers of all families."""
    expression: str
    r"""Hyperscan syntax over folded (pure ASCII) text: no look-around, small bounded repeats."""
    caseless: bool = True
    before: int = 80
    after: int = 80
    once: bool = False
    """Whether it only says that there is something: one hit will do, its place means nothing."""
    digit: bool = False
    """Whether all that it matches holds a digit: it is not looked for in a text without one."""


class Sheet:
    """
    One text as the families see it. `plain`, `folded` and `lowered` have the same length:
    position i is the same character in all three, so that a match in one holds in the others.
    """

    def __init__(self, plain: str, folded: str) -> None:
        self.plain = plain
        """Invisible characters removed, escapes decoded, look-alikes and exotic digits mapped
        to the ordinary character; accents and case as typed."""
        self.folded = folded
        """`plain` mapped character by character to ASCII (é to e, a dash to -, nbsp to space)."""

    def __repr__(self) -> str:
        return f"Sheet({len(self.plain)} characters)"

    @cached_property
    def lowered(self) -> str:
        return self.folded.lower()

    def around(self, start: int, end: int, reach: int = 60) -> str:
        """Lower-cased ASCII context of a match: itself and `reach` characters on both sides."""
        return self.lowered[max(0, start - reach) : end + reach]

    def before(self, start: int, reach: int = 60) -> str:
        return self.lowered[max(0, start - reach) : start]

    def after(self, end: int, reach: int = 60) -> str:
        return self.lowered[end : end + reach]


class Window(NamedTuple):
    """
    Where a family has to look: `folded[start:end]`.

    A tuple: a long text has thousands, and a frozen dataclass is slow to make.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What the prefilter found in one text."""

    windows: Mapping[str, Sequence[Window]] = field(default_factory=dict)
    """Merged, in order, by the name of the trigger; a trigger that did not fire is absent."""
    terms: dict[str, Sequence[Any]] = field(default_factory=dict, compare=False, repr=False)
    """What term indexes have found in this text, by their names: several ask for the same."""

    def of(self, trigger: str) -> Sequence[Window]:
        return self.windows.get(trigger, ())


class Family(Protocol):
    """
    One family of detectors. `find` is a pure function that may be called from any thread.

    It raises when it could not look; it never returns less in silence.
    """

    @property
    def name(self) -> str:
        """What findings and metrics call it (`detector`)."""
        ...

    @property
    def triggers(self) -> Sequence[Trigger]:
        """A family is asked only when one of these fired; one without triggers, always."""
        ...

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterable[Match]:
        """
        Matches by position in the sheet. `earlier` is what the families before this one found,
        overlaps not yet united: their order is the engine's.
        """
        ...


def merged(spans: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Overlapping or touching spans, given in order of their start, as one window each."""
    start = end = -1
    for low, high in spans:
        if low > end >= 0:
            yield Window(start, end)
            start = low
        elif end < 0:
            start = low
        end = max(end, high)
    if end >= 0:
        yield Window(start, end)
