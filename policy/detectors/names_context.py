"""
Names that are nobody's: streets, firms, characters, sayings, and public figures in their function.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span

_ANIMAL = re.compile(r",? (?:de|het|the|le|la|een|a|an|un|une) (\w+)(?: (\w+))?", re.ASCII)
_FUNCTION_AFTER = re.compile(r",? (?:als|is|was|werd|wordt|comme|as|our|onze|de|the|la|le),? (\w+)")
_SENTENCE_END = re.compile(r"[.!?\n]")
_FIRM = re.compile(r" (?:&|en|et|and) (?:zonen|zoon|zn|fils|sons|co|partners|dochters)\b")
_BEFORE = 4
"""Words between a function and the name: `schepen van Cultuur en Sport Tom Celis`."""
_REACH = 40
_SENTENCE = 300


def private(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that are about somebody's private person."""
    spans = tuple(spans)
    if not spans:
        return
    known = tuple(_known(reading))
    named = {i for span in spans for i in range(span.first, span.last + 1)}
    famous = frozenset(_famous(reading, spans))
    kept = [
        s for s in spans if s not in famous and not _is_thing(reading, s) and not _inside(s, known)
    ]
    public = {_key(reading, s) for s in kept if _in_function(reading, s, named)}
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


def _key(reading: Reading, span: Span) -> tuple[str, ...]:
    return tuple(word.lower for word in reading.words[span.first : span.last + 1])


def _known(reading: Reading) -> Iterator[Span]:
    lowers = reading.words.lowers
    for i in reading.words.capitals:
        for phrase in reading.lists.known_from(lowers[i]):
            end = i + len(phrase)
            if tuple(lowers[i:end]) == phrase:
                yield Span(i, end - 1, 1)


def _inside(span: Span, known: Iterable[Span]) -> bool:
    # A known phrase of one word is somebody else when more words go with it: "Bach Thi Lan".
    return any(
        k.first <= span.last
        and span.first <= k.last
        and (k.last > k.first or span.first == span.last)
        for k in known
    )


def _is_thing(reading: Reading, span: Span) -> bool:
    words, lists = reading.words, reading.lists
    first, last = words[span.first], words[span.last]
    if any(
        lists.is_street(w.lower) and not w.flags & Is.FAMILY
        for w in words[span.first : span.last + 1]
    ):
        return True
    if span.last + 1 < len(words) and reading.touches(span.last):
        k = span.last + 1
        while words[k].flags & Is.PARTICLE and reading.touches(k):
            k += 1
        after = words[k]
        if after.flags & Is.AFTER_ORGANISATION or lists.is_street(after.lower):
            return True
    if _FIRM.match(reading.sheet.lowered, last.end):
        return True
    if span.first > 0 and reading.gap(span.first - 1) in {" ", "-", ".-", " '", ' "', ". "}:
        before = words[span.first - 1]
        saint = before.lower in {"sint", "st", "saint", "sainte"}
        if before.flags & Is.BEFORE_ORGANISATION and (saint or reading.gap(span.first - 1) != ". "):
            return True
    if span.last > span.first and _is_maker(reading, span):
        return True
    animal = _ANIMAL.match(reading.sheet.lowered, last.end)
    return (
        first.is_capital
        and animal is not None
        and any(lists.of(word or "") & Is.ANIMAL for word in animal.groups())
    )


def _is_maker(reading: Reading, span: Span) -> bool:
    """`een gedicht van …`: whoever made it is known for it."""
    words = reading.words
    if span.first < _BEFORE // 2 or not words[span.first - 1].flags & Is.WORK_LINK:
        return False
    return bool(words[span.first - 2].flags & Is.WORK)


def _in_function(reading: Reading, span: Span, named: set[int]) -> bool:
    sheet, lists = reading.sheet, reading.lists
    start, end = reading.words[span.first].start, reading.words[span.last].end
    around = _sentence(sheet.lowered, start, end)
    if any(word in around for word in lists.private_words):
        return False
    for back in range(1, _BEFORE + 1):
        if span.first - back < 0 or _SENTENCE_END.search(
            sheet.folded, reading.words[span.first - back].end, start
        ):
            break
        if reading.words[span.first - back].flags & Is.PUBLIC and span.first - back not in named:
            return True
    nearby = sheet.lowered[max(0, start - _REACH) : start]
    if any(phrase in nearby for phrase in lists.public_phrases):
        return True
    after = _FUNCTION_AFTER.match(sheet.lowered, end) or re.match(
        r",? \(?(\w+)", sheet.lowered[end : end + _REACH]
    )
    return bool(after) and bool(lists.of(after[1]) & Is.PUBLIC)  # type: ignore[index]  # `after` is truthy here


def _sentence(text: str, start: int, end: int) -> str:
    before = _SENTENCE_END.split(text[max(0, start - _SENTENCE) : start])[-1]
    return before + text[start:end] + _SENTENCE_END.split(text[end : end + _SENTENCE])[0]
