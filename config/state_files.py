"""
YAML files in the state folder that people change through the console and the command line.

Each is replaced in one step, and changed by one process at a time.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from config.errors import ConfigError
from config.private_files import replace_file
from config.yaml_source import shown

_MODE = 0o640
"""Gateways and console may run under different users of one group."""


def write_state(path: Path, document: object, *, header: str) -> None:
    """
    Put `document` in `path`, below `header` (comment lines). Raises `ConfigError` when it cannot
    be written; then the old file stands.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 -- only who writes waits for it

    text = StringIO(header)
    text.seek(0, 2)
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.dump(document, text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.getvalue().encode(), mode=_MODE)
        path.chmod(_MODE)  # whatever the umask says
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{shown(path)}: cannot be written: {reason}") from None


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Nobody else changes `path` meanwhile: read, change and write it inside."""
    lock = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{shown(lock)}: cannot be written: {reason}") from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
