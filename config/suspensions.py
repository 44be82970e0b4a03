"""
Services stopped for now: `suspensions.yaml` in the state folder, written by the command line and
the console, read by every gateway.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field
from ruamel.yaml import YAML

from config.errors import ConfigError
from config.policy_entries import Entry, Slug
from config.yaml_source import read_yaml, shown
from policy.catalogue import Suspension

FILE_NAME = "suspensions.yaml"

_HEADER = "# Written by `promptwacht services suspend` and `resume`.\n"


class SuspensionEntry(Entry):
    """One service, stopped for everyone or for one department."""

    service: Slug
    department: Slug | None = None
    reason: str = Field(default="", max_length=500)
    """Why, for people; Dutch."""


class SuspensionsFile(Entry):
    """suspensions.yaml in the state folder"""

    suspensions: tuple[SuspensionEntry, ...] = ()


def load_suspensions(path: Path) -> tuple[Suspension, ...]:
    """
    All suspensions in `path`; none where there is no such file. Raises `ConfigError` for a file
    that cannot be read: what was stopped must not come back because of a typing error.
    """
    if not path.exists():
        return ()
    return tuple(
        Suspension(service=entry.service, department=entry.department, reason=entry.reason)
        for entry in read_yaml(path).parsed(SuspensionsFile).suspensions
    )


def save_suspensions(path: Path, suspensions: Iterable[Suspension]) -> None:
    """
    Replace `path` in one step: a reader sees the old file or the new one, never half of one.

    Raises `ConfigError` when it cannot be written; then the old file stands.
    """
    entries = [
        {"service": s.service}
        | ({"department": s.department} if s.department else {})
        | ({"reason": s.reason} if s.reason else {})
        for s in suspensions
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, {"suspensions": entries})
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{shown(path)}: cannot be written: {reason}") from None


def _replace(path: Path, document: object) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_HEADER)
            writer = YAML(typ="safe", pure=True)
            writer.default_flow_style = False
            writer.allow_unicode = True
            writer.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        # Gateways and console may run under different users of one group.
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
