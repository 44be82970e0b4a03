"""
`promptwacht registers`: the organisation's own lists of people, kept as keyed hashes.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import Any

from config.errors import ConfigError
from config.settings import load_settings
from policy.detectors.register_building import Builder
from policy.detectors.register_table import seal_with
from proxy.cli.interface import OK
from proxy.cli.labelled import STDIN, opened
from proxy.register_csv import ALLOWED, PeopleFile, people_file
from proxy.register_files import RegisterFolder, Stored, checked_name

MAX_BYTES = 256 * 1024 * 1024
_RESTART = "Restart the gateway to use it."


def arguments(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="import|list|remove")
    importing = steps.add_parser("import", help="keep the keyed hashes of a list of people")
    importing.add_argument("file", metavar="FILE.csv", help="UTF-8 or Windows-1252; - for stdin")
    importing.add_argument("--name", required=True, help="what to call it, such as leerlingen")
    importing.add_argument(
        "--columns", help=f"what the columns hold, by commas: {', '.join(ALLOWED)}"
    )
    listing = steps.add_parser("list", help="show the registers and how much they hold")
    remove = steps.add_parser("remove", help="delete a register")
    remove.add_argument("name")
    for step in (importing, listing, remove):
        step.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for a file that cannot be read and a name that does not exist."""
    folder = RegisterFolder(load_settings().state_dir)
    try:
        match args.step:
            case "import":
                _import(folder, args)
            case "remove":
                folder.remove(args.name)
                _print(args, {"removed": args.name}, f"Removed {args.name}. Restart the gateway.")
            case _:
                _print_list(folder, args)
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{folder.path}: cannot be used: {reason}") from None
    return OK


def _import(folder: RegisterFolder, args: Namespace) -> None:
    name = checked_name(args.name)
    people = people_file(_content(args.file), _shown(args.file), args.columns)
    key = folder.key()
    builder = Builder(seal_with(key))
    for row in people.rows():
        builder.add(row)
    stored = Stored(
        register=builder.register(name), imported=datetime.now(UTC).replace(microsecond=0)
    )
    if not stored.register.tables:
        raise ConfigError(f"{_shown(args.file)}: nothing in it could be looked up (see --columns)")
    folder.save(stored, key)
    report = _told(stored) | {
        "unusable": {kind.value: count for kind, count in builder.told.items()},
        "ignored_columns": list(people.ignored),
    }
    _print(args, report, _in_words(report, people))


def _content(source: str) -> bytes:
    with opened(source) as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{_shown(source)}: too large (at most {MAX_BYTES} bytes)")
    return content


def _shown(source: str) -> str:
    return "stdin" if source == STDIN else source


def _told(stored: Stored) -> dict[str, Any]:
    register = stored.register
    return {
        "name": register.name,
        "rows": register.rows,
        "imported": stored.imported.isoformat(),
        "entries": {kind.value: len(table) for kind, table in register.tables.items()},
    }


def _in_words(report: dict[str, Any], people: PeopleFile) -> str:
    lines = [f"{_line(report)}. {_RESTART}"]
    lines += [
        f"  {count} of {kind} cannot be looked up: incomplete, too short, or no such number"
        for kind, count in report["unusable"].items()
    ]
    if people.ignored:
        lines.append(f"  columns left out: {', '.join(map(str, people.ignored))}")
    return "\n".join(lines)


def _line(entry: dict[str, Any]) -> str:
    entries = ", ".join(f"{count} {kind}" for kind, count in entry["entries"].items())
    return (
        f"register:{entry['name']}  {entry['rows']} rows, imported {entry['imported']}: {entries}"
    )


def _print_list(folder: RegisterFolder, args: Namespace) -> None:
    entries = [_told(stored) for stored in folder.all()]
    words = "\n".join(_line(entry) for entry in entries) or "There are no registers."
    _print(args, {"registers": entries}, words)


def _print(args: Namespace, report: dict[str, Any], words: str) -> None:
    print(json.dumps(report, ensure_ascii=False, indent=2) if args.json else words)
