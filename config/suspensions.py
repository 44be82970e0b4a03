"""
Services stopped for now: `suspensions.yaml` in the state folder, written by the command line and
the console, read by every gateway.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from config.policy_entries import Entry, Slug
from config.state_files import write_state
from config.yaml_source import read_yaml
from policy.catalogue import Suspension

FILE_NAME = "suspensions.yaml"

_HEADER = "# Written by the console and by `promptwacht services suspend` and `resume`.\n"


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
    write_state(path, {"suspensions": entries}, header=_HEADER)
