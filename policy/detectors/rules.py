"""
A family made of rules: an exact pattern, and a function that weighs each of its matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy.detectors.families import Hits, Sheet, Trigger, Window
from policy.detectors.interface import Match
from policy.finding import Kind

type Weigh = Callable[[re.Match[str], Sheet], float]
"""How sure we are of a match, 0 to 1; 0 is "not this"."""

DIGIT = re.compile("[0-9]")
VALUE = "v"
"""The group that holds the value itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`pattern` over the folded text, in the windows of `trigger`, weighed by `weigh`."""

    kind: Kind
    trigger: str
    pattern: re.Pattern[str]
    weigh: Weigh
    trim: Callable[[str], str] | None = None
    """Cuts from the value's end what belongs to the sentence around it."""
    needs: re.Pattern[str] | None = None
    """Something quick to look for that every match holds: a window without it is skipped."""

    def skips(self, text: str, window: Window) -> bool:
        return self.needs is not None and self.needs.search(text, *window) is None


@dataclass(frozen=True, slots=True)
class RuleFamily:
    """A `Family` of rules that do not know of each other."""

    name: str
    triggers: Sequence[Trigger]
    rules: Sequence[Rule]
    more: Callable[[Sheet, Sequence[Match]], Iterable[Match]] | None = None
    """What the matches of all rules make certain beyond themselves."""

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        if self.more is None:
            yield from self._by_rules(sheet, hits)
        elif found := tuple(self._by_rules(sheet, hits)):
            yield from found
            yield from self.more(sheet, found)

    def _by_rules(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        for rule in self.rules:
            for window in hits.of(rule.trigger):
                if rule.skips(sheet.folded, window):
                    continue
                for found in occurrences(rule.pattern, sheet.folded, window):
                    if score := rule.weigh(found, sheet):
                        start, end = value_span(found)
                        if rule.trim is not None:
                            end = start + len(rule.trim(sheet.folded[start:end]))
                        yield Match(rule.kind, start, end, score, self.name)


def value_span(found: re.Match[str]) -> tuple[int, int]:
    """Where the value stands: the group `v`, else the group that matched last, else all of it."""
    return found.span(VALUE if VALUE in found.re.groupindex else (found.lastgroup or 0))


def occurrences(
    pattern: re.Pattern[str], text: str, window: Window, margin: int = 2
) -> Iterator[re.Match[str]]:
    """
    Matches that start in the window. One that comes within `margin` of its end is looked at
    again in the open text, because a pattern takes the end of a window for the end of the text.
    """
    latest = window.end - margin if window.end < len(text) else window.end
    for found in pattern.finditer(text, window.start, window.end):
        if found.end() > latest or value_span(found)[1] > latest:
            again = pattern.match(text, found.start())
            if again is not None:
                yield again
        else:
            yield found
