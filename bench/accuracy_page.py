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


def page(files: Mapping[str, tuple[Sequence[Case], Looks]]) -> str:
    """The whole page, with a section for each file of prompts."""
    parts = [
        _HEAD.format(
            date=datetime.now(UTC).date(),
            python=platform.python_version(),
            processors=os.cpu_count(),
        )
    ]
    for name, (cases, looks) in files.items():
        parts += [f"## `{name}`, {len(cases)} prompts\n", *_section(cases, looks), ""]
    return "\n".join([*parts, _FOOT])


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

`make accuracy` measures our engine and three peers on the same labelled prompts in one run and
prints this page; `WRITE=1` writes it here, `PROMPTS="file.jsonl …"` takes other prompts. Measured
on {date}, CPython {python}, {processors} processors.

**The prompts are invented**, by several authors that are all language models. On those in
`tuned.jsonl` the detectors were tuned: a score there says that nothing broke. Those in
`untouched.jsonl` were kept apart from tuning until the last hour, in which some eight small rules
were written after reading their errors; their totals were seen while working. So both flatter, and
in the same way: nobody in them is as careless or as odd as people are. What is in them, and how it
is labelled, is told in `bench/prompts/`. Measure your own with `promptwacht evaluate`.

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
