"""
Every event to the collectors that want it, in the form that they read: ECS or OCSF.

A collector gets what comes after it was set up; history is an export. Lines carry the hash of the
log's chain, so that a collector elsewhere can disprove a log that was written anew.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Max

from config.notify import Syslog
from console.outbox.channels import collector_of
from console.outbox.failures import ChannelDownError
from console.outbox.sending import CHANNEL_DOWN
from console.outbox.syslog import NOTICE, WARNING, line_of
from console.records.alarms import raise_alarm, resolve_alarm
from console.records.models import Event, FeedPosition
from policy.incident_export import to_ocsf

_log = structlog.get_logger()

_AT_ONCE = 200
_PAUSE = timedelta(seconds=30)
_ALARM_AFTER = timedelta(hours=1)
_GRAVE = 3


@dataclass(slots=True)
class _Health:
    down_since: datetime | None = None
    try_at: datetime | None = None
    may_be_alarm: bool = True
    """Whether an alarm may be open: this process may have been started anew after it."""


@dataclass(slots=True, kw_only=True)
class Feed:
    """The events of one log, on their way to collectors."""

    log: str
    now: Callable[[], datetime]
    _health: dict[str, _Health] = field(default_factory=dict, init=False)

    def round(self, collectors: Iterable[Syslog]) -> bool:
        """Send what is new; True when there may be more. Raises Django's `DatabaseError`."""
        wanted = [each for each in collectors if each.events != "none"]
        return any([self._one(each) for each in wanted])  # noqa: C419 -- all of them, each time

    def _one(self, entry: Syslog) -> bool:
        health = self._health.setdefault(entry.name, _Health())
        if health.try_at is not None and self.now() < health.try_at:
            return False
        position = self._position(entry.name)
        events = Event.objects.filter(log=self.log, id__gt=position.event_id)
        waiting = list(events.order_by("id")[:_AT_ONCE])
        if not waiting:
            return False
        try:
            self._send(entry, waiting)
        except ChannelDownError as wrong:
            self._down(entry.name, health, str(wrong))
            return False
        # Only now: should we be killed before, these go once more, under the same ids.
        position.event_id = waiting[-1].pk
        position.save(update_fields=["event_id"])
        self._up(entry.name, health)
        return len(waiting) == _AT_ONCE

    def _position(self, channel: str) -> FeedPosition:
        newest = Event.objects.filter(log=self.log).aggregate(newest=Max("id"))["newest"]
        position, _ = FeedPosition.objects.get_or_create(
            channel=channel, log=self.log, defaults={"event_id": newest or 0}
        )
        return position

    def _send(self, entry: Syslog, events: Sequence[Event]) -> None:
        host = socket.gethostname()
        with collector_of(entry).connected() as session:
            for event in events:
                document = document_of(event)
                session.send(
                    line_of(
                        to_ocsf(document) if entry.events == "ocsf" else document,
                        message_id="event",
                        severity=WARNING if event.severity >= _GRAVE else NOTICE,
                        at=event.at,
                        host=host,
                    )
                )

    def _down(self, name: str, health: _Health, what: str) -> None:
        now = self.now()
        health.try_at = now + _PAUSE
        if health.down_since is None:
            _log.warning("feed.channel-down", channel=name, error=what)
            health.down_since = now
        health.may_be_alarm = True
        if now - health.down_since >= _ALARM_AFTER:
            raise_alarm(CHANNEL_DOWN, name, now, what)

    def _up(self, name: str, health: _Health) -> None:
        if health.may_be_alarm:
            resolve_alarm(CHANNEL_DOWN, name, self.now())
        health.may_be_alarm = False
        health.down_since = health.try_at = None


def document_of(event: Event) -> Mapping[str, Any]:
    """The event as nested ECS fields, as in the log (contract part 6)."""
    own: dict[str, Any] = {
        "department": event.department,
        "service": event.service,
        "list_status": event.list_status,
        "channel": event.channel,
        "decision": event.decision,
        "forwarded": event.forwarded,
        "classes": event.classes,
        "findings": event.findings,
        "policy_version": event.policy_version,
        "list_version": event.list_version,
        "log": event.log,
        "chain": {"hash": event.line_hash},
    }
    if event.trial:
        own["trial"] = event.trial
    if event.enisa_score is not None:
        own["enisa"] = {"score": event.enisa_score, "level": event.enisa_level}
    return {
        "@timestamp": event.at.isoformat(timespec="milliseconds"),
        "ecs": {"version": "8.17.0"},
        "event": {
            "id": event.code,
            "kind": "alert",
            "category": ["network"],
            "action": event.action,
            "outcome": "success" if event.forwarded == "no" else "unknown",
            "reason": event.reason,
            "severity": event.severity,
        },
        "rule": {"id": event.rule, "version": event.rule_version},
        "user": {"hash": event.user_hash},
        "destination": {"domain": event.domain},
        "observer": {"name": "promptwacht", "type": "proxy"},
        "promptwacht": own,
    }
