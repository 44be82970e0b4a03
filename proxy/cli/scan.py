"""
`promptwacht scan`: what the gateway would do with a text or a document, and what it finds in it.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.settings import load_settings
from policy.verdict import Action
from proxy.caged_reader import CagedReader
from proxy.cli.interface import FINDINGS, OK
from proxy.cli.labelled import json_lines, text_of
from proxy.cli.scan_copies import Copies
from proxy.cli.scan_files import Inspector
from proxy.cli.scan_progress import counted
from proxy.cli.scan_reports import as_json, in_words, report_of
from proxy.cli.scan_sources import sources_of
from proxy.judging import open_desk


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="files, folders or patterns, or - for stdin"
    )
    parser.add_argument(
        "--jsonl", action="store_true", help='read {"id": …, "text": …} lines, write one line each'
    )
    parser.add_argument("--department", metavar="SLUG", help="whose rules hold")
    parser.add_argument(
        "--service", metavar="SLUG", default="chatgpt", help="which AI service (default: chatgpt)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per file")
    parser.add_argument(
        "--redact-to",
        metavar="DIR",
        type=Path,
        help="write copies with placeholders here (txt, csv, md, docx, xlsx)",
    )


def run(args: Namespace) -> int:
    """
    0: all of it may be sent as it is; 1: something may not. Raises `ConfigError` for a line
    that is no JSON and for a file that cannot be opened.
    """
    if args.jsonl and args.redact_to:
        raise ConfigError("--redact-to: writes copies of files, so it does not go with --jsonl")
    desk = open_desk(args.department, args.service)
    sources = sources_of(args.files)
    is_json = args.json or args.jsonl
    strictest = Action.ALLOW
    with CagedReader(load_settings()) as reader:
        inspector = Inspector(desk=desk, reader=reader)
        reports = _from_lines if args.jsonl else _from_file
        copies = _copies(args.redact_to, inspector)
        for source in counted(sources, shown=not is_json):
            for report in reports(source, inspector, copies):
                print(as_json(report) if is_json else in_words(report, desk.words))
                strictest = max(strictest, Action(report["verdict"]), key=lambda a: a.strictness)
    return OK if strictest is Action.ALLOW else FINDINGS


def _copies(folder: Path | None, inspector: Inspector) -> Copies | None:
    if folder is None:
        return None
    copies = Copies(folder=folder, inspector=inspector)
    copies.prepare()
    return copies


def _from_lines(source: str, inspector: Inspector, _: Copies | None) -> Iterator[dict[str, Any]]:
    for number, entry in json_lines(source):
        text = text_of(source, number, entry)
        yield {"id": entry.get("id", str(number)), **report_of(inspector.desk.look(text))}


def _from_file(
    source: str, inspector: Inspector, copies: Copies | None
) -> Iterator[dict[str, Any]]:
    looked = inspector.look(source)
    told = copies.told(source, looked) if copies else {}
    yield {**inspector.report(source, looked), **told}
