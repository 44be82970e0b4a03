"""
What a system found against what is there, whatever it calls it: a label is found when its
characters are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy.verdict import Action

type Label = tuple[str, int, int]
type Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One labelled prompt."""

    text: str
    labels: tuple[Label, ...]
    expect: Action

    def __repr__(self) -> str:
        return f"Case({len(self.labels)} labels)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one system said about one prompt."""

    spans: tuple[Span, ...]
    milliseconds: float
    verdict: Action | None = None
    """None for a system without verdicts."""
    kinds: tuple[str, ...] = ()
    """Of each span, in our words; empty for a system that has others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Of the labels of one kind: how many were touched, how many covered to the last character."""

    labels: int
    touched: int
    covered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One system on one set of prompts."""

    kinds: dict[str, Recall]
    precision: float | None
    """Of its findings, those that touch a label."""
    kind_precision: dict[str, float]
    """Of our findings of a kind, those that touch a label of that kind."""
    alarms_per_clean_text: float
    clean_alarmed: float
    """Share of clean texts in which anything was found."""
    told_apart: float
    """Share of prompts where "something found" and "may not leave as it is" agree."""
    verdicts: float | None
    median: float
    p95: float


def score(cases: Sequence[Case], looks: Sequence[Look]) -> Score:
    pairs = list(zip(cases, looks, strict=True))
    kinds = sorted({label[0] for case in cases for label in case.labels})
    found = [(span, case) for case, look in pairs for span in look.spans]
    clean = [look for case, look in pairs if not case.labels]
    judged = [(case.expect, look.verdict) for case, look in pairs if look.verdict is not None]
    times = sorted(look.milliseconds for look in looks)
    return Score(
        kinds={kind: _recall(kind, pairs) for kind in kinds},
        precision=_share(any(_touches(span, label) for label in c.labels) for span, c in found),
        kind_precision=_kind_precision(pairs),
        alarms_per_clean_text=sum(len(look.spans) for look in clean) / max(1, len(clean)),
        clean_alarmed=_share(bool(look.spans) for look in clean) or 0.0,
        told_apart=_share(
            bool(look.spans) is (case.expect is not Action.ALLOW) for case, look in pairs
        )
        or 0.0,
        verdicts=_share(expect is verdict for expect, verdict in judged),
        median=times[len(times) // 2],
        p95=times[len(times) * 95 // 100],
    )


def _recall(kind: str, pairs: Iterable[tuple[Case, Look]]) -> Recall:
    labels = [(label, look.spans) for c, look in pairs for label in c.labels if label[0] == kind]
    return Recall(
        labels=len(labels),
        touched=sum(any(_touches(span, label) for span in spans) for label, spans in labels),
        covered=sum(_covers(spans, label) for label, spans in labels),
    )


def _kind_precision(pairs: Iterable[tuple[Case, Look]]) -> dict[str, float]:
    hits: dict[str, list[bool]] = {}
    for case, look in pairs:
        for span, kind in zip(look.spans, look.kinds, strict=False):
            right = any(label[0] == kind and _touches(span, label) for label in case.labels)
            hits.setdefault(kind, []).append(right)
    return {kind: sum(right) / len(right) for kind, right in hits.items()}


def _touches(span: Span, label: Label) -> bool:
    return span[0] < label[2] and label[1] < span[1]


def _covers(spans: Sequence[Span], label: Label) -> bool:
    reached = label[1]
    for start, end in sorted(spans):
        if start <= reached < end:
            reached = end
    return reached >= label[2]


def _share(outcomes: Iterable[bool]) -> float | None:
    kept = list(outcomes)
    return sum(kept) / len(kept) if kept else None
