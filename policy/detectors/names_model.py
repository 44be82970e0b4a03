"""
The trained model: which words are a name, judged by their shape and their neighbours.

A conditional random field over words; `training/name_model.py` makes its weights. It is asked only
where a word could be a name that no list knows.
"""

from __future__ import annotations

import re
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
AROUND = 6
"""Words on each side of a candidate that the model reads: more changes nothing, and costs."""
CHUNK = 120
"""Words per sequence at most."""
_NEEDED = {(False, True): 0.6, (False, False): 0.8, (True, True): 0.8, (True, False): 0.9}
"""
How sure the model must be, by (lower case, several words): one unknown word is more often a product
or a place, and one without a capital a word that no dictionary holds.
"""
_SCORE = 0.7
_REACH = 2
_STEPS = (-2, -1, 1, 2)
_FLAGS = tuple(
    (name, flag)
    for name, flag in vars(Is).items()
    if name.isupper() and name not in {"NAME", "CUE"}
)
_COMMON = Is.WORD | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PARTICLE | Is.TOWARDS
_NEVER = Is.WORD | Is.PLACE | Is.DATE | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PUBLIC
_MIN_LENGTH = 3
_MIN_LOWER = 4
_CODED = frozenset("_/\\<>`$=[]{}+&-")
_SPOKEN = re.compile(r"(?=.*[aeiouy])(?=.*[bcdfghjklmnpqrstvwxz])(?!.*([a-z])\1\1)")
_DIGIT = re.compile(r"\d")
_ARTICLES = frozenset({"de", "het", "t", "la", "le", "les", "op", "te", "des", "du", "y", "e"})
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
            for i, flags in enumerate(words.flags)
            if not flags & _NEVER and i not in taken and _may(words[i])
        ]
        hopeful = [
            i for i in candidates if (_may_stand if words[i].is_capital else _may_lower)(reading, i)
        ]
        if not hopeful:
            return
        for low, high in _chunks(candidates, len(words)):
            if bisect_left(hopeful, low) < bisect_left(hopeful, high):
                yield from self._chunk(reading, low, high)

    def _chunk(self, reading: Reading, low: int, high: int) -> Iterator[Span]:
        tagger, words = self._tagger(), reading.words
        tagger.set(features(reading, low, high))
        labels = tagger.tag()
        begin: int | None = None
        for at, label in enumerate([*labels, OUTSIDE]):
            if begin is not None and label != INSIDE:
                lower = not words[low + begin].is_capital
                fits = (_is_lower_name if lower else _is_name)(reading, low + begin, low + at - 1)
                if fits and self._doubt(begin, at) <= 1 - _NEEDED[lower, at - begin > 1]:
                    # The rules know how far a name stretches that the model saw begin.
                    last = max(low + at - 1, reading.grown(low + begin))
                    yield Span(low + begin, last, _SCORE)
                begin = None
            if label == BEGIN or (label == INSIDE and begin is None):
                begin = at

    def _doubt(self, begin: int, end: int) -> float:
        return max(self._tagger().marginal(OUTSIDE, at) for at in range(begin, end))


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
        not word.flags & _NEVER
        and not word.flags & Is.PARTICLE
        and not word.is_upper
        and len(word.lower) >= _MIN_LENGTH
    )


def _may_lower(reading: Reading, i: int) -> bool:
    """Whether a word without a capital is a word at all: no path, no key, no abbreviation."""
    word, text = reading.words[i], reading.sheet.folded
    if word.flags & Is.LOWER_WORD or len(word.lower) < _MIN_LOWER:
        return False
    if text[word.start - 1 : word.start] in _CODED or text[word.end : word.end + 1] in _CODED:
        return False
    return text[word.start : word.end].islower() and bool(_SPOKEN.match(word.lower))


def _may_stand(reading: Reading, i: int) -> bool:
    """Whether `_is_name` could agree: a word that opens a sentence is no name by itself."""
    if reading.is_camel(i):
        return False
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


def _is_lower_name(reading: Reading, first: int, last: int) -> bool:
    words = reading.words[first : last + 1]
    if not (_may(words[0]) or words[0].flags & Is.PARTICLE) or not _may(words[-1]):
        return False
    if words[0].lower in _ARTICLES or not all(
        _may_lower(reading, i) or reading.words[i].flags & Is.PARTICLE
        for i in range(first, last + 1)
    ):
        return False
    if any(not reading.touches(i) for i in range(first, last)):
        return False
    return not any(w.is_capital or w.flags & (_NEVER & ~Is.WORD) for w in words) and all(
        _may(word) or word.flags & Is.PARTICLE for word in words
    )


def features(reading: Reading, low: int, high: int) -> list[list[str]]:
    """
    What the model sees of the words `low` to `high`: never an uncommon word itself, so that it
    cannot quote.
    """
    begin, end = max(0, low - _REACH), min(len(reading.words), high + _REACH)
    words = reading.words[begin:end]
    gaps = [_gap(reading, i) for i in range(low - 1, high)]
    seen: list[list[str]] = []
    for i in range(low, high):
        own = ["bias", *_of(words[i - begin], "0"), *_spelt(reading, words[i - begin])]
        for step in _STEPS:
            if begin <= i + step < end:
                own += _of(words[i + step - begin], str(step))
        own.append(f"g-={gaps[i - low]}")
        own.append(f"g+={gaps[i - low + 1]}")
        seen.append(own)
    return seen


def _spelt(reading: Reading, word: Word) -> list[str]:
    lower = word.lower
    seen = [f"s3={lower[-3:]}", f"s2={lower[-2:]}", f"p2={lower[:2]}"]
    if not word.flags & Is.WORD:
        seen += _sounds(lower)
        if shaped_like_family(word):
            seen.append("family-shape")
    if reading.lists.is_street(lower):
        seen.append("street")
    return seen


def _sounds(lower: str) -> list[str]:
    """The trigrams of an uncommon word: what names and words are made of."""
    edged = f"^{lower}$"
    return [f"t={edged[at : at + 3]}" for at in range(len(edged) - 2)]


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
    if gap == " ":
        return "space"
    if "\n" in gap:
        return "line"
    if _DIGIT.search(gap):
        return "digit"
    return gap.strip()[:1] or "space"
