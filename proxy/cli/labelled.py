"""
JSON Lines on the command line: read line by line, and refused by file and line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from config.errors import ConfigError

STDIN = "-"
MAX_LINE_BYTES = 64 * 1024 * 1024


@contextmanager
def opened(source: str) -> Iterator[BinaryIO]:
    """The file called `source`, or standard input for `-`. Raises `ConfigError`."""
    if source == STDIN:
        yield sys.stdin.buffer
        return
    try:
        file = Path(source).open("rb")  # noqa: SIM115 -- closed below; only opening may be refused
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{source}: cannot be read: {reason}") from None
    with file:
        yield file


def json_lines(source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """
    Line number and object of each line that is not blank.

    Raises `ConfigError` for what is no JSON object; it does not quote the line.
    """
    with opened(source) as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise complaint(source, number, f"too long (at most {MAX_LINE_BYTES} bytes)")
            if line.strip():
                yield number, _object(source, number, line)


def complaint(source: str, line: int, what: str, column: int = 1) -> ConfigError:
    name = "stdin" if source == STDIN else source
    return ConfigError(f"{name}:{line}:{column}: {what}")


def text_of(source: str, number: int, entry: dict[str, Any]) -> str:
    """The `text` of a line. Raises `ConfigError`."""
    text = entry.get("text")
    if not isinstance(text, str):
        raise complaint(source, number, '"text" is missing or no string (a line needs one)')
    return text


def _object(source: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as wrong:
        raise complaint(source, number, f"not JSON: {wrong.msg.lower()}", wrong.colno) from None
    except UnicodeDecodeError:
        raise complaint(source, number, "not UTF-8") from None
    except RecursionError:
        raise complaint(source, number, "nested too deeply") from None
    if not isinstance(entry, dict):
        raise complaint(source, number, "not a JSON object (one object per line)")
    return entry
