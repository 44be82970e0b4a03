"""
Values whose pieces stand in several parts of a prompt, or in turns that left before it.

A detector reads parts as paragraphs of one text, and nobody's number is written over two
paragraphs, unless to get it through. Here the pieces are put together where check digits say that
they may be one, and a detector has the last word on what they make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy.finding import Finding
from policy.seam_look import Look
from policy.seam_numbers import numbers
from policy.seam_words import announced, words
from policy.text_ends import Ends, Piece

MOST_TEXTS = 32
"""The last so many parts are looked at; those before were, when they were the last ones."""
_TRIES = 3
"""A piece that so many values could be made of needs no more of them: one is enough to find it."""
_APART = "of"
"""Between what is looked at: a word ends every number and every list."""


@dataclass(frozen=True, slots=True)
class Seams:
    """What a detector should look at beside the parts themselves."""

    looks: tuple[Look, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Empty where nothing needs looking at, as for most prompts."""
        return tuple(text for look in self.looks for text in (look.text, _APART))

    def findings(
        self, found: Iterable[Finding], ordinary: Iterable[Finding]
    ) -> tuple[Finding, ...]:
        """
        What a detector `found` in `texts`, as findings in the prompt: one for each piece that is
        in it. What is inside an `ordinary` finding is no news.
        """
        placed = (
            finding
            for each in found
            if each.part % 2 == 0
            for finding in self.looks[each.part // 2].placed(each)
        )
        new = dict.fromkeys(placed)
        known: dict[int, list[Finding]] = {finding.part: [] for finding in new}
        for finding in ordinary:
            known.get(finding.part, []).append(finding)
        return tuple(f for f in new if not _is_inside(f, known[f.part]))


def seams_of(before: Sequence[Ends], texts: Sequence[Ends], first: int = 0) -> Seams:
    """
    What the pieces in `texts`, and in what went `before` them, might make together. `first` is
    the number of the part that `texts` begin with.
    """
    earlier = enumerate(before, -len(before))
    rows = [(at, ends) for at, ends in (*earlier, *enumerate(texts, first)) if ends.tail.strip()]
    if len(rows) < 2 or rows[-1][0] < 0:  # noqa: PLR2004 -- a seam has two sides
        return Seams(())
    return Seams(tuple(_enough((*numbers(rows), *words(rows), *announced(rows)))))


def _enough(looks: Iterable[Look]) -> Iterator[Look]:
    tried: Counter[tuple[int, Piece]] = Counter()
    for look in dict.fromkeys(looks):
        pieces = [placed for placed in look.pieces if placed[0] >= 0]
        if any(tried[placed] < _TRIES for placed in pieces):
            tried.update(pieces)
            yield look


def _is_inside(finding: Finding, known: Iterable[Finding]) -> bool:
    return any(other.start <= finding.start and finding.end <= other.end for other in known)
