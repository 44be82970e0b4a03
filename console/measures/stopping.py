"""
Stopping a service at once, and opening it again with two people (R-425, R-607).

What holds is `suspensions.yaml`, which the command line writes too; the store keeps who and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from config.state_files import one_writer
from config.suspensions import FILE_NAME, load_suspensions, save_suspensions
from console.accounts import audit
from console.accounts.models import Account
from console.measures.granting import ChangedError
from console.measures.models import Series, Stop
from policy.catalogue import Suspension

_STOPS: Final = "ST"
"""Of the row that whoever changes stops locks; it numbers nothing."""
_LONGEST: Final = 500
"""Characters of a reason in the audit record."""


class OwnRequestError(Exception):
    """Whoever asked to open a service may not be the second person too."""


def stop(
    wanted: Suspension,
    by: Account,
    *,
    state_dir: Path,
    now: datetime,
    request: HttpRequest | None = None,
) -> Stop:
    """
    Stop a service, open connections too, within seconds. Nobody else needs to agree. Stopping
    again what is stopped changes its reason. Raises `ConfigError`; then nothing has changed.
    """
    with transaction.atomic(), _one_at_a_time():
        row, _ = Stop.objects.select_for_update().update_or_create(
            service=wanted.service,
            department=wanted.department or "",
            reopened_at=None,
            defaults={
                "reason": wanted.reason,
                "stopped_at": now,
                "stopped_by": by,
                # Whoever asked to open it meant another stop.
                "reopening_asked_at": None,
                "reopening_asked_by": None,
                "reopening_reason": "",
            },
        )
        audit.note(by, "service-stopped", _subject(row), reason=wanted.reason, request=request)
        _write(state_dir, add=wanted)
    return row


def ask_to_reopen(
    pk: int, because: str, by: Account, *, now: datetime, request: HttpRequest | None = None
) -> Stop:
    """The first of two people. Raises `ChangedError` when it is asked for or open already."""
    with transaction.atomic():
        row = Stop.objects.select_for_update().get(pk=pk)
        if row.reopened_at or row.reopening_asked_at:
            raise ChangedError(_subject(row))
        row.reopening_asked_at, row.reopening_asked_by = now, by
        row.reopening_reason = because
        row.save(update_fields=["reopening_asked_at", "reopening_asked_by", "reopening_reason"])
        audit.note(by, "reopening-asked", _subject(row), reason=because, request=request)
    return row


def decline(pk: int, by: Account, *, request: HttpRequest | None = None) -> Stop:
    """Do not open it; anybody with the right may say so. Raises `ChangedError`."""
    with transaction.atomic():
        row = Stop.objects.select_for_update().get(pk=pk)
        if row.reopened_at or not row.reopening_asked_at:
            raise ChangedError(_subject(row))
        row.reopening_asked_at = row.reopening_asked_by = None
        row.reopening_reason = ""
        row.save(update_fields=["reopening_asked_at", "reopening_asked_by", "reopening_reason"])
        audit.note(by, "reopening-declined", _subject(row), request=request)
    return row


def reopen(
    pk: int,
    by: Account,
    *,
    state_dir: Path,
    now: datetime,
    request: HttpRequest | None = None,
) -> Stop:
    """
    The second of two people: the service is open again within seconds.

    Raises `OwnRequestError`, `ChangedError`, and `ConfigError`; then it stays stopped.
    """
    with transaction.atomic(), _one_at_a_time():
        row = Stop.objects.select_for_update().get(pk=pk)
        if row.reopened_at or not row.reopening_asked_at:
            raise ChangedError(_subject(row))
        if row.reopening_asked_by_id == by.pk:
            raise OwnRequestError(_subject(row))
        row.reopened_at, row.reopened_by = now, by
        row.save(update_fields=["reopened_at", "reopened_by"])
        audit.note(by, "service-reopened", _subject(row), request=request)
        _write(state_dir, remove=(row.service, row.department or None))
    return row


def take_over(state_dir: Path, now: datetime) -> list[Stop]:
    """
    What is stopped, as the file says: rows are made for what the command line stopped, and closed
    for what it opened. Raises `ConfigError` for a file that cannot be read.
    """
    path = state_dir / FILE_NAME
    # Nobody stops or opens anything meanwhile, or their row would look like one of the file's past.
    with transaction.atomic(), _one_at_a_time(), one_writer(path):
        kept = {(s.service, s.department or ""): s for s in load_suspensions(path)}
        rows = {(r.service, r.department): r for r in _open_rows()}
        for place in rows.keys() - kept.keys():
            rows[place].reopened_at = now
            rows[place].save(update_fields=["reopened_at"])
            audit.note(None, "service-reopened", _subject(rows[place]), reason="command line")
        for service, department in kept.keys() - rows.keys():
            reason = kept[service, department].reason
            row = Stop.objects.create(
                service=service, department=department, reason=reason, stopped_at=now
            )
            said = f"command line: {reason}"[:_LONGEST]
            audit.note(None, "service-stopped", _subject(row), reason=said)
        return list(_open_rows())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """
    Until the transaction ends, nobody else changes rows and file together. Always before the lock
    of the file: two locks that are taken in two orders would wait for each other.
    """
    Series.objects.get_or_create(prefix=_STOPS, year=0)
    Series.objects.select_for_update().get(prefix=_STOPS, year=0)
    yield


def _open_rows() -> Iterable[Stop]:
    return Stop.objects.filter(reopened_at=None).select_for_update().order_by("-stopped_at")


def _write(
    state_dir: Path,
    *,
    add: Suspension | None = None,
    remove: tuple[str, str | None] | None = None,
) -> None:
    path = state_dir / FILE_NAME
    gone = (add.service, add.department) if add else remove
    with one_writer(path):
        others = [s for s in load_suspensions(path) if (s.service, s.department) != gone]
        save_suspensions(path, [*others, *([add] if add else [])])


def _subject(row: Stop) -> str:
    return f"{row.service}@{row.department or '*'}"[:64]
