"""
One round of sending: what is due is claimed, sent, and marked as sent.

A channel that is down is tried by one message now and then, so that an outage of a day costs
nobody a flood and nobody's message a place; when it is back, all that waited leaves. A message
that is refused by itself waits longer each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.db import transaction
from django.db.models import Case, Q, Value, When

from console.outbox.failures import ChannelDownError, RefusedError, UnusableError
from console.outbox.relevance import is_moot
from console.records.alarms import raise_alarm, resolve_alarm
from console.records.models import Notification
from console.records.models.notification import MOOT, Delivery

_log = structlog.get_logger()

CHANNEL_DOWN = "channel-down"
"""Kind of alarm."""

_AT_ONCE = 50
"""Notifications that one round claims for a channel."""
_LEASE = timedelta(minutes=10)
"""Whoever claimed one and has not told by then is taken for dead."""
_PROBE_FIRST, _PROBE_LATER = timedelta(seconds=20), timedelta(seconds=60)
_ALARM_AFTER = timedelta(hours=1)
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_GIVE_UP_AFTER = timedelta(days=7)
_FOREVER = frozenset({"leak", "deadline"})
"""Kinds that are never given up."""
_URGENT_FIRST = Case(When(kind__in=sorted(_FOREVER), then=Value(0)), default=Value(1))


class Sender(Protocol):
    """An open connection of one channel."""

    def __call__(self, notification: Notification) -> None:
        """Raises `ChannelDownError` or `RefusedError`."""
        ...


type Connect = Callable[[], AbstractContextManager[Sender]]
"""Opens a channel; raises `ChannelDownError`."""


@dataclass(slots=True)
class _Health:
    """What we know of one channel."""

    down_since: datetime | None = None
    try_at: datetime | None = None
    may_be_alarm: bool = True
    """Whether an alarm may be open: this process may have been started anew after it."""


@dataclass(slots=True, kw_only=True)
class Outbox:
    """Sends what waits. One for each process; several processes may share a store."""

    me: str
    """Name of this sender; what it had claimed when it died is its own again."""
    _health: dict[tuple[str, str], _Health] = field(default_factory=dict, init=False)
    _started: bool = field(default=False, init=False)
    _delivered: dict[int, datetime] = field(default_factory=dict, init=False)
    """Sent, and not yet marked as such in the store."""

    def start_once(self, now: datetime) -> None:
        """Before the first round: what this sender had under way when it died is due again."""
        if self._started:
            return
        Notification.objects.filter(state=Delivery.SENDING, claimed_by=self.me).update(
            state=Delivery.PENDING, next_at=now
        )
        self._started = True

    def round(
        self, channels: Mapping[tuple[str, str], Connect], now: Callable[[], datetime]
    ) -> int:
        """
        Send what is due over `channels`: by channel and, for webhooks and syslog, by recipient.
        How many were sent. Raises Django's `DatabaseError`.
        """
        self._settle_delivered()
        sent = 0
        for name, connect in channels.items():
            health = self._health.setdefault(name, _Health())
            if health.try_at is None or now() >= health.try_at:
                sent += self._channel(name, connect, health, now)
        return sent

    def _channel(
        self,
        name: tuple[str, str],
        connect: Connect,
        health: _Health,
        now: Callable[[], datetime],
    ) -> int:
        claimed = self._claim(name, now(), 1 if health.down_since else _AT_ONCE)
        if not claimed:
            return 0
        left = list(claimed)
        sent = 0
        try:
            with connect() as send:
                for notification in claimed:
                    sent += self._send(notification, send, now())
                    left.remove(notification)
        except ChannelDownError as wrong:
            self._down(name, health, left, wrong, now())
        else:
            self._up(name, health, now())
        return sent

    def _claim(self, name: tuple[str, str], now: datetime, most: int) -> list[Notification]:
        channel, recipient = name
        due = Q(state=Delivery.PENDING) | Q(state=Delivery.SENDING)
        with transaction.atomic():
            waiting = Notification.objects.select_for_update(skip_locked=True).filter(
                due, channel=channel, next_at__lte=now
            )
            if recipient:
                waiting = waiting.filter(recipient=recipient)
            claimed = list(waiting.order_by(_URGENT_FIRST, "id")[:most])
            for notification in claimed:
                notification.state = Delivery.SENDING
                notification.claimed_by = self.me
                notification.attempts += 1
                notification.next_at = now + _LEASE
            Notification.objects.bulk_update(
                claimed, ["state", "claimed_by", "attempts", "next_at"]
            )
        return claimed

    def _send(self, notification: Notification, send: Sender, now: datetime) -> bool:
        if is_moot(notification):
            _settle(notification, Delivery.GIVEN_UP, MOOT)
            return False
        try:
            send(notification)
        except ChannelDownError:
            raise
        except RefusedError as wrong:
            _refused(notification, str(wrong), now)
            return False
        except Exception as failure:  # noqa: BLE001 -- one that cannot be made holds up no other
            _log.error("outbox.failed", kind=notification.kind, error=type(failure).__name__)
            _refused(notification, type(failure).__name__, now)
            return False
        # Remembered here first: should the store be away now, it is not sent a second time.
        self._delivered[notification.pk] = now
        self._settle_delivered()
        return True

    def _settle_delivered(self) -> None:
        for key, at in list(self._delivered.items()):
            Notification.objects.filter(pk=key).update(
                state=Delivery.SENT, sent_at=at, last_error=""
            )
            del self._delivered[key]

    def _down(
        self,
        name: tuple[str, str],
        health: _Health,
        left: list[Notification],
        wrong: ChannelDownError,
        now: datetime,
    ) -> None:
        what = str(wrong)
        if health.down_since is None:
            # Once, and not at every try of a long night.
            _log.warning("outbox.channel-down", channel=name[0], error=what.replace(" ", "-"))
            health.down_since = now
        long = now - health.down_since >= _ALARM_AFTER
        health.try_at = now + (_PROBE_LATER if long else _PROBE_FIRST)
        for notification in left:
            _wait(notification, now, what, now)
        if long or isinstance(wrong, UnusableError):
            raise_alarm(CHANNEL_DOWN, name[1] or name[0], now, what)
        health.may_be_alarm = True

    def _up(self, name: tuple[str, str], health: _Health, now: datetime) -> None:
        if health.down_since is not None:
            _log.info("outbox.channel-up", channel=name[0])
        if health.may_be_alarm:
            resolve_alarm(CHANNEL_DOWN, name[1] or name[0], now)
        health.may_be_alarm = False
        health.down_since = health.try_at = None


def _settle(notification: Notification, state: Delivery, what: str) -> None:
    notification.state, notification.last_error = state, what[:200]
    notification.save(update_fields=["state", "last_error"])


def _refused(notification: Notification, what: str, now: datetime) -> None:
    pause = min(_SHORTEST * 2 ** min(notification.attempts - 1, 10), _LONGEST)
    _wait(notification, now + pause, what, now)


def _wait(notification: Notification, until: datetime, what: str, now: datetime) -> None:
    old = now - notification.created_at > _GIVE_UP_AFTER
    if old and notification.kind not in _FOREVER:
        _settle(notification, Delivery.GIVEN_UP, what)
        return
    notification.state, notification.next_at = Delivery.PENDING, until
    notification.last_error = what[:200]
    notification.save(update_fields=["state", "next_at", "last_error"])
