"""
Deletions from the state folder of this machine: old days of the logs, keys of old pseudonyms.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from config.day_files_expiry import DroppedDay, drop_oldest_day
from config.private_files import read_key
from console.records.models import LogPosition
from console.retention.holds import earliest, periods
from console.retention.registry import NOTHING, Gone, Job, register
from policy.span import Span

INCIDENTS, STATEMENTS = "incidents", "statements"
SECRETS, CHAIN_KEY = "secrets", "chain.key"
"""Where the gateway keeps its logs and keys in the state folder."""

_QUARTER_KEY = re.compile(r"pseudonym-([0-9]{4})-Q([1-4])\.key")
_MONTHS = 3


def incident_log(job: Job) -> Gone:
    """
    The oldest day of the incident log, once all of it has had its time: no further than the
    first event that an open or held incident needs, and never a day that the store does not
    have yet.
    """
    due = job.rules.events.before(job.now)
    limits = [due, *([first] if (first := earliest()) else [])]
    days = [limit.astimezone(UTC).date().isoformat() for limit in limits]
    return _oldest_day(job, INCIDENTS, min([*days, _taken_in(job.log)]))


def statements(job: Job) -> Gone:
    """The oldest day of what people stated about files."""
    due = job.rules.upload_statements.before(job.now)
    return _oldest_day(job, STATEMENTS, due.astimezone(UTC).date().isoformat())


def pseudonym_keys(job: Job) -> Gone:
    """
    One key of a quarter that is long enough over. Without it nobody can tell whose its incidents
    were; so it stays as long as an open or held incident has an event in that quarter.
    """
    due = job.rules.pseudonym_keys.before(job.now)
    for file, first, end in _quarter_keys(job.state_dir / SECRETS):
        if end <= due and not any(begun < end and last >= first for begun, last in periods()):
            _erase(file)
            return Gone(count=1, oldest=first, newest=first)
    return NOTHING


def register_all() -> None:
    """What this room deletes from the state folder."""
    register("events", incident_log, on_machine=True)
    register("upload_statements", statements, on_machine=True)
    register("pseudonym_keys", pseudonym_keys, on_machine=True)


def _taken_in(log: str) -> str:
    """The day up to which the log is in the store; nothing goes before somebody took it in."""
    position = LogPosition.objects.filter(log=log).first()
    return position.day if position else ""


def _oldest_day(job: Job, log: str, before: str) -> Gone:
    folder = job.state_dir / log
    if not folder.is_dir():
        return NOTHING
    dropped = drop_oldest_day(folder, read_key(job.state_dir / SECRETS / CHAIN_KEY), before)
    return NOTHING if dropped is None else _told(dropped)


def _told(dropped: DroppedDay) -> Gone:
    at = datetime.fromisoformat(dropped.day).replace(tzinfo=UTC)
    remark = f"{dropped.faults} lines of {dropped.day} were not sound" if dropped.faults else ""
    # An empty day counts as one, or the job would stop at it.
    return Gone(count=max(dropped.lines, 1), oldest=at, newest=at, remarks=remark)


def _quarter_keys(secrets: Path) -> list[tuple[Path, datetime, datetime]]:
    """Each key with the first moment of its quarter and that of the next."""
    found = []
    for file in sorted(secrets.glob("pseudonym-*.key")):
        if name := _QUARTER_KEY.fullmatch(file.name):
            first = datetime(int(name[1]), 1 + _MONTHS * (int(name[2]) - 1), 1, tzinfo=UTC)
            found.append((file, first, Span(months=-_MONTHS).before(first)))
    return found


def _erase(file: Path) -> None:
    """Overwritten first: on a plain disk nothing is left; on flash it costs nothing to try."""
    with file.open("r+b") as key:
        key.write(bytes(file.stat().st_size))
        key.flush()
    file.unlink()
