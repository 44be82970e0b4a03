"""
Names in company: columns of a table, values after a label, items of a list, and repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from policy.detectors.families import Sheet
from policy.detectors.names_lists import Is, NameLists
from policy.detectors.names_reading import Reading, Span

_SEPARATORS = ("|", ";", "\t", ",")
_MAX_HEADING = 40
_CELL = re.compile(
    r"[ \t\"'*]*(?P<v>[^\W\d_][^\d_;|\t\n\"@:=<>{}()\[\]]{0,60}?)"
    r"[ \t\"'*]*(?:\([^()]{0,30}\)[ \t\"'*]*)?",
    re.ASCII,
)
_LABEL = re.compile(
    r"(?<![a-z0-9_])(?P<label>[a-z][a-z_ -]{1,24}?)[\"']?"
    r"(?: ?\([a-z/ ]{1,12}\))? ?(?:=>|[:=]) ?[\"'>]?"
)
_LIST_GAP = re.compile(
    r"(?:, ?| ?; ?| / ?| (?:en|et|and|&) |, (?:en|et|and) |\s*\n[ \t]*(?:[-*]|\d+[.)])? *)"
)
_WITH_NOTE = re.compile(r"\s?\([^()\n]{1,40}\)")
_IS_LABEL = re.compile(r" ?[:=]")
_SCORE = 0.85
_REPEATED = 0.8
_SURE = 0.75
"""Less certain names do not make their neighbours names."""
_MIN_REPEATED = 3
_UNLIKE = -1.0
"""An unknown word that is spelt less like a name is none, in whatever company."""
_UNLIKELY = Is.TITLE | Is.DATE | Is.GREETING | Is.SIGN_OFF | Is.ROLE | Is.PUBLIC | Is.PLACE


def in_columns(sheet: Sheet, lists: NameLists) -> Iterator[tuple[int, int]]:
    """The cells under a heading such as `voornaam` or `leerling`, as positions in the text."""
    if "\n" not in sheet.folded:
        return
    at = 0
    columns: Sequence[int] = ()
    separator = ""
    for line in sheet.folded.split("\n"):
        if columns and separator in line:
            for start, end in _cells(line, separator, columns, lists):
                yield at + start, at + end
        else:
            separator, columns = _headings(line.lower(), lists)
        at += len(line) + 1


def _headings(line: str, lists: NameLists) -> tuple[str, Sequence[int]]:
    for separator in _SEPARATORS:
        if separator not in line:
            continue
        cells = line.split(separator)
        short = [cell.strip(" \t\"'*.:") for cell in cells if len(cell) <= _MAX_HEADING]
        if len(short) == len(cells):
            found = [n for n, cell in enumerate(short) if cell in lists.fields]
            if found:
                return separator, found
    return "", ()


def _cells(
    line: str, separator: str, columns: Sequence[int], lists: NameLists
) -> Iterator[tuple[int, int]]:
    at = 0
    for number, cell in enumerate(line.split(separator)):
        found = _CELL.fullmatch(cell)
        if (
            number in columns
            and found
            and len(found["v"]) > 1
            and not _is_nobody(found["v"], lists)
        ):
            yield at + found.start("v"), at + found.end("v")
        at += len(cell) + len(separator)


def _is_nobody(cell: str, lists: NameLists) -> bool:
    """`mama`, `nvt` and `onbekend` stand in columns of names too."""
    flags = lists.of(cell.lower())
    if flags & (Is.TITLE | Is.ROLE):
        return not flags & Is.NAME
    several = [lists.of(word) for word in cell.split()]
    if not cell.islower() or any(each & Is.NAME for each in several):
        return False
    ordinary = any(each & (Is.WORD | Is.ROLE) for each in several)
    return ordinary or any(_is_label(word, lists) for word in cell.split())


def _is_label(word: str, lists: NameLists) -> bool:
    """`rijksregister`: a compound that is spelt like one, so a label and nobody's name."""
    return lists.letters.likeness(word) < 0 and bool(lists.make_of(word))


def labelled(reading: Reading) -> Iterator[Span]:
    """What stands after `naam:`, `klant=` or `Prénom :`."""
    words, text = reading.words, reading.sheet.folded
    if ":" not in text and "=" not in text:
        return
    for i in words.capitals:
        if i == 0 or not words[i].opens or words[i].end - words[i].start < 2:  # noqa: PLR2004 -- a letter is no name
            continue
        gap = reading.gap(i - 1)
        if not (":" in gap or "=" in gap) or "\n" in gap:
            continue
        found = _LABEL.search(reading.sheet.lowered, max(0, words[i].start - 32), words[i].start)
        while found and found.end() < words[i].start:
            found = _LABEL.search(reading.sheet.lowered, found.end(), words[i].start)
        unlikely = words[i].flags & (Is.WORD | _UNLIKELY) and not words[i].flags & Is.NAME
        if found and _is_field(found["label"], reading.lists) and not unlikely:
            yield Span(i, reading.grown(i, loose=True), _SCORE)


def _is_field(label: str, lists: NameLists) -> bool:
    words = label.split()
    return any(" ".join(words[n:]) in lists.fields for n in range(len(words)))


def listed(reading: Reading, spans: Sequence[Span]) -> Iterator[Span]:
    """Doubtful names beside sure ones in a list: `Lowie, Nour, Amber`."""
    taken = {i for span in spans for i in range(span.first, span.last + 1)}
    queue = [
        span
        for span in spans
        # In company even a doubtful one is sure: "Ouchan, Desmedt en …".
        if span.score >= _SURE or any(i in taken for i in _neighbours(reading, span))
    ]
    while queue:
        span = queue.pop()
        for i in _neighbours(reading, span):
            if i in taken or not _likely(reading, i) or not _is_item(reading, i):
                continue
            new = Span(i, reading.grown(i), _SCORE)
            taken.update(range(i, new.last + 1))
            queue.append(new)
            yield new


def _neighbours(reading: Reading, span: Span) -> Iterator[int]:
    if span.last + 1 < len(reading.words) and _joins(reading, span.last):
        yield span.last + 1
    if span.first > 0 and _joins(reading, span.first - 1):
        yield span.first - 1
    if span.first > 1 and reading.words[span.first - 1].lower in {"en", "et", "and"}:
        yield span.first - 2
    after = span.last + 2
    if after < len(reading.words) and reading.words[after - 1].lower in {"en", "et", "and"}:
        yield after


def _joins(reading: Reading, i: int) -> bool:
    gap = reading.gap(i)
    if "\n" in gap and not _begins_line(reading, i):
        return False  # only what begins its line is an item of a list of lines
    return bool(_LIST_GAP.fullmatch(_WITH_NOTE.sub("", gap))) and "\n\n" not in gap


def _begins_line(reading: Reading, i: int) -> bool:
    """Whether the name or word that ends with word `i` begins its line."""
    while i > 0 and reading.touches(i - 1):
        i -= 1
    return i == 0 or "\n" in reading.gap(i - 1) or reading.words[i].opens


def _is_item(reading: Reading, i: int) -> bool:
    """An unknown word is an item only when the item begins with it."""
    return bool(reading.words[i].flags & Is.FIRST) or (
        i == 0
        or reading.words[i].opens
        or _joins(reading, i - 1)
        or reading.words[i - 1].lower in {"en", "et", "and"}
    )


def _likely(reading: Reading, i: int) -> bool:
    word = reading.words[i]
    if _IS_LABEL.match(reading.sheet.folded, word.end) and not word.flags & Is.FIRST:
        return False
    if (word.flags & _UNLIKELY and not word.flags & Is.FIRST) or word.is_initial:
        return False
    if word.is_capital and not word.is_upper:
        alone = not reading.touches(i) or reading.words[i + 1].is_capital
        spelt = bool(word.flags) or reading.lists.letters.likeness(word.lower) > _UNLIKE
        return bool(word.flags & Is.FIRST) or (not word.flags & Is.WORD and alone and spelt)
    return bool(word.flags & Is.FIRST) and not word.is_capital and not word.flags & Is.WORD


def repeated(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """Later (or earlier) mentions of a name that was found once."""
    spans = tuple(spans)
    taken = {i for span in spans for i in range(span.first, span.last + 1)}
    names = {
        word.lower
        for i in taken
        if (word := reading.words[i]).is_capital
        and len(word.lower) >= _MIN_REPEATED
        and not word.flags & (Is.PARTICLE | Is.PLACE | Is.DATE)
    }
    if not names:
        return
    for i in reading.words.capitals:
        if i in taken or reading.words.lowers[i] not in names:
            continue
        word = reading.words[i]
        if word.opens and word.flags & Is.WORD:
            continue
        yield Span(i, i, _REPEATED)
