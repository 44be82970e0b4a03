"""
`promptwacht hosts`: the AI hosts of the live list, for a front proxy that keeps other traffic away.
"""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.settings import load_settings
from policy.front_hosts import FrontHosts
from proxy.cli.interface import OK


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=["text", "squid", "haproxy"], default="text")
    parser.add_argument("--output", type=Path, metavar="DIR", help="write the front's files there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the hosts, or write them. Raises `ConfigError` when a file cannot be written."""
    hosts = FrontHosts.of(load_policy_for(load_settings()).catalogue)
    if args.json:
        print(json.dumps(asdict(hosts)))
        return OK
    for name, lines in files_for(args.format, hosts).items():
        text = "".join(f"{line}\n" for line in lines)
        if args.output is None:
            print(f"# {name}\n{text}", end="")
        elif _replaced(args.output / name, text):
            print(f"{args.output / name}: written, {len(lines)} entries")
    return OK


def files_for(front: str, hosts: FrontHosts) -> dict[str, tuple[str, ...]]:
    """The files that `front` (`text`, `squid`, `haproxy`) reads: name to lines."""
    below = tuple(f".{domain}" for domain in hosts.suffixes)
    match front:
        case "squid":
            # Squid's leading dot means the domain itself as well.
            named = {"promptwacht-hosts.acl": (*hosts.exact, *below)}
            return named | {"promptwacht-patterns.acl": hosts.expressions}
        case "haproxy":
            return {
                "promptwacht-exact.lst": (*hosts.exact, *hosts.suffixes),
                "promptwacht-below.lst": below,
                "promptwacht-patterns.lst": hosts.expressions,
            }
        case _:
            everything = (*hosts.exact, *below, *hosts.expressions)
            return {"AI hosts; a dot in front means all names below as well": everything}


def _replaced(path: Path, text: str) -> bool:
    """Write `path` in one step; False where it says so already, so that nobody reloads for it."""
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return False
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as wrong:
        raise ConfigError(f"{path}: cannot be written: {wrong.strerror}") from None
    return True
