"""
`promptwacht evaluate`: how good the detectors are on labelled prompts.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policy.evaluation import Evaluation, KindScore, Span, Trial, evaluate
from policy.finding import Kind
from policy.verdict import Action
from proxy.cli.interface import OK
from proxy.cli.labelled import complaint, json_lines, text_of
from proxy.judging import Desk, open_desk


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.jsonl", help="labelled prompts, or - for stdin")
    parser.add_argument("--department", metavar="SLUG", help="whose rules hold")
    parser.add_argument(
        "--service", metavar="SLUG", default="chatgpt", help="which AI service (default: chatgpt)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the scores. Raises `ConfigError` for a line that is no labelled prompt."""
    # What somebody approved for a while says nothing of the detectors.
    desk = replace(open_desk(args.department, args.service), exemptions=())
    desk.look("")  # the first look loads what the others have ready
    trials = [_trial(args.file, number, entry, desk) for number, entry in json_lines(args.file)]
    report = report_of(evaluate(trials))
    print(json.dumps(report, ensure_ascii=False, indent=2) if args.json else in_words(report))
    return OK


def _trial(source: str, number: int, entry: Mapping[str, Any], desk: Desk) -> Trial:
    text = text_of(source, number, dict(entry))
    try:
        expected = tuple(_span(label, len(text)) for label in entry.get("entities") or ())
        expect = Action(entry["expect"]) if entry.get("expect") is not None else None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise complaint(
            source,
            number,
            'not a labelled prompt ("entities" needs start, end and a known kind; '
            '"expect" is allow, redact or reject)',
        ) from None
    outcome = desk.look(text)
    return Trial(
        expected=expected,
        found=tuple(Span(f.kind, f.start, f.end) for f in outcome.verdict.findings),
        expect=expect,
        verdict=outcome.verdict.action,
        milliseconds=outcome.milliseconds,
    )


def _span(label: Mapping[str, Any], length: int) -> Span:
    start, end = label["start"], label["end"]
    if not (type(start) is int and type(end) is int and 0 <= start < end <= length):
        raise ValueError
    return Span(Kind(label["kind"]), start, end)


def report_of(evaluation: Evaluation) -> dict[str, Any]:
    """The scores as plain data; a share of nothing is null."""
    return {
        "texts": evaluation.texts,
        "kinds": {kind.value: _kind(score) for kind, score in evaluation.kinds.items()},
        "false_alarms": {
            "clean_texts": evaluation.clean_texts,
            "findings": evaluation.false_alarms,
            "per_clean_text": _rounded(evaluation.false_alarms_per_clean_text),
        },
        "verdicts": {
            "texts": evaluation.verdicts,
            "accuracy": _rounded(evaluation.verdict_accuracy),
            "confusion": {
                f"{expect.value} -> {verdict.value}": count
                for (expect, verdict), count in sorted(evaluation.confusion.items())
            },
        },
        "ms": {f"p{p}": round(value, 3) for p, value in evaluation.milliseconds.items()},
    }


def _kind(score: KindScore) -> dict[str, Any]:
    return {
        "labels": score.labels,
        "found": score.found,
        "recall_any": _rounded(score.recall_any),
        "recall_full": _rounded(score.recall_full),
        "precision": _rounded(score.precision),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def in_words(report: dict[str, Any]) -> str:
    """The same scores as a table."""
    header = f"{'kind':<24}{'labels':>7}{'found':>7}{'any':>8}{'full':>8}{'prec':>8}"
    rows = [
        f"{kind:<24}{s['labels']:>7}{s['found']:>7}"
        + "".join(f"{_percent(s[key]):>8}" for key in ("recall_any", "recall_full", "precision"))
        for kind, s in report["kinds"].items()
    ]
    alarms, verdicts = report["false_alarms"], report["verdicts"]
    per_text = alarms["per_clean_text"]
    return "\n".join(
        [
            header,
            *rows,
            "",
            f"false alarms     {alarms['findings']} in {alarms['clean_texts']} clean texts"
            + ("" if per_text is None else f" ({per_text:.3f} per text)"),
            f"right verdict    {_percent(verdicts['accuracy'])} of {verdicts['texts']} texts",
            *(f"  {way:<18} {count}" for way, count in verdicts["confusion"].items()),
            "time per text    " + ", ".join(f"{p} {ms} ms" for p, ms in report["ms"].items()),
        ]
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}%"
