"""
`promptwacht incidents`: read the incident log, hand it on, and prove that nobody touched it.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.private_files import read_key
from config.settings import load_settings
from policy.canary import is_canary
from policy.incident import EventAction
from policy.incident_chain import Report
from policy.incident_export import FORMATS, Line, as_json, at
from proxy.cli.interface import FINDINGS, OK
from proxy.incident_log import CHAIN_KEY, INCIDENTS
from proxy.incident_reading import read_incidents, verify_folder

_SHOWN = {
    "@timestamp": 19,
    "event.id": 12,
    "event.action": 15,
    "promptwacht.department": 16,
    "promptwacht.service": 16,
    "rule.id": 24,
}
"""What `list` shows of an incident, and how wide."""


_FIRST, _LAST = "0001-01-01", "9999-12-31"


def arguments(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="list|export|verify")
    listing = steps.add_parser("list", help="show incidents, oldest first")
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    export = steps.add_parser("export", help="write incidents in another format")
    export.add_argument("--format", choices=list(FORMATS), required=True)
    export.add_argument("--output", type=Path, metavar="FILE", help="left out: standard output")
    verify = steps.add_parser("verify", help="check the hash chain; exit 1 if it is broken")
    verify.add_argument("--key", type=Path, metavar="FILE", help="left out: that of this machine")
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    for step in (listing, export, verify):
        step.add_argument("--folder", type=Path, help="the log's folder; left out: this machine's")
    for step in (listing, export):
        _filters(step)


def _filters(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=_day, default=_FIRST, metavar="DAY", help="first day, in UTC"
    )
    parser.add_argument("--until", type=_day, default=_LAST, metavar="DAY", help="last day")
    parser.add_argument("--department", metavar="SLUG")
    parser.add_argument("--service", metavar="SLUG")
    parser.add_argument(
        "--canary", action="store_true", help="also those with which the filter tries itself out"
    )
    parser.add_argument("--action", choices=[action.value for action in EventAction])


def run(args: Namespace) -> int:
    """Raises `ConfigError` when the log or its key cannot be read."""
    folder = args.folder or load_settings().state_dir / INCIDENTS
    try:
        if args.step == "verify":
            return _verify(args, folder)
        incidents = selected(args, folder)
        if args.step == "export":
            _export(FORMATS[args.format](incidents), args.output)
        else:
            sys.stdout.writelines(as_json(incidents) if args.json else _table(incidents))
    except BrokenPipeError:
        raise
    except OSError as e:
        raise ConfigError(f"{e.filename or folder}: {e.strerror} (a folder with a log)") from None
    return OK


def selected(args: Namespace, folder: Path) -> Iterator[dict[str, Any]]:
    """The incidents that the filters let through; none where no log was begun yet."""
    wanted = {
        path: value
        for path, value in {
            "promptwacht.department": args.department,
            "promptwacht.service": args.service,
            "event.action": args.action,
        }.items()
        if value is not None
    }
    if args.folder is None and not folder.exists():
        return
    for incident in read_incidents(folder, args.since, args.until):
        if not args.canary and _is_canary(incident):
            continue
        if all(at(incident, path) == value for path, value in wanted.items()):
            yield incident


def _is_canary(incident: dict[str, Any]) -> bool:
    where = ("promptwacht.department", "promptwacht.service", "event.action")
    return is_canary(*(str(at(incident, path)) for path in where))


def _export(pieces: Iterable[str], output: Path | None) -> None:
    if output is None:
        sys.stdout.writelines(pieces)
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def _table(incidents: Iterable[Line]) -> Iterator[str]:
    for incident in incidents:
        cells = (str(at(incident, path) or "-")[:wide].ljust(wide) for path, wide in _SHOWN.items())
        found = at(incident, "promptwacht.findings") or []
        kinds = ", ".join(f"{each['count']} {each['kind']}" for each in found)
        yield f"{'  '.join(cells)}  {kinds}".rstrip() + "\n"


def _verify(args: Namespace, folder: Path) -> int:
    key = read_key(args.key or load_settings().state_dir / CHAIN_KEY)
    report = verify_folder(folder, key)
    print(json.dumps(_as_json(report)) if args.json else "\n".join(_in_words(report)))
    return OK if report.sound else FINDINGS


def _in_words(report: Report) -> Iterator[str]:
    yield from map(str, report.faults)
    state = "sound" if report.sound else "BROKEN"
    yield f"{state}: {report.lines} incidents in {report.files} files"
    yield f"last hash {report.last_hash} (keep it elsewhere: it proves what was there today)"


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "sound": report.sound,
        "files": report.files,
        "lines": report.lines,
        "last_hash": report.last_hash,
        "faults": [
            {"file": fault.file, "line": fault.line, "what": fault.what} for fault in report.faults
        ],
    }


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"'{text}' is no day (2026-11-23)") from None
