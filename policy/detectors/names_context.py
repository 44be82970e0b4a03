"""
Names that are nobody's: streets, firms, characters, sayings, and public figures in their function.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span
from policy.detectors.names_things import catalogues, is_thing

_FUNCTION_AFTER = re.compile(r",? (?:als|is|was|werd|wordt|comme|as|our|onze|de|the|la|le),? (\w+)")
_LINKS = frozenset({"van", "voor", "of", "for", "de", "des", "du", "en", "et", "and", "a", "aan"})
_PLURAL = re.compile(r",? (?:schepenen|echevins|ministers|ministres|raadsleden|burgemeesters)\b")
_SENTENCE_END = re.compile(r"[.!?\n]")
_CLOSE = 2
"""Words between a function and a name, whatever they are: `ministre-président wallon …`."""
_BEFORE = 4
"""Words between a function and the name: `schepen van Cultuur en Sport Tom Celis`."""
_REACH = 40
_SENTENCE = 300


def private(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that are about somebody's private person."""
    spans = tuple(spans)
    if not spans:
        return
    known: dict[int, Span] = {}
    for phrase in _certain(reading, tuple(_known(reading))):
        known.update(dict.fromkeys(range(phrase.first, phrase.last + 1), phrase))
    spans = tuple(_outside(reading, spans))
    named = {i for span in spans for i in range(span.first, span.last + 1)}
    famous = frozenset(_famous(reading, spans))
    kept = [
        s for s in spans if s not in famous and not is_thing(reading, s) and not _inside(s, known)
    ]
    public = {_key(reading, s) for s in kept if _in_function(reading, s, named)}
    public.update(_key(reading, s) for s in _colleagues(reading, kept))
    names = {word for key in public for word in key}
    for span in kept:
        if public and set(_key(reading, span)) <= names:
            continue
        yield span


def _famous(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """`Spreekbeurt over …`, and who follows with "en": the whole row is known."""
    end = -1
    for span in sorted(spans, key=lambda s: s.first):
        start = reading.words[span.first].start
        row = end >= 0 and reading.sheet.lowered[end:start] in {
            " en ",
            " et ",
            " and ",
            ", ",
            " & ",
        }
        before = " ".join(reading.sheet.before(start, _REACH).split())
        if row or before.endswith(reading.lists.famous_before):
            yield span
            end = reading.words[span.last].end


def _colleagues(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """`Harold Dox, Lies Bral en Ann Ver, schepenen`."""
    begin = -1
    for span in sorted(spans, key=lambda s: -s.first):
        end = reading.words[span.last].end
        row = begin >= 0 and reading.sheet.lowered[end:begin] in {" en ", " et ", " and ", ", "}
        begin = -1
        if row or _PLURAL.match(reading.sheet.lowered, end):
            yield span
            begin = reading.words[span.first].start


def _key(reading: Reading, span: Span) -> tuple[str, ...]:
    return tuple(word.lower for word in reading.words[span.first : span.last + 1])


def _known(reading: Reading) -> Iterator[Span]:
    lowers = reading.words.lowers
    capitals = frozenset(reading.words.capitals)
    for i, lower in enumerate(lowers):
        for phrase in reading.lists.known_from(lower):
            end = i + len(phrase)
            # Without its capital one word is too little: "bach" may be anybody's.
            if tuple(lowers[i:end]) == phrase and (i in capitals or len(phrase) > 1):
                yield Span(i, end - 1, 1)


def _certain(reading: Reading, known: Sequence[Span]) -> Iterator[Span]:
    """
    `Jasper` is a program beside `Gemini`, and elsewhere somebody: what is a first name as well
    counts only near something that is nothing else.
    """
    place, flags = reading.words.place, reading.words.flags
    sure = [k for k in known if k.last > k.first or not flags[k.first] & Is.LOCAL]
    yield from sure
    capitals = frozenset(reading.words.capitals)
    starts = [place(k.first)[0] for k in sure if k.first in capitals]
    for span in known:
        start = place(span.first)[0]
        near = bisect_left(starts, start - _REACH) < bisect_left(starts, start + _REACH)
        if near and span.last == span.first and flags[span.first] & Is.LOCAL:
            yield span


def _inside(span: Span, known: Mapping[int, Span]) -> bool:
    # A known phrase of one word is somebody else when more words go with it: "Bach Thi Lan".
    met = (known[i] for i in range(span.first, span.last + 1) if i in known)
    return any(k.last > k.first or span.first == span.last for k in met)


def _outside(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """Those in no table of books."""
    tables = tuple(catalogues(reading.sheet.lowered))
    for span in spans:
        at = reading.words.place(span.first)[0]
        n = bisect_left(tables, (at + 1, 0)) - 1
        if n < 0 or at >= tables[n][1]:
            yield span


def _in_function(reading: Reading, span: Span, named: set[int]) -> bool:
    sheet, lists = reading.sheet, reading.lists
    start, end = reading.words[span.first].start, reading.words[span.last].end
    around = _sentence(sheet.lowered, start, end)
    if any(word in around for word in lists.private_words):
        return False
    if _follows_function(reading, span.first, named):
        return True
    nearby = sheet.lowered[max(0, start - _REACH) : start]
    if any(phrase in nearby for phrase in lists.public_phrases):
        return True
    behind = sheet.lowered[end : end + _REACH].lstrip(" ,(")
    if behind.startswith(lists.public_phrases) and lists.public_phrases:
        return True
    after = _FUNCTION_AFTER.match(sheet.lowered, end) or re.match(
        r",? \(?(\w+)", sheet.lowered[end : end + _REACH]
    )
    return bool(after) and bool(lists.of(after[1]) & Is.PUBLIC)  # type: ignore[index]  # `after` is truthy here


def _follows_function(reading: Reading, first: int, named: set[int]) -> bool:
    folded, start = reading.sheet.folded, reading.words[first].start
    if reading.words[first].flags & Is.PUBLIC and not reading.words[first].flags & Is.NAME:
        return True
    for at in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
        word = reading.words[at]
        if _SENTENCE_END.search(folded, word.end, start):
            return False
        if word.flags & Is.PUBLIC and at not in named:
            near = first - at <= _CLOSE or at + 1 in named
            if (near or reading.words[at + 1].lower in _LINKS) and (
                first - at == 1 or ":" not in folded[word.end : start]
            ):
                return True
    return False


def _sentence(text: str, start: int, end: int) -> str:
    before = _SENTENCE_END.split(text[max(0, start - _SENTENCE) : start])[-1]
    return before + text[start:end] + _SENTENCE_END.split(text[end : end + _SENTENCE])[0]
