"""
What `promptwacht scan` tells: one object for each text or document, or the same for people.
"""

from __future__ import annotations

import json
from typing import Any

from policy.department import Uploads
from policy.document_words import DocumentWords, column_letters
from policy.documents.interface import Part, Place, Unread
from policy.documents.spots import Spot
from policy.finding import Finding
from policy.verdict import Action, Verdict
from proxy.judging import DocumentOutcome, Outcome

_UPLOADS = {
    Uploads.NEVER: "this department may upload no file at all",
    Uploads.CONFIRM: "this department may only upload what somebody confirms as public",
}

_NAME = "name"
"""Where a finding in the file's own name stands."""


def report_of(outcome: Outcome) -> dict[str, Any]:
    """The public form of an outcome. Only `redacted` holds text, and nothing that was found."""
    findings = sorted(outcome.verdict.findings, key=lambda f: (f.start, f.end))
    report = {
        **_judgement(outcome.verdict),
        "findings": [_finding(f, f.start, f.end) for f in findings],
    }
    if outcome.redacted is not None:
        report["redacted"] = outcome.redacted
    return {**report, "ms": round(outcome.milliseconds, 3)}


def report_of_document(outcome: DocumentOutcome, uploads: Uploads) -> dict[str, Any]:
    """The same of a document; each finding tells its place, and positions within its piece."""
    report: dict[str, Any] = {
        **_judgement(outcome.verdict),
        "findings": [
            *(_in_name(finding) for finding in outcome.named),
            *(_at(finding, place, 0, 0) for finding, place in outcome.labels),
            *map(_spot, outcome.spots),
        ],
    }
    if outcome.pages:
        report["pages"] = outcome.pages
    return {**report, **_closed(uploads), "ms": round(outcome.milliseconds, 3)}


def unread(reason: str, uploads: Uploads = Uploads.INSPECT) -> dict[str, Any]:
    """What could not be inspected may not leave."""
    return {
        "verdict": Action.REJECT.value,
        "rule": "unread",
        "classes": [],
        "findings": [],
        "unread": reason,
        **_closed(uploads),
        "ms": 0.0,
    }


def as_json(report: dict[str, Any]) -> str:
    return printable(json.dumps(report, ensure_ascii=False))


def printable(line: str) -> str:
    """`line` with half characters (lone surrogates) escaped: no terminal or file takes them."""
    return line.encode("utf-8", "backslashreplace").decode()


def in_words(report: dict[str, Any], words: DocumentWords | None) -> str:
    """The same report for people."""
    lines = [f"{report['source']}: {report['verdict']} ({report['rule']}), {report['ms']} ms"]
    if "unread" in report:
        reason = report["unread"]
        told = f" ({words.unread[Unread(reason)]})" if words and reason in set(Unread) else ""
        lines.append(f"  not inspected: {reason}{told}")
    if exemptions := report.get("exemptions"):
        lines.append(f"  exempted by: {', '.join(exemptions)}")
    if "uploads" in report:
        lines.append(f"  note: {_UPLOADS[Uploads(report['uploads'])]}")
    lines += [_line(finding, words) for finding in report["findings"]]
    if "copy" in report:
        lines.append(f"  cleaned copy: {report['copy']}")
    if "no_copy" in report:
        lines.append(f"  no cleaned copy: {report['no_copy']}")
    if "redacted" in report:
        lines += ["", report["redacted"]]
    return printable("\n".join(lines))


def _judgement(verdict: Verdict) -> dict[str, Any]:
    told = {
        "verdict": verdict.action.value,
        "rule": verdict.rule,
        "classes": [data_class.value for data_class in verdict.classes],
    }
    return told | ({"exemptions": list(verdict.exemptions)} if verdict.exemptions else {})


def _closed(uploads: Uploads) -> dict[str, Any]:
    return {} if uploads is Uploads.INSPECT else {"uploads": uploads.value}


def _finding(finding: Finding, start: int, end: int) -> dict[str, Any]:
    return {
        "class": finding.kind.data_class.value,
        "kind": finding.kind.value,
        "start": start,
        "end": end,
        "score": round(finding.score, 3),
        "detector": finding.detector,
    }


def _in_name(finding: Finding) -> dict[str, Any]:
    return {**_finding(finding, finding.start, finding.end), "place": {"part": _NAME}}


def _spot(spot: Spot) -> dict[str, Any]:
    return _at(spot.finding, spot.piece.place, spot.start, spot.end)


def _at(finding: Finding, place: Place, start: int, end: int) -> dict[str, Any]:
    return {**_finding(finding, start, end), "place": _place(place)}


def _place(place: Place) -> dict[str, Any]:
    """Only what the place has; a cell as spreadsheets call it."""
    told: dict[str, Any] = {"part": place.part.value}
    for name in ("page", "sheet", "row", "column"):
        if number := getattr(place, name):
            told[name] = number
    if place.sheet and place.row and place.column:
        told["cell"] = f"{column_letters(place.column)}{place.row}"
    if place.member:
        told["member"] = list(place.member)
    return told


def _line(finding: dict[str, Any], words: DocumentWords | None) -> str:
    line = (
        f"  {finding['start']:>6}-{finding['end']:<6} {finding['kind']:<22} "
        f"{finding['score']:.2f}  {finding['detector']}"
    )
    if "place" not in finding or words is None:
        return line
    told = finding["place"]
    return f"{line}  {words.where([] if told['part'] == _NAME else [_place_of(told)])}"


def _place_of(told: dict[str, Any]) -> Place:
    numbers = {name: told.get(name, 0) for name in ("page", "sheet", "row", "column")}
    return Place(part=Part(told["part"]), member=tuple(told.get("member", ())), **numbers)
