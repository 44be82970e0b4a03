"""
The accuracy of four systems as a page: figures only, never a prompt.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bench.accuracy_score import Case, Look, Recall, Score, score
from policy.detectors.overlaps import BROAD

type Looks = Mapping[str, Sequence[Look]]
PASSAGES = frozenset(kind.value for kind in BROAD)
"""Kinds that tell what a passage is about: its borders are nobody's to say."""
FEW = 5
"""Fewer labels than this are an anecdote."""


def page(cases: Sequence[Case], looks: Looks) -> str:
    """The whole page; every third prompt (the first, the fourth ...) is told by itself."""
    third = [number for number in range(len(cases)) if number % 3 == 0]
    held = [cases[number] for number in third]
    held_looks = {name: [all_of[number] for number in third] for name, all_of in looks.items()}
    return "\n".join(
        [
            _HEAD.format(
                date=datetime.now(UTC).date(),
                prompts=len(cases),
                python=platform.python_version(),
                processors=os.cpu_count(),
            ),
            f"## The third that was set apart ({len(held)} prompts)\n",
            *_section(held, held_looks),
            f"\n## All {len(cases)} prompts\n",
            *_section(cases, looks),
            _FOOT,
        ]
    )


def _section(cases: Sequence[Case], looks: Looks) -> Iterable[str]:
    scores = {name: score(cases, found) for name, found in looks.items()}
    yield from _summary(scores)
    yield ""
    yield from _kinds(scores)


def _summary(scores: Mapping[str, Score]) -> Iterable[str]:
    yield _row(["", *scores])
    yield _row(["---", *("---:" for _ in scores)])
    every = [_sum(each.kinds.values()) for each in scores.values()]
    values = [
        _sum(recall for kind, recall in each.kinds.items() if kind not in PASSAGES)
        for each in scores.values()
    ]
    yield _row(["recall, touched", *(_part(r.touched, r.labels) for r in every)])
    yield _row(["recall of values, covered", *(_part(r.covered, r.labels) for r in values)])
    for title, cell in (
        ("precision", lambda s: _percent(s.precision)),
        ("findings per clean text", lambda s: f"{s.alarms_per_clean_text:.3f}"),
        ("clean texts with a finding", lambda s: _percent(s.clean_alarmed)),
        ("told clean from not clean", lambda s: _percent(s.told_apart)),
        ("right verdict", lambda s: _percent(s.verdicts)),
        ("ms per text, median", lambda s: f"{s.median:.2f}"),
        ("ms per text, p95", lambda s: f"{s.p95:.2f}"),
    ):
        yield _row([title, *(cell(each) for each in scores.values())])


def _kinds(scores: Mapping[str, Score]) -> Iterable[str]:
    ours = next(iter(scores.values()))
    yield _row(["kind", "labels", *scores, "our precision"])
    yield _row(["---", *("---:" for _ in range(len(scores) + 2))])
    for kind in ours.kinds:
        count = ours.kinds[kind].labels
        cells = (_found(kind, each.kinds[kind]) for each in scores.values())
        few = "" if count >= FEW else " (few)"
        yield _row([f"`{kind}`", f"{count}{few}", *cells, _percent(ours.kind_precision.get(kind))])


def _found(kind: str, recall: Recall) -> str:
    touched = _part(recall.touched, recall.labels)
    return touched if kind in PASSAGES else f"{touched} / {_part(recall.covered, recall.labels)}"


def _sum(recalls: Iterable[Recall]) -> Recall:
    kept = tuple(recalls)
    return Recall(
        labels=sum(r.labels for r in kept),
        touched=sum(r.touched for r in kept),
        covered=sum(r.covered for r in kept),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _part(part: int, whole: int) -> str:
    return _percent(part / whole if whole else None)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f} %"


_HEAD = """# What is found

`make accuracy PROMPTS=file.jsonl` measures our engine and three peers on the same labelled prompts
in one run and prints this page; `WRITE=1` writes it here. Measured on {date}, {prompts} prompts,
CPython {python}, {processors} processors.

**These are development prompts.** They were invented by one author (a language model) for daily
work on the detectors, and the detectors were tuned on them: a score here says that nothing broke,
not how well it does on your own texts. Every third prompt was set apart from tuning and is told
first; it has the same author and the same habits, so it too flatters. Measure your own with
`promptwacht evaluate`.

How to read it:

- *touched*: something was found that overlaps the label; *covered*: nothing of the label was left
  out. In the tables by kind: touched / covered. What a system calls it does not count, only
  whether it was found. Passages (health, debts, advice ...) have no exact borders and count by
  *touched* alone; all other kinds are values.
- *precision*: of all findings, those that touch a label. *Our precision*: of our findings of a
  kind, those that touch a label of that same kind.
- *told clean from not clean*: something was found where the prompt should be changed or stopped,
  and nothing where it may go. *Right verdict* (allow, redact or reject) exists for us alone.
- Our milliseconds include the verdict and the redaction; theirs are detection alone.
- The peers run as they are installed, and none was made for this: presidio with what it loads for
  Dutch and a blank model (no names), deduce for Dutch medical records, llm-shield-proxy without
  the model for names that is a download of its own. None knows confidential matter.
- *(few)*: fewer than five labels, an anecdote.
"""

_FOOT = """
Not measured: photographs, languages other than Dutch, French and English, and what people really
type. See [detection.md](detection.md) for what follows from that.
"""
