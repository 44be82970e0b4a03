"""
One batch of the incident log, in one transaction: events, incidents, figures, what must be told,
and how far the log was read. Killed anywhere, all of it is there or nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from console.intake.figures import add_figures, figures_of
from console.intake.incidents import IncidentBook
from console.intake.log_tail import Batch, Line, LogTail, Position, Trouble
from console.intake.rows import NotAnEventError, event_of
from console.intake.storing import store
from console.intake.worsening import tell_worse
from console.outbox.telling import Directory
from console.records.alarms import raise_alarm, resolve_alarm
from console.records.models import Alarm, Event, LogPosition
from policy.canary import is_canary

_log = structlog.get_logger()

BATCH = 1000
"""Lines for one transaction."""
_BEAT = timedelta(seconds=30)
"""How often the store learns that we read on, also where nothing is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides about a batch; read anew when its files change."""

    directory: Directory
    minors: frozenset[str] = frozenset()
    """Departments whose clients are children."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one round did."""

    lines: int
    more: bool
    told: bool
    """Whether something waits to be sent."""


@dataclass(slots=True)
class Intake:
    """Takes one log into the store."""

    tail: LogTail
    log: str
    """Name of the log: one for each gateway machine."""
    batch: int = BATCH
    _at: Position | None = field(default=None, init=False)
    """Where we think we are; the store decides."""
    _missing: bool | None = field(default=None, init=False)
    """Whether the alarm about it is open; None before we looked."""
    _told_at: datetime | None = field(default=None, init=False)
    """When the store last learned that we read on."""

    def round(self, rules: Rules, now: datetime) -> Taken:
        """The next lines. Raises `OSError` or Django's `DatabaseError`; then nothing was taken."""
        before = self._at or self._stored()
        self._at = None
        if self._missing is None:
            self._missing = self._is_told_missing()
        # Read and checked before the transaction: others want to write to the store meanwhile.
        batch = self.tail.read(before, self.batch)
        told = False
        is_news = batch.after != before or batch.troubles or self._missing
        if is_news or self._is_beat_due(now):
            with transaction.atomic(durable=True):
                row = self._position(now)
                if _position_of(row) != before:
                    return Taken(0, more=True, told=False)  # somebody else was here
                told = self._tell_troubles(batch, rules, now)
                told |= self._take(batch, rules, now)
                _move(row, batch.after, now)
            self._told_at = now
        self._at, self._missing = batch.after, _is_missing(batch)
        return Taken(len(batch.lines), batch.more, told)

    def _is_beat_due(self, now: datetime) -> bool:
        return self._told_at is None or abs(now - self._told_at) >= _BEAT

    def _stored(self) -> Position:
        row = LogPosition.objects.filter(log=self.log).first()
        return _position_of(row) if row else Position()

    def _is_told_missing(self) -> bool:
        return Alarm.objects.filter(
            kind=Trouble.MISSING, subject=self.log, resolved_at=None
        ).exists()

    def _position(self, now: datetime) -> LogPosition:
        # Locked: two notifiers of one log would take turns, not both take the same lines.
        row, _ = LogPosition.objects.select_for_update().get_or_create(
            log=self.log, defaults={"since": now, "updated_at": now}
        )
        return row

    def _take(self, batch: Batch, rules: Rules, now: datetime) -> bool:
        events, strange = self._events(_unknown(batch.lines))
        told = strange and self._alarm(Trouble.ALTERED, "a line of ours without a time", rules, now)
        book = IncidentBook(notify=rules.directory.notify, minors=rules.minors)
        book.take(events)
        store(events)
        book.after_saving(events)
        add_figures(figures_of(events))
        told |= rules.directory.tell_incidents(book.opened, now)
        for incident, before in book.extended:
            told |= tell_worse(incident, before, rules.directory, now)
        return told

    def _events(self, lines: Sequence[Line]) -> tuple[list[Event], bool]:
        """Those of `lines`, and whether one of them, though signed by us, is none."""
        events, strange = [], False
        for line in lines:
            try:
                event = event_of(line, self.log)
            except NotAnEventError:
                strange = True
                continue
            # The filter tried itself out: no event of anybody's, in no figure and no list.
            if not is_canary(event.department, event.service, event.action):
                events.append(event)
        return events, strange

    def _tell_troubles(self, batch: Batch, rules: Rules, now: datetime) -> bool:
        told = False
        for trouble, where in batch.troubles:
            told |= self._alarm(trouble, where, rules, now)
        if self._missing and not _is_missing(batch):
            resolve_alarm(Trouble.MISSING, self.log, now)
        return told

    def _alarm(self, trouble: Trouble, where: str, rules: Rules, now: datetime) -> bool:
        """Raise it; True when it is new, and somebody will be told."""
        if not raise_alarm(trouble, self.log, now, where):
            return False
        _log.error("intake.trouble", kind=trouble.value, at=where.replace(" ", "-"))
        return rules.directory.tell_alarm(trouble, self.log, where, now)


def _is_missing(batch: Batch) -> bool:
    return any(trouble is Trouble.MISSING for trouble, _ in batch.troubles)


def _position_of(row: LogPosition) -> Position:
    return Position(day=row.day, offset=row.offset, last_hash=row.last_hash, lines=row.lines)


def _move(row: LogPosition, after: Position, now: datetime) -> None:
    row.day, row.offset, row.lines = after.day, after.offset, after.lines
    row.last_hash, row.updated_at = after.last_hash, now
    row.save()


def _unknown(lines: Sequence[Line]) -> list[Line]:
    """
    The lines that are not in the store. All of them, as a rule; but behind a log that was put
    back or moved, reading starts again from an earlier place.
    """
    hashes = [line.hash for line in lines]
    seen = set(Event.objects.filter(line_hash__in=hashes).values_list("line_hash", flat=True))
    fresh = []
    for line in lines:
        if line.hash not in seen:
            seen.add(line.hash)
            fresh.append(line)
    return fresh
