"""
The trained model of passages: which kind of private or confidential matter is told, if any.

A maximum-entropy model over words (a CRFsuite model of sequences of one), made by
`training/passage_model.py`. It judges a few sentences at a time, because what makes a matter
private is often said in one sentence and about whom in the next.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple, Protocol

import pycrfsuite

from policy.detectors.passage_reading import Seen, features
from policy.finding import Kind

NONE = "none"
"""The label of passages that may leave."""
WINDOW = 60
"""Words that are judged together; what staff type is mostly shorter."""
_WHOLE = 80
"""A text up to here is one window."""
_SCALE = 4.0
_FEW = 60
"""Features that a passage has at least, as it were: a short one is not judged by a word or two."""


class _Tagger(Protocol):
    def open_inmemory(self, weights: bytes) -> None: ...
    def labels(self) -> Sequence[str]: ...
    def set(self, sequence: Sequence[Mapping[str, float]]) -> None: ...
    def marginal(self, label: str, at: int) -> float: ...


class Told(NamedTuple):
    """What a passage is about, and how likely (0 to 1) it is anything at all."""

    kind: Kind
    share: float


@dataclass(frozen=True, slots=True)
class PassageModel:
    """Raises `ValueError` when `weights` are no model of passages."""

    weights: bytes = field(repr=False)
    _local: threading.local = field(default_factory=threading.local, init=False, repr=False)
    _kinds: tuple[Kind, ...] = field(init=False)

    def __post_init__(self) -> None:
        if not self.weights.startswith(b"lCRF"):
            raise ValueError("the passage model is not a CRFsuite model")
        labels = self._tagger().labels()
        if NONE not in labels:
            raise ValueError("the passage model knows no passage that may leave")
        kinds = tuple(Kind(label) for label in sorted(labels) if label != NONE)
        object.__setattr__(self, "_kinds", kinds)

    def _tagger(self) -> _Tagger:
        # A tagger holds the passage it was given, so each thread has its own.
        tagger: _Tagger | None = getattr(self._local, "tagger", None)
        if tagger is None:
            tagger = pycrfsuite.Tagger()  # type: ignore[attr-defined]  # compiled, has no stubs
            tagger.open_inmemory(self.weights)
            self._local.tagger = tagger
        return tagger

    def told(self, passage: Sequence[Seen]) -> Told:
        """What `passage` tells; the kind is the likeliest one, however unlikely."""
        tagger = self._tagger()
        tagger.set([weighed(passage)])
        shares = {kind: tagger.marginal(kind.value, 0) for kind in self._kinds}
        return Told(max(shares, key=lambda kind: shares[kind]), 1 - tagger.marginal(NONE, 0))


def weighed(passage: Sequence[Seen]) -> dict[str, float]:
    """The features of a passage. A long one has more of them, and each counts for less."""
    seen = features(passage)
    return dict.fromkeys(seen, _SCALE / sqrt(max(_FEW, len(seen))))


def windows(sentences: Sequence[Seen]) -> Iterator[Sequence[Seen]]:
    """Sentences that are judged together; each begins with the last one of those before it."""
    if sum(len(seen.sentence.words) for seen in sentences) <= _WHOLE:
        if sentences:
            yield sentences
        return
    first = 0
    while first < len(sentences):
        last = _reach(sentences, first)
        yield sentences[first:last]
        if last >= len(sentences):
            return
        first = max(first + 1, last - 1)


def _reach(sentences: Sequence[Seen], first: int) -> int:
    """The end of the sentences from `first` on that hold at most a window; at least one."""
    last, count = first, 0
    while last < len(sentences):
        count += len(sentences[last].sentence.words)
        if last > first and count > WINDOW:
            break
        last += 1
    return last
