"""
`promptwacht published`: the organisation's own published files, which pass by their bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from config.errors import ConfigError
from config.settings import load_settings
from proxy.cli.interface import OK
from proxy.cli.labelled import STDIN, complaint, opened
from proxy.cli.scan_sources import sources_of
from proxy.published_files import MAX_HASHES, PublishedFolder, PublishedList, checked_name

DEFAULT_NAME = "published"
_SUM = re.compile(rb"\\?([0-9a-fA-F]{64})(?:  ?\*?.+)?")
"""A line of `sha256sum`; a backslash before it means that the name is escaped (GNU coreutils)."""
_LONGEST_LINE = 64 * 1024
_PIECE = 1024 * 1024
_EMPTY = hashlib.sha256().digest()


def arguments(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="import|list|remove")
    importing = steps.add_parser("import", help="keep the hashes of published files")
    importing.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="files, folders with all in them, patterns, or what sha256sum printed (- for stdin)",
    )
    importing.add_argument(
        "--name",
        default=DEFAULT_NAME,
        help=f"what to call the list, of which it takes the place (default: {DEFAULT_NAME})",
    )
    listing = steps.add_parser("list", help="show the lists and how much they hold")
    remove = steps.add_parser("remove", help="delete a list")
    remove.add_argument("name")
    for step in (importing, listing, remove):
        step.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for a file that cannot be read and a name that does not exist."""
    folder = PublishedFolder(load_settings().state_dir)
    try:
        match args.step:
            case "import":
                _import(folder, args)
            case "remove":
                folder.remove(args.name)
                _print(args, {"removed": args.name}, f"Removed {args.name}.")
            case _:
                entries = [_told(each) for each in folder.all()]
                words = "\n".join(map(_line, entries)) or "There are no lists."
                _print(args, {"published": entries}, words)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{folder.path}: cannot be used: {reason}") from None
    return OK


def _import(folder: PublishedFolder, args: Namespace) -> None:
    name = checked_name(args.name)
    digests = _digests(args.paths)
    before = _before(folder, name)
    published = PublishedList(
        name=name, imported=datetime.now(UTC).replace(microsecond=0), digests=digests
    )
    folder.save(published)
    report = _told(published) | {
        "added": len(digests - before),
        "dropped": len(before - digests),
    }
    words = f"{_line(report)}; {report['added']} added, {report['dropped']} dropped."
    _print(args, report, words)


def _digests(paths: Sequence[str]) -> frozenset[bytes]:
    """Raises `ConfigError` when there is nothing, or more than a list holds."""
    found: set[bytes] = set()
    for path in paths:
        # A list of sums is named itself; a folder holds documents, whatever is in them.
        sources = sources_of([path])
        is_named = sources == [path]
        for source in sources:
            found.update(_of_file(source, may_be_sums=is_named))
            if len(found) > MAX_HASHES:
                raise ConfigError(f"{path}: too many files (at most {MAX_HASHES} in one list)")
    found.discard(_EMPTY)
    if not found:
        raise ConfigError(f"{paths[0]}: there is nothing to import (a file that is not empty)")
    return frozenset(found)


def _of_file(source: str, *, may_be_sums: bool) -> Iterator[bytes]:
    if may_be_sums and (source == STDIN or _looks_like_sums(source)):
        yield from _sums(source)
        return
    with opened(source) as file:
        digest = hashlib.sha256()
        while piece := file.read(_PIECE):
            digest.update(piece)
        yield digest.digest()


def _looks_like_sums(source: str) -> bool:
    with opened(source) as file:
        return bool(_SUM.fullmatch(file.readline(_LONGEST_LINE).rstrip(b"\r\n")))


def _sums(source: str) -> Iterator[bytes]:
    """Raises `ConfigError` for a line of another form: somebody would miss that file."""
    with opened(source) as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            if not (found := _SUM.fullmatch(line.rstrip(b"\r\n"))):
                what = "not a line of sha256sum (allowed: 64 hexadecimal digits, then the name)"
                raise complaint(source, number, what)
            yield bytes.fromhex(found[1].decode())


def _before(folder: PublishedFolder, name: str) -> frozenset[bytes]:
    """What the list held; a damaged one makes way."""
    try:
        return folder.load(name).digests if name in folder.names() else frozenset()
    except ConfigError:
        return frozenset()


def _told(published: PublishedList) -> dict[str, Any]:
    return {
        "name": published.name,
        "files": len(published.digests),
        "imported": published.imported.isoformat(),
    }


def _line(entry: dict[str, Any]) -> str:
    return f"{entry['name']}  {entry['files']} files, imported {entry['imported']}"


def _print(args: Namespace, report: dict[str, Any], words: str) -> None:
    print(json.dumps(report, ensure_ascii=False, indent=2) if args.json else words)
