"""
`promptwacht scan`: what the gateway would do with a text, and what it finds in it.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from policy.finding import Finding
from policy.verdict import Action
from proxy.cli.interface import FINDINGS, OK
from proxy.cli.labelled import STDIN, json_lines, opened, text_of
from proxy.judging import Desk, Outcome, open_desk

MAX_FILE_BYTES = 64 * 1024 * 1024
_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
"""How documents and pictures begin, also those that happen to be printable."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="text files, or - for stdin")
    parser.add_argument(
        "--jsonl", action="store_true", help='read {"id": …, "text": …} lines, write one line each'
    )
    parser.add_argument("--department", metavar="SLUG", help="whose rules hold")
    parser.add_argument(
        "--service", metavar="SLUG", default="chatgpt", help="which AI service (default: chatgpt)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per file")


def run(args: Namespace) -> int:
    """
    0: all of it may be sent as it is; 1: something may not. Raises `ConfigError` for a line
    that is no JSON and for a file that cannot be opened.
    """
    desk = open_desk(args.department, args.service)
    sources = args.files or [STDIN]
    strictest = Action.ALLOW
    for source in sources:
        for report in _from_lines(source, desk) if args.jsonl else [_from_file(source, desk)]:
            as_json = args.json or args.jsonl
            print(
                printable(json.dumps(report, ensure_ascii=False) if as_json else in_words(report))
            )
            strictest = max(strictest, Action(report["verdict"]), key=lambda a: a.strictness)
    return OK if strictest is Action.ALLOW else FINDINGS


def _from_lines(source: str, desk: Desk) -> Iterator[dict[str, Any]]:
    for number, entry in json_lines(source):
        text = text_of(source, number, entry)
        yield {"id": entry.get("id", str(number)), **report_of(desk.look(text))}


def _from_file(source: str, desk: Desk) -> dict[str, Any]:
    with opened(source) as file:
        raw = file.read(MAX_FILE_BYTES + 1)
    if (reason := _unreadable(raw)) is not None:
        return {"source": source, **unread(reason)}
    return {"source": source, **report_of(desk.look(raw.decode("utf-8-sig")))}


def _unreadable(raw: bytes) -> str | None:
    """Why `raw` is not text that we can inspect completely."""
    if len(raw) > MAX_FILE_BYTES:
        return "too-large"
    if raw.startswith(_SIGNATURES):
        return "document"
    if b"\0" in raw:
        return "binary"
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "not-utf-8"
    return None


def unread(reason: str) -> dict[str, Any]:
    """What could not be inspected may not leave."""
    return {
        "verdict": Action.REJECT.value,
        "rule": "unread",
        "classes": [],
        "findings": [],
        "unread": reason,
        "ms": 0.0,
    }


def report_of(outcome: Outcome) -> dict[str, Any]:
    """The public form of an outcome. Only `redacted` holds text, and nothing that was found."""
    verdict = outcome.verdict
    report: dict[str, Any] = {
        "verdict": verdict.action.value,
        "rule": verdict.rule,
        "classes": [data_class.value for data_class in verdict.classes],
        "findings": [_finding(f) for f in sorted(verdict.findings, key=lambda f: (f.start, f.end))],
    }
    if outcome.redacted is not None:
        report["redacted"] = outcome.redacted
    return {**report, "ms": round(outcome.milliseconds, 3)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "class": finding.kind.data_class.value,
        "kind": finding.kind.value,
        "start": finding.start,
        "end": finding.end,
        "score": round(finding.score, 3),
        "detector": finding.detector,
    }


def printable(line: str) -> str:
    """`line` with half characters (lone surrogates) escaped: no terminal or file takes them."""
    return line.encode("utf-8", "backslashreplace").decode()


def in_words(report: dict[str, Any]) -> str:
    """The same report for people."""
    lines = [f"{report['source']}: {report['verdict']} ({report['rule']}), {report['ms']} ms"]
    if "unread" in report:
        lines.append(f"  not inspected: {report['unread']}")
    lines += [
        f"  {f['start']:>6}-{f['end']:<6} {f['kind']:<22} {f['score']:.2f}  {f['detector']}"
        for f in report["findings"]
    ]
    if "redacted" in report:
        lines += ["", report["redacted"]]
    return "\n".join(lines)
