"""
The trained model: which words are a name, judged by their shape and their neighbours.

A conditional random field over words; `training/name_model.py` makes its weights. It is asked only
where a word could be a name that no list knows.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import pycrfsuite

from policy.detectors.names_lists import Flags, Is
from policy.detectors.names_reading import Reading, Span, shaped_like_family
from policy.detectors.names_words import Word

BEGIN, INSIDE, OUTSIDE = "B", "I", "O"
AROUND = 8
"""Words on each side of a candidate that the model reads: more changes nothing, and costs."""
CHUNK = 120
"""Words per sequence at most."""
_SURE = 0.6
_SURE_ALONE = 0.8
"""One unknown word is more often a product or a place."""
_SCORE = 0.7
_REACH = 2
_FLAGS = tuple(
    (name, flag)
    for name, flag in vars(Is).items()
    if name.isupper() and name not in {"NAME", "CUE"}
)
_COMMON = Is.WORD | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PARTICLE | Is.TOWARDS
_NEVER = Is.WORD | Is.PLACE | Is.DATE | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PUBLIC
_MIN_LENGTH = 3
_KEPT = 4096
"""Looks of a word that are remembered. They hold common words only, and never what was typed."""


class _Tagger(Protocol):
    def open_inmemory(self, weights: bytes) -> None: ...
    def set(self, sequence: Sequence[Sequence[str]]) -> None: ...
    def tag(self) -> Sequence[str]: ...
    def marginal(self, label: str, at: int) -> float: ...


@dataclass(frozen=True, slots=True)
class NameModel:
    """Raises `ValueError` when `weights` are no model."""

    weights: bytes = field(repr=False)
    _local: threading.local = field(default_factory=threading.local, init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.weights.startswith(b"lCRF"):
            raise ValueError("the name model is not a CRFsuite model")
        self._tagger()

    def _tagger(self) -> _Tagger:
        # A tagger holds the sequence it was given, so each thread has its own.
        tagger: _Tagger | None = getattr(self._local, "tagger", None)
        if tagger is None:
            tagger = pycrfsuite.Tagger()  # type: ignore[attr-defined]  # compiled, has no stubs
            tagger.open_inmemory(self.weights)
            self._local.tagger = tagger
        return tagger

    def spans(self, reading: Reading, taken: frozenset[int]) -> Iterator[Span]:
        """Names that the model is sure of, in the chunks that hold a candidate."""
        words = reading.words
        candidates = [
            i
            for i in words.capitals
            if not words.flags[i] & _NEVER and i not in taken and _may(words[i])
        ]
        hopeful = [i for i in candidates if _may_stand(reading, i)]
        if not hopeful:
            return
        for low, high in _chunks(candidates, len(words)):
            if bisect_left(hopeful, low) < bisect_left(hopeful, high):
                yield from self._chunk(reading, low, high)

    def _chunk(self, reading: Reading, low: int, high: int) -> Iterator[Span]:
        tagger = self._tagger()
        tagger.set([features(reading, i) for i in range(low, high)])
        labels = tagger.tag()
        begin: int | None = None
        for at, label in enumerate([*labels, OUTSIDE]):
            if begin is not None and label != INSIDE:
                if _is_name(reading, low + begin, low + at - 1) and self._is_sure(begin, at):
                    # The rules know how far a name stretches that the model saw begin.
                    last = max(low + at - 1, reading.grown(low + begin))
                    yield Span(low + begin, last, _SCORE)
                begin = None
            if label == BEGIN or (label == INSIDE and begin is None):
                begin = at

    def _is_sure(self, begin: int, end: int) -> bool:
        doubt = max(self._tagger().marginal(OUTSIDE, at) for at in range(begin, end))
        return doubt <= 1 - (_SURE if end - begin > 1 else _SURE_ALONE)


def _chunks(candidates: Iterable[int], size: int) -> Iterator[tuple[int, int]]:
    low = high = -1
    for i in candidates:
        if low >= 0 and (i - AROUND > high or i + AROUND - low > CHUNK):
            yield low, high
            low = -1
        # A chunk may begin inside the one before it, never twice at the same candidate.
        low = max(0, i - AROUND) if low < 0 else low
        high = min(size, i + AROUND + 1)
    if low >= 0:
        yield low, high


def _may(word: Word) -> bool:
    """Whether no list settles what this word is."""
    return (
        word.is_capital
        and not word.flags & _NEVER
        and not word.is_upper
        and len(word.lower) >= _MIN_LENGTH
    )


def _may_stand(reading: Reading, i: int) -> bool:
    """Whether `_is_name` could agree: a word that opens a sentence is no name by itself."""
    if not reading.words[i].opens:
        return True
    return (reading.touches(i) and _may_join(reading.words[i + 1])) or (
        reading.touches(i - 1) and _may_join(reading.words[i - 1])
    )


def _may_join(word: Word) -> bool:
    return word.is_capital or bool(word.flags & Is.PARTICLE)


def _is_name(reading: Reading, first: int, last: int) -> bool:
    words = reading.words[first : last + 1]
    plain = words[-1].flags & _NEVER and not words[-1].flags & (Is.NAME | Is.PLACE)
    ends = words[0].is_capital and words[-1].is_capital and not plain
    if not ends or not all(_may_join(word) for word in words):
        return False
    if any(not reading.touches(i) for i in range(first, last)):
        return False
    return any(_may(word) and (not word.opens or last > first) for word in words)


def features(reading: Reading, i: int) -> list[str]:
    """What the model sees of word `i`: never an uncommon word itself, so that it cannot quote."""
    word = reading.words[i]
    seen = ["bias", *_of(word, "0"), f"s3={word.lower[-3:]}", f"s2={word.lower[-2:]}"]
    seen.append(f"p2={word.lower[:2]}")
    if shaped_like_family(word):
        seen.append("family-shape")
    if reading.lists.is_street(word.lower):
        seen.append("street")
    for step in range(-_REACH, _REACH + 1):
        if step and 0 <= i + step < len(reading.words):
            seen += _of(reading.words[i + step], str(step))
    seen.append(f"g-={_gap(reading, i - 1)}")
    seen.append(f"g+={_gap(reading, i)}")
    return seen


def _of(word: Word, step: str) -> tuple[str, ...]:
    shape = "U" if word.is_upper else "C" if word.is_capital else "l"
    shape += "1" if word.end - word.start == 1 else ""
    shape += "o" if word.opens else ""
    return _seen(step, shape, word.flags, word.lower if word.flags & _COMMON else "?")


@lru_cache(maxsize=_KEPT)
def _seen(step: str, shape: str, flags: Flags, shown: str) -> tuple[str, ...]:
    names = (f"{step}:{name}" for name, flag in _FLAGS if flags & flag)
    return (f"{step}:{shape}", *names, f"{step}={shown}")


def _gap(reading: Reading, i: int) -> str:
    """What stands after word `i`, coarsely."""
    if i < 0 or i >= len(reading.words) - 1:
        return "edge"
    gap = reading.gap(i)
    if "\n" in gap:
        return "line"
    if any(char.isdigit() for char in gap):
        return "digit"
    return gap.strip()[:1] or "space"
