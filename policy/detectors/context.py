"""
Words around a number that say what it is, in Dutch, French and English at once.
"""

from __future__ import annotations

import re

from policy.detectors.families import Sheet

REACH = 60
"""Characters on either side that count as context."""


def words(*alternatives: str) -> re.Pattern[str]:
    """Any of these at the start of a word, over lower-cased ASCII: `geboren` also `geborene`."""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(alternatives)})", re.ASCII)


def whole_words(*alternatives: str) -> re.Pattern[str]:
    """Any of these as a word of its own."""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(alternatives)})(?![a-z])", re.ASCII)


def near(sheet: Sheet, span: tuple[int, int], hints: re.Pattern[str], reach: int = REACH) -> bool:
    """Whether one of `hints` stands before or after the span."""
    return before(sheet, span, hints, reach) or bool(hints.search(sheet.after(span[1], reach)))


def before(sheet: Sheet, span: tuple[int, int], hints: re.Pattern[str], reach: int = REACH) -> bool:
    return bool(hints.search(sheet.before(span[0], reach)))


def header(sheet: Sheet, span: tuple[int, int], hints: re.Pattern[str], reach: int = 2000) -> bool:
    """
    Whether the span stands in a cell of a table whose first lines hold one of `hints`.

    Rows share a separator (`|`, `;`, tab or comma); the block of rows ends at an empty line.
    """
    block = sheet.lowered[max(0, span[0] - reach) : span[0]]
    block = block[block.rfind("\n\n") + 1 :]
    lines = block.split("\n")
    if len(lines) < 2:  # noqa: PLR2004 -- a table has a row above this one
        return False
    for separator in ("|", ";", "\t", ","):
        if separator in lines[-1] or sheet.lowered[span[1] : span[1] + 1] == separator:
            return any(separator in line and hints.search(line) for line in lines[:-1])
    return False


def word_set(text: str) -> frozenset[str]:
    """The words of `text`: a list that fits the page."""
    return frozenset(text.split())
