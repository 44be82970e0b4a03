"""
The daily deletion: every table in its turn, each with its certificate.

A table that fails does not keep the others from being done; it raises an alarm.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from console.accounts.audit import note
from console.records.models import Alarm
from console.retention.models import DeletionCertificate
from console.retention.registry import Gone, Job, Table, tables

STORE = "store"
ALARM = "retention-failed"

_log = structlog.get_logger()


def run(job: Job, place: str) -> list[str]:
    """
    Delete what has had its time at `place`: the store, or else the files of the machine whose
    log is called so. Returns the words of the tables that could not be done.
    """
    _seal_forgotten()
    failed = []
    for table in tables():
        if table.on_machine is (place == STORE):
            continue
        try:
            _delete_from(table, job, place)
            _all_right(table, place, job.now)
        except Exception as wrong:  # noqa: BLE001 -- one room's mistake may not stop the others
            _log.error("retention.failed", table=table.name, cause=type(wrong).__name__)
            _alarm(table, place, job.now, type(wrong).__name__)
            failed.append(table.name)
    return failed


def _delete_from(table: Table, job: Job, place: str) -> None:
    certificate: DeletionCertificate | None = None
    more = True
    while more:
        with transaction.atomic():
            gone = table.delete(job)
            more = gone.count > 0
            if more and table.has_term:
                certificate = _certified(certificate, gone, table, job, place)
    if certificate is not None:
        _seal(certificate)


def _certified(
    certificate: DeletionCertificate | None, gone: Gone, table: Table, job: Job, place: str
) -> DeletionCertificate:
    known = [at for at in (gone.oldest, gone.newest) if at is not None]
    if certificate is None:
        certificate = DeletionCertificate(
            table=table.name,
            place=place,
            rule=f"{getattr(job.rules, table.name)} ({job.rules.version})",
            count=0,
            at=job.now,
        )
    else:
        known += [at for at in (certificate.oldest, certificate.newest) if at is not None]
    certificate.count += gone.count
    certificate.oldest = _hour(min(known, default=None))
    certificate.newest = _hour(max(known, default=None))
    certificate.remarks = gone.remarks or certificate.remarks
    certificate.save()
    return certificate


def _seal(certificate: DeletionCertificate) -> None:
    """Its line in the audit record: whoever changes the certificate contradicts that line."""
    with transaction.atomic():
        look = note(
            None, "deleted", f"certificate-{certificate.pk}", reason=sealed_words(certificate)
        )
        certificate.chain_hash = look.hash
        certificate.save(update_fields=["chain_hash"])


def sealed_words(certificate: DeletionCertificate) -> str:
    """What the audit record says of `certificate`."""
    ages = [at.isoformat() for at in (certificate.oldest, certificate.newest) if at is not None]
    words = [certificate.table, certificate.place, str(certificate.count), *ages, certificate.rule]
    return "; ".join(words)


def _seal_forgotten() -> None:
    """Certificates of a run that was killed between its deletions and their line."""
    for certificate in DeletionCertificate.objects.filter(chain_hash=""):
        _seal(certificate)


def _hour(at: datetime | None) -> datetime | None:
    return at.replace(minute=0, second=0, microsecond=0) if at else None


def _subject(table: Table, place: str) -> str:
    return f"{table.name} ({place})"


def _alarm(table: Table, place: str, now: datetime, cause: str) -> None:
    Alarm.objects.update_or_create(
        kind=ALARM,
        subject=_subject(table, place),
        resolved_at=None,
        defaults={"detail": cause, "seen_at": now},
        create_defaults={"detail": cause, "seen_at": now, "opened_at": now},
    )


def _all_right(table: Table, place: str, now: datetime) -> None:
    open_alarms = Alarm.objects.filter(
        kind=ALARM, subject=_subject(table, place), resolved_at__isnull=True
    )
    open_alarms.update(resolved_at=now)
