"""
`promptwacht backup FILE`: everything that must survive, in one file, while the product runs.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.settings import load_settings
from proxy.backup_archive import Manifest, write_backup
from proxy.backup_contents import Source, left_out
from proxy.cli.interface import OK
from proxy.cli.passphrase import add_argument, passphrase_of


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to make")
    add_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for what cannot be read or written; then there is no such file."""
    settings = load_settings()
    target: Path = args.file.absolute()
    if not settings.state_dir.is_dir():
        raise ConfigError(f"PROMPTWACHT_STATE_DIR: there is no {settings.state_dir} to back up")
    if target.resolve().is_relative_to(settings.state_dir.resolve()):
        raise ConfigError(f"{args.file}: is inside the state folder (name another place)")
    passphrase = passphrase_of(args)
    source = Source(
        state_dir=settings.state_dir,
        policy_dir=settings.policy_dir,
        database_url=settings.database_url,
        with_identities=passphrase is not None,
    )
    try:
        manifest = write_backup(source, target, passphrase)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{args.file}: the backup was not made: {reason}") from None
    elsewhere = [str(file) for file in (settings.ca_file, settings.proxy_users_file) if file]
    report = told(args.file, target.stat().st_size, manifest) | {
        "not_included": elsewhere,
        "left_out": left_out(source),
    }
    print(json.dumps(report) if args.json else in_words(report))
    return OK


def told(file: Path, size: int, manifest: Manifest) -> dict[str, Any]:
    return {
        "file": str(file),
        "bytes": size,
        "made_at": manifest.made_at,
        "version": manifest.version,
        "sealed": manifest.sealed,
        "store": manifest.store or None,
        "files": len(manifest.files),
        "unpacked_bytes": manifest.bytes,
    }


def in_words(report: dict[str, Any]) -> str:
    lines = [
        f"{report['file']}: {report['files']} files, {report['bytes']} bytes, "
        + ("under your passphrase." if report["sealed"] else "NOT encrypted: it holds keys.")
    ]
    if report["store"] is None:
        lines.append("There was no store yet.")
    if report["left_out"]:
        lines.append(
            "Left out, because it is not encrypted: who is behind the pseudonyms "
            f"({', '.join(report['left_out'])}). Give --passphrase-file to take it along."
        )
    lines += [
        f"Not in it, because a setting names it elsewhere: {f}" for f in report["not_included"]
    ]
    return "\n".join(lines)
