"""
The option for a passphrase: from a file or from stdin, never on the command line.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.errors import ConfigError
from config.private_files import read_private_file

STDIN = "-"
LEAST = 12
_LIMIT = 4096


def add_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help="its first line is the passphrase; mode 0600, or - for stdin",
    )


def passphrase_of(args: Namespace) -> bytes | None:
    """What the first line says; None where nobody gave a file. Raises `ConfigError`."""
    source: str | None = args.passphrase_file
    if source is None:
        return None
    if source == STDIN:
        content = sys.stdin.buffer.read(_LIMIT)
    else:
        content = read_private_file(Path(source), limit=_LIMIT)
    line = content.partition(b"\n")[0].rstrip(b"\r")
    if len(line) < LEAST:
        where = "stdin" if source == STDIN else source
        raise ConfigError(f"{where}:1:1: too short for a passphrase (at least {LEAST} characters)")
    return line
