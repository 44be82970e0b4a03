"""
`promptwacht restore FILE`: an installation as it was when the backup was made.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.settings import load_settings
from proxy.cli.interface import FINDINGS, OK
from proxy.cli.passphrase import add_argument, passphrase_of
from proxy.restoring import POLICY_COPY, Restored, restore


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what `promptwacht backup` made")
    add_argument(parser)
    parser.add_argument(
        "--force", action="store_true", help="move what is there aside instead of refusing"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """
    0; 1 when everything is back but the incident log in the backup does not verify. Raises
    `ConfigError` for a backup that cannot be used, and where something is in the way.
    """
    settings = load_settings()
    try:
        done = restore(args.file, settings, passphrase_of(args), force=args.force)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{settings.state_dir}: cannot be restored: {reason}") from None
    report = told(done, settings.state_dir)
    print(json.dumps(report) if args.json else in_words(report))
    return FINDINGS if done.fault else OK


def told(done: Restored, state: Path) -> dict[str, Any]:
    return {
        "state_dir": str(state),
        "made_at": done.manifest.made_at,
        "version": done.manifest.version,
        "sealed": done.manifest.sealed,
        "files": len(done.manifest.files),
        "moved_aside": str(done.moved_aside) if done.moved_aside else None,
        "incident_lines": done.lines,
        "incident_fault": done.fault or None,
    }


def in_words(report: dict[str, Any]) -> str:
    lines = [
        f"{report['files']} files of {report['made_at']} are back in {report['state_dir']}.",
        f"The policy of that day is in {POLICY_COPY}; POLICY_DIR was not touched.",
    ]
    if not report["sealed"]:
        lines.append("It was not encrypted, so it does not tell who is behind older pseudonyms.")
    if report["moved_aside"]:
        lines.append(f"What was there is now {report['moved_aside']}.")
    if report["incident_fault"]:
        lines.append(f"The incident log in the backup is NOT sound: {report['incident_fault']}")
    else:
        lines.append(f"The incident log is sound: {report['incident_lines']} lines.")
    return "\n".join(lines)
