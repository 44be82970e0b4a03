"""
Queuing what somebody must be told, in the transaction of its cause.

A payload holds numbers, counts and words of ours: no content, no person, no exact minute. It is
all that a message is made from, so that every try says the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from config.notify import NotifyFile, Topic, load_notify
from config.settings import Settings
from console.records.alarms import SITE_SILENT
from console.records.clock import deadlines
from console.records.models import Incident, Notification

SMALL = "small-department"
"""Stands for a department that has too few members to be named."""

UNSEEN = "unseen"
"""Cause of a message about self-reports that nobody has looked at yet."""
WORSE = "worse"
"""What is new in a message about an incident that was told of before."""
_MOST_NUMBERS = 10

MAIL, WEBHOOK, SYSLOG = "mail", "webhook", "syslog"
TEST = "test"
"""Kind of a notification that only shows whether a channel works."""


class To(StrEnum):
    """Whose mailbox."""

    DPO = "dpo"
    ICT = "ict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Whom we tell, of what. Addresses are never logged."""

    notify: NotifyFile
    dpo: tuple[str, ...] = field(repr=False)
    ict: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, settings: Settings, notify: NotifyFile | None = None) -> Directory:
        """The recipients of notify.yaml, else those of the settings. Raises `ConfigError`."""
        notify = load_notify(settings.policy_dir) if notify is None else notify
        return cls(
            notify=notify,
            dpo=notify.mail.dpo or (settings.dpo_email,),
            ict=notify.mail.ict or (settings.ict_email,),
        )

    def tell(
        self,
        topic: Topic,
        about: str,
        payload: Mapping[str, Any],
        *,
        to: Iterable[To],
        now: datetime,
        incident: Incident | None = None,
    ) -> bool:
        """
        Queue `payload` for everybody who is told of `topic`. `about` names the cause: the same
        cause is never told twice to one recipient. Call it in the transaction of that cause.
        """
        addresses = dict.fromkeys(address for each in to for address in self._mailboxes(each))
        targets = [(MAIL, address) for address in addresses]
        targets += [(WEBHOOK, each.name) for each in self.notify.webhooks if topic in each.tell]
        targets += [(SYSLOG, each.name) for each in self.notify.syslog if topic in each.tell]
        return queue(topic, about, payload, targets, now, incident)

    def _mailboxes(self, to: To) -> tuple[str, ...]:
        return self.dpo if to is To.DPO else self.ict

    def tell_incidents(self, opened: Iterable[Incident], now: datetime) -> bool:
        """Tell of new incidents, as far as their kind is told at once."""
        told = False
        for incident in opened:
            if incident.kind in self.notify.tell_at_once:
                payload = about_incident(incident, self.notify)
                told |= self.tell(
                    Topic.LEAK, incident.number, payload, to=[To.DPO], now=now, incident=incident
                )
        return told

    def tell_worse(self, incident: Incident, level: str, now: datetime) -> bool:
        """Tell that an open incident got worse, once for each level and each measure that left."""
        if incident.kind not in self.notify.tell_at_once:
            return False
        score = incident.suggested_se
        suggested = None if score is None else round(score, 2)
        payload = about_incident(incident, self.notify) | {"news": WORSE, "enisa": suggested}
        about = f"{incident.number}:{level}:{incident.forwarded}"
        return self.tell(Topic.LEAK, about, payload, to=[To.DPO], now=now, incident=incident)

    def tell_alarm(self, kind: str, subject: str, detail: str, now: datetime) -> bool:
        """Tell ICT of an alarm that was just raised; of a touched log, the DPO as well."""
        return self.tell(
            Topic.ALARM,
            f"{kind}:{subject}:{now:%Y%m%dT%H%M%S}",
            {"alarm": kind, "subject": subject, "detail": detail, "at": _hour(now)},
            to=[To.ICT, To.DPO] if kind.startswith("log-") else [To.ICT],
            now=now,
        )


def shown_subject(kind: str, subject: str, named: Collection[str]) -> str:
    """What may be said of an alarm's subject: a department only where it is large enough."""
    is_department = kind == SITE_SILENT
    return SMALL if is_department and subject not in named else subject


def queue(
    kind: str,
    about: str,
    payload: Mapping[str, Any],
    targets: Sequence[tuple[str, str]],
    now: datetime,
    incident: Incident | None = None,
) -> bool:
    """One row for each of `targets`, pairs of a channel and a recipient; doubles are left out."""
    rows = [
        Notification(
            dedupe_key=_key(kind, about, channel, recipient),
            kind=kind,
            channel=channel,
            recipient=recipient,
            incident=incident,
            payload=dict(payload),
            created_at=now,
            next_at=now,
        )
        for channel, recipient in targets
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(rows)


def _key(kind: str, about: str, channel: str, recipient: str) -> str:
    whom = hashlib.sha256(recipient.encode()).hexdigest()[:16]
    return f"{kind}:{about}"[:90] + f":{channel}:{whom}"


def about_incident(incident: Incident, notify: NotifyFile) -> dict[str, Any]:
    """What a message about `incident` may say."""
    limits = deadlines(incident.detected_at, incident.aware_at, notify.deadline.notify_hours)
    score = incident.se
    controller = notify.controllers.get(incident.controller)
    return {
        "number": incident.number,
        "cause": incident.kind,
        "service": incident.service,
        "list_status": incident.list_status,
        "channel": incident.channel,
        "forwarded": incident.forwarded,
        "kinds": incident.kinds,
        "subjects": incident.subjects,
        "est_subjects": incident.est_subjects,
        "controller": controller.name if controller else incident.controller,
        "severity": incident.severity,
        "enisa": None if score is None else round(score, 2),
        "detected_at": _hour(incident.detected_at),
        "clock": "formal" if limits.formal else "safe",
        "deadline": _hour(limits.formal or limits.safe),
        "notify_hours": notify.deadline.notify_hours,
    }


def about_unseen(incidents: Sequence[Incident], notify: NotifyFile) -> dict[str, Any]:
    """What a message about several `incidents` that nobody has looked at may say."""
    hours = notify.deadline.notify_hours
    first = min(deadlines(each.detected_at, None, hours).safe for each in incidents)
    return {
        "number": "",
        "cause": UNSEEN,
        "count": len(incidents),
        "numbers": [each.number for each in incidents[:_MOST_NUMBERS]],
        "clock": "safe",
        "deadline": _hour(first),
        "notify_hours": hours,
    }


def _hour(when: datetime) -> str:
    # Step 1 shows the hour of an event and no more (domain rules 3.4).
    return when.replace(minute=0, second=0, microsecond=0).isoformat()
