"""
How good the detectors are on labelled texts: recall, precision, false alarms, verdicts, time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy.finding import Kind
from policy.verdict import Action


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled or a found stretch, `text[start:end]` in code points."""

    kind: Kind
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.kind is other.kind and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One labelled text and what became of it."""

    expected: tuple[Span, ...]
    found: tuple[Span, ...]
    expect: Action | None
    """The right verdict; None where the label does not say."""
    verdict: Action
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindScore:
    """
    Counts for one kind. A label is `touched` when a finding of its kind overlaps it, `covered`
    when such findings together leave none of it out. A finding is `right` when it overlaps a
    label of its kind.
    """

    labels: int
    touched: int
    covered: int
    found: int
    right: int

    @property
    def recall_any(self) -> float | None:
        return _share(self.touched, self.labels)

    @property
    def recall_full(self) -> float | None:
        return _share(self.covered, self.labels)

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The outcome over all texts. A share of nothing is None, not 0 and not 1."""

    texts: int
    kinds: dict[Kind, KindScore]
    clean_texts: int
    false_alarms: int
    """Findings in texts without any label."""
    verdicts: int
    right_verdicts: int
    confusion: dict[tuple[Action, Action], int]
    """How often a text that deserved the first verdict got the second."""
    milliseconds: dict[int, float]
    """Time per text at the 50th, 95th and 99th percentile."""

    @property
    def false_alarms_per_clean_text(self) -> float | None:
        return _share(self.false_alarms, self.clean_texts)

    @property
    def verdict_accuracy(self) -> float | None:
        return _share(self.right_verdicts, self.verdicts)


def evaluate(trials: Sequence[Trial]) -> Evaluation:
    """The scores over `trials`, whose order does not matter."""
    clean = [trial for trial in trials if not trial.expected]
    judged = [(t.expect, t.verdict) for t in trials if t.expect is not None]
    kinds = sorted({span.kind for t in trials for span in (*t.expected, *t.found)})
    times = sorted(trial.milliseconds for trial in trials)
    return Evaluation(
        texts=len(trials),
        kinds={kind: _score(kind, trials) for kind in kinds},
        clean_texts=len(clean),
        false_alarms=sum(len(trial.found) for trial in clean),
        verdicts=len(judged),
        right_verdicts=sum(expect is verdict for expect, verdict in judged),
        confusion=dict(Counter(judged)),
        milliseconds={p: percentile(times, p) for p in (50, 95, 99)} if times else {},
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that at least `percent` of `ordered` do not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _score(kind: Kind, trials: Iterable[Trial]) -> KindScore:
    labels = touched = covered = found = right = 0
    for trial in trials:
        expected = [span for span in trial.expected if span.kind is kind]
        spans = [span for span in trial.found if span.kind is kind]
        labels += len(expected)
        found += len(spans)
        touched += sum(any(s.overlaps(label) for s in spans) for label in expected)
        covered += sum(_covers(spans, label) for label in expected)
        right += sum(any(s.overlaps(label) for label in expected) for s in spans)
    return KindScore(labels=labels, touched=touched, covered=covered, found=found, right=right)


def _covers(spans: list[Span], label: Span) -> bool:
    reached = label.start
    for span in sorted(spans, key=lambda s: s.start):
        if span.start <= reached < span.end:
            reached = span.end
    return reached >= label.end


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
