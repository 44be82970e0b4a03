"""
Where the sentence around a position begins and ends.
"""

from __future__ import annotations

import re

_END = re.compile(
    # The mark first, and then what stands before it: most characters are none.
    r"[.!?\n](?:(?<!\n)(?=[\s\"')\]]|$)"
    r"(?<!\b[a-z].)(?<!\bdhr.)(?<!\bmevr.)(?<!\bart.)(?<!\bnr.)|(?<=\n)\s*\n)"
)
_MAX = 400
"""A "sentence" without an end is cut here, so that a long text costs what it should."""


def sentence(lowered: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of `lowered[start:end]`; abbreviations such as `dhr.` do not end one."""
    begin = low = max(0, start - _MAX)
    for found in _END.finditer(lowered, low, start):
        begin = found.end()
    stop = _END.search(lowered, max(start, end - 1), min(len(lowered), end + _MAX))
    return begin, stop.start() if stop else min(len(lowered), end + _MAX)
