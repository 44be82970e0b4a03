"""
Who speaks in a chat or a log, and lines that all begin with somebody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span

_TIME = r"\d{1,2} ?[:.hu] ?\d{2}(?::\d{2})?"
_NAME = r"[^\W\d_][\w'-]{1,24}(?: [^\W\d_][\w'.-]{0,24}){0,3}"
_SPEAKER = re.compile(
    rf"^[ \t>*]{{0,4}}[\[(](?:[\d/. -]{{4,12}},? )?{_TIME}[^\]\n)]{{0,12}}[\])] ?"
    rf"(?P<a>{_NAME}) ?:"
    rf"|^[ \t>*]{{0,4}}{_TIME},? {{1,3}}(?:- )?(?P<b>{_NAME}) ?:"
    rf"|^[ \t>*]{{0,4}}(?P<c>{_NAME}) {{1,3}}[\[(]?{_TIME}[\])]?(?= |:|$)",
    re.ASCII | re.MULTILINE,
)
_LINE = re.compile(
    rf"^[ \t]{{0,4}}(?:[-*>]|\d{{1,2}}[.)])?[ \t]{{0,2}}(?P<n>{_NAME})"
    r"(?P<s> ?[:=;|\t]| - | {1,3}\d|,)",
    re.ASCII | re.MULTILINE,
)
_FAMILIAR = re.compile(
    r" \((?:(?:groot)?(?:moeder|vader|mama|papa)|oma|opa|mama|papa|zus|broer|zoon|dochter|nonkel"
    r"|tante|tata|mami|bomma|bompa|oom|neef|nicht|buur\w*|partner|vriend\w*|stief\w+|plus\w+|mamie"
    r"|papy|maman|mere|pere|soeur|frere|oncle|voisine?|mum|dad|sister|brother|son|daughter|friend)\b"
)
_SCORE = 0.8
_UNLIKELY = (
    Is.WORD | Is.PLACE | Is.DATE | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PUBLIC
)
_MOST = 6
"""Lines between two that begin with the same sign and belong together, at most."""


def speakers(reading: Reading) -> Iterator[Span]:
    """`[09:14] Mo: ja`, `Karel 10:02 ok`, and `Threza (oma)`."""
    text = reading.sheet.folded
    if ":" in text or "\n" in text:
        starts = _starts(reading)
        for found in _SPEAKER.finditer(text):
            group = found.lastgroup or "a"
            yield from _named(reading, starts, *found.span(group))
    if "(" in text:
        for i in reading.words.capitals:
            word = reading.words[i]
            if not word.flags & _UNLIKELY and _FAMILIAR.match(reading.sheet.lowered, word.end):
                yield Span(i, i, _SCORE)


def _starts(reading: Reading) -> list[int]:
    return [reading.words.place(i)[0] for i in range(len(reading.words))]


def _named(reading: Reading, starts: list[int], start: int, end: int) -> Iterator[Span]:
    first, last = bisect_left(starts, start), bisect_left(starts, end) - 1
    if first > last or starts[first] != start:
        return
    words = reading.words[first : last + 1]
    plain = any(w.flags & _UNLIKELY and not w.flags & Is.FIRST for w in words)
    field = " ".join(w.lower for w in words) in reading.lists.fields
    if not plain and not field and (words[0].is_capital or words[0].flags & Is.FIRST):
        yield Span(first, last, _SCORE)


def parallel(reading: Reading, spans: Sequence[Span]) -> Iterator[Span]:
    """`Shira - geen vlees` among lines that begin with names and the same sign."""
    if reading.sheet.folded.count("\n") < 2:  # noqa: PLR2004 -- two others show the pattern
        return
    lines = list(_LINE.finditer(reading.sheet.folded))
    if len(lines) < 3:  # noqa: PLR2004 -- as above
        return
    starts = _starts(reading)
    known = {starts[span.first] for span in spans}
    signs = [line["s"].strip()[:1] if not line["s"][-1:].isdigit() else "0" for line in lines]
    sure = {n for n, line in enumerate(lines) if line.start("n") in known}
    for n, line in enumerate(lines):
        around = range(max(0, n - _MOST), min(len(lines), n + _MOST + 1))
        if n not in sure and sum(m in sure and signs[m] == signs[n] for m in around) > 1:
            yield from _named(reading, starts, *line.span("n"))
