"""
How a room hands in what it wants deleted: a word of `retention.yaml`, and a function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.retention import Retention

BATCH = 2000
"""Rows that one call may delete: writers beside us wait no longer than that takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a deletion may know."""

    now: datetime
    rules: Retention
    state_dir: Path
    log: str
    """Name of the incident log of this machine; its certificates carry it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What one call deleted."""

    count: int = 0
    """None: then nothing is left that has had its time."""
    oldest: datetime | None = None
    newest: datetime | None = None
    remarks: str = ""


NOTHING = Gone()

type Delete = Callable[[Job], Gone]
"""
Deletes some of what has had its time, and says what. It is called in a transaction, again and
again until it says that nothing was left. It leaves alone what a legal hold or an open incident
needs (`console.retention.holds`).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Something that has a term."""

    name: str
    """Its word in `retention.yaml`; the certificate carries it."""
    delete: Delete
    on_machine: bool = False
    """Files of this machine, rather than rows of the store that all machines share."""
    has_term: bool = True
    """False: it says itself when it is over, so there is no rule to certify."""


_tables: dict[str, list[Table]] = {}
_expiring: dict[str, Table] = {}


def register(name: str, delete: Delete, *, on_machine: bool = False) -> None:
    """
    From now on the daily job calls `delete` for `name`. Several may share a word: each has its
    own certificate. Call it from `AppConfig.ready`. Raises `ValueError` for a word that
    `retention.yaml` does not know.
    """
    if name not in Retention.model_fields:
        raise ValueError(f"retention.yaml knows no '{name}' (add it to config/retention.py)")
    table = Table(name=name, delete=delete, on_machine=on_machine)
    if table not in _tables.setdefault(name, []):
        _tables[name].append(table)


def register_expiring(name: str, delete: Delete) -> None:
    """
    From now on the daily job calls `delete` for rows that carry their own end, such as logins.
    `retention.yaml` has no word for them, and no certificate is made: it could prove nothing.
    """
    _expiring[name] = Table(name=name, delete=delete, has_term=False)


def tables() -> tuple[Table, ...]:
    """Everything that was registered: in the order of `retention.yaml`, then what has no term."""
    with_term = (table for name in Retention.model_fields for table in _tables.get(name, ()))
    return (*with_term, *_expiring.values())
