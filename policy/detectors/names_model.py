"""
The trained model: which words are a name, judged by their shape and their neighbours.

A conditional random field over words; `training/name_model.py` makes its weights. It is asked only
where a word could be a name that no list knows.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import pycrfsuite

from policy.detectors.names_doubtful import candidates, fits, may_begin, needed
from policy.detectors.names_lists import Flags, Is
from policy.detectors.names_reading import Reading, Span, shaped_like_family
from policy.detectors.names_words import Word

BEGIN, INSIDE, OUTSIDE = "B", "I", "O"
AROUND = 6
"""Words on each side of a candidate that the model reads: more changes nothing, and costs."""
CHUNK = 120
"""Words per sequence at most."""
_SCORE = 0.7
_LIKELY = 0.4
"""How likely a word must begin a name that the likeliest reading of the whole leaves out."""
_REACH = 2
_MAX_LOOK = 4
_STEPS = (-2, -1, 1, 2)
type Sides = Mapping[int, tuple[str, ...]]
"""What is seen of a word from a word so many places before (negative) or behind it."""
_FLAGS = tuple(
    (name, flag)
    for name, flag in vars(Is).items()
    if name.isupper() and name not in {"NAME", "CUE"}
)
_COMMON = Is.WORD | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PARTICLE | Is.TOWARDS
_DIGIT = re.compile(r"\d")
_KEPT = 2048
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
        """Names that the model is sure of, around each word that may be one."""
        words = reading.words
        hopeful = [i for i in candidates(reading, taken) if may_begin(reading, i)]
        for low, high in _chunks(hopeful, len(words)):
            yield from self._chunk(reading, low, high)

    def _chunk(self, reading: Reading, low: int, high: int) -> Iterator[Span]:
        tagger = self._tagger()
        tagger.set(features(reading, low, high))
        labels = self._read(tagger.tag())
        begin: int | None = None
        for at, label in enumerate([*labels, OUTSIDE]):
            apart = label == INSIDE and not reading.touches(low + at - 1)
            if begin is not None and (label != INSIDE or apart):
                name = low + begin, low + at - 1
                if fits(reading, *name) and self._doubt(begin, at) <= 1 - needed(reading, *name):
                    # The rules know how far a name stretches that the model saw begin.
                    last = max(low + at - 1, reading.grown(low + begin))
                    yield Span(low + begin, last, _SCORE)
                begin = None
            if label != OUTSIDE and begin is None:
                begin = at

    def _read(self, labels: Sequence[str]) -> list[str]:
        """The likeliest reading, and what is more likely part of a name than not."""
        of = self._tagger().marginal
        return [
            BEGIN if label == OUTSIDE and self._starts(of, labels, at) > _LIKELY else label
            for at, label in enumerate(labels)
        ]

    @staticmethod
    def _starts(of: Callable[[str, int], float], labels: Sequence[str], at: int) -> float:
        alone = at == 0 or labels[at - 1] == OUTSIDE
        return 1 - of(OUTSIDE, at) if alone else of(BEGIN, at)

    def _doubt(self, begin: int, end: int) -> float:
        return max(self._tagger().marginal(OUTSIDE, at) for at in range(begin, end))


def _chunks(hopeful: Iterable[int], size: int) -> Iterator[tuple[int, int]]:
    low = high = -1
    for i in hopeful:
        if low >= 0 and (i - AROUND > high or i + AROUND - low > CHUNK):
            yield low, high
            low = -1
        # A chunk may begin inside the one before it, never twice at the same candidate.
        low = max(0, i - AROUND) if low < 0 else low
        high = min(size, i + AROUND + 1)
    if low >= 0:
        yield low, high


def features(reading: Reading, low: int, high: int) -> list[list[str]]:
    """
    What the model sees of the words `low` to `high`: never an uncommon word itself, so that it
    cannot quote.
    """
    begin, end = max(0, low - _REACH), min(len(reading.words), high + _REACH)
    words = reading.words[begin:end]
    sides = [_of(word) for word in words]
    gaps = [_gap(reading, i) for i in range(low - 1, high)]
    seen: list[list[str]] = []
    for i in range(low, high):
        at = i - begin
        own = ["bias", *sides[at][0], *_spelt(reading, words[at])]
        for step in _STEPS:
            if begin <= i + step < end:
                own += sides[at + step][step]
                if step * step == 1 and not (other := words[at + step]).flags:
                    own.append(f"{step}:look={_look(reading, other.lower)}")
                    own.append(f"{step}:make={reading.make(other.lower)}")
        own.append(f"g-={gaps[i - low]}")
        own.append(f"g+={gaps[i - low + 1]}")
        seen.append(own)
    return seen


def _spelt(reading: Reading, word: Word) -> list[str]:
    lower = word.lower
    seen = [f"s3={lower[-3:]}", f"s2={lower[-2:]}", f"p2={lower[:2]}"]
    if not word.flags & Is.WORD:
        seen += _sounds(lower)
        seen.append(f"look={_look(reading, lower)}")
        seen.append(f"make={reading.make(lower)}")
        if shaped_like_family(word):
            seen.append("family-shape")
    if reading.lists.is_street(lower):
        seen.append("street")
    return seen


def _look(reading: Reading, lower: str) -> int:
    """How much an unknown word is spelt as names are, in steps."""
    return max(-_MAX_LOOK, min(_MAX_LOOK, round(reading.lists.letters.likeness(lower))))


def _sounds(lower: str) -> list[str]:
    """The trigrams of an uncommon word: what names and words are made of."""
    edged = f"^{lower}$"
    return [f"t={edged[at : at + 3]}" for at in range(len(edged) - 2)]


def _of(word: Word) -> Sides:
    shape = "U" if word.is_upper else "C" if word.is_capital else "l"
    shape += "1" if word.end - word.start == 1 else ""
    shape += "o" if word.opens else ""
    return _sides(shape, word.flags, word.lower if word.flags & _COMMON else "?")


@lru_cache(maxsize=_KEPT)
def _sides(shape: str, flags: Flags, shown: str) -> Sides:
    names = [name for name, flag in _FLAGS if flags & flag]
    return {
        step: (f"{step}:{shape}", *(f"{step}:{name}" for name in names), f"{step}={shown}")
        for step in (0, *_STEPS)
    }


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
