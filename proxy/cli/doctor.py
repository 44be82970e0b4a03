"""
`promptwacht doctor`: is this installation healthy? One line for each part, exit 1 if one is not.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from config.settings import load_settings
from proxy.cli.interface import FINDINGS, OK
from proxy.health_checks import CHECKS, Finding, examine


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Raises `ConfigError` when the settings themselves cannot be read."""
    findings = examine(load_settings(), CHECKS, datetime.now(UTC))
    print(as_json(findings) if args.json else in_words(findings))
    return OK if all(finding.ok for finding in findings) else FINDINGS


def in_words(findings: Sequence[Finding]) -> str:
    wide = max(len(finding.name) for finding in findings)
    return "\n".join(
        f"{'ok  ' if each.ok else 'FAIL'}  {each.name.ljust(wide)}  {each.detail}"
        for each in findings
    )


def as_json(findings: Sequence[Finding]) -> str:
    healthy = all(finding.ok for finding in findings)
    return json.dumps({"ok": healthy, "checks": [asdict(each) for each in findings]}, indent=2)
