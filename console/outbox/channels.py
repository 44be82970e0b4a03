"""
The channels of this installation, each ready to be opened.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

from config.errors import ConfigError
from config.notify import NotifyFile, Syslog, Topic, Webhook
from config.settings import Settings
from console.outbox.failures import UnusableError
from console.outbox.mail import composed, session_of
from console.outbox.mail_server import MailServer
from console.outbox.sending import Connect, Sender
from console.outbox.syslog import ALERT, NOTICE, WARNING, Collector, line_of
from console.outbox.telling import MAIL, SYSLOG, WEBHOOK
from console.outbox.webhook import Hook, secret_of
from console.outbox.words import Words
from console.records.models import Notification

_URGENCY = {Topic.LEAK: ALERT, Topic.DEADLINE: ALERT, Topic.ALARM: WARNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """What messages are sent with."""

    settings: Settings
    notify: NotifyFile
    words: Words
    now: Callable[[], datetime]

    def all(self) -> Mapping[tuple[str, str], Connect]:
        """
        Every channel that is set up, by its name and (not for mail) its recipient. One that
        cannot be used says so when it is opened, and holds up no other.
        """
        found: dict[tuple[str, str], Connect] = {}
        if self.settings.smtp_url:
            found[MAIL, ""] = partial(self._mail, MailServer.of(self.settings.smtp_url))
        for hook in self.notify.webhooks:
            found[WEBHOOK, hook.name] = self._hook(hook)
        for each in self.notify.syslog:
            found[SYSLOG, each.name] = partial(self._syslog, collector_of(each))
        return found

    @contextmanager
    def _mail(self, server: MailServer) -> Iterator[Sender]:
        with session_of(server) as session:

            def send(notification: Notification) -> None:
                session.send(
                    composed(
                        self.words.of(notification.kind, notification.payload),
                        sender=self.settings.mail_from,
                        recipient=notification.recipient,
                        key=notification.dedupe_key,
                        at=notification.created_at,
                    )
                )

            yield send

    def _hook(self, hook: Webhook) -> Connect:
        try:
            secret = secret_of(self.settings.state_dir, hook.name)
        except (ConfigError, OSError):
            return _without_secret
        return partial(self._webhook, Hook(url=hook.url, secret=secret, ca_file=hook.ca_file))

    @contextmanager
    def _webhook(self, hook: Hook) -> Iterator[Sender]:
        def send(notification: Notification) -> None:
            hook.send(notification.dedupe_key, document_of(notification), self.now())

        yield send

    @contextmanager
    def _syslog(self, collector: Collector) -> Iterator[Sender]:
        def send(notification: Notification) -> None:
            line = line_of(
                document_of(notification),
                message_id=notification.kind,
                severity=_URGENCY.get(Topic(notification.kind), NOTICE)
                if notification.kind in Topic
                else NOTICE,
                at=notification.created_at,
                host=socket.gethostname(),
            )
            # One connection for each: only a goodbye tells that a line has arrived.
            with collector.connected() as session:
                session.send(line)

        yield send


def _without_secret() -> NoReturn:
    raise UnusableError("its secret cannot be used")


def collector_of(entry: Syslog) -> Collector:
    return Collector(host=entry.host, port=entry.port, tls=entry.tls, ca_file=entry.ca_file)


def document_of(notification: Notification) -> dict[str, Any]:
    """What other systems get: the kind, when it was queued, and the payload."""
    return {
        "type": f"promptwacht.{notification.kind}",
        "timestamp": notification.created_at.isoformat(timespec="seconds"),
        "id": notification.dedupe_key,
        "data": notification.payload,
    }
