"""
The incidents that a batch of events opens or extends.

One object for each transaction. Incidents that may be extended are locked when they are read, so
that two machines, or the DPO at the same moment, lose nothing of each other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.notify import Grouping, NotifyFile
from console.intake.grouping import Cause, cause_of, counts_for_pattern, pattern_key
from console.intake.severity_of_leak import suggest
from console.intake.worsening import Gravity, badness
from console.records.models import Event, Incident, IncidentKind
from console.records.opening import open_incident
from console.records.states import State
from policy.incident import EventAction

EXTENDABLE = (State.NEW, State.INVESTIGATING, State.SUSPECTED)
"""Whoever has confirmed or judged an incident has judged these events and no others."""

_MOST_EARLIER = 1000


@dataclass(slots=True, kw_only=True)
class IncidentBook:
    """What becomes of the events of one batch. Call inside the transaction that saves them."""

    notify: NotifyFile
    minors: frozenset[str] = frozenset()
    """Departments whose clients are children."""
    opened: list[Incident] = field(default_factory=list, init=False)
    _by_key: dict[str, list[Incident]] = field(default_factory=dict, init=False)
    """Those that may be extended, the newest last."""
    _changed: dict[int, Incident] = field(default_factory=dict, init=False)
    _before: list[tuple[Incident, Gravity]] = field(default_factory=list, init=False)
    """Those that were there already, with how grave they were then."""

    @property
    def extended(self) -> Sequence[tuple[Incident, Gravity]]:
        """Incidents of earlier batches that may have got worse, with how grave they were."""
        return self._before

    @property
    def _rules(self) -> Grouping:
        return self.notify.grouping

    def take(self, events: Sequence[Event]) -> None:
        """Give each of `events` (not yet saved) its incident, where it has one."""
        causes = [(event, cause_of(event, self._rules)) for event in events]
        keys = {cause.key for _, cause in causes if cause}
        keys |= {key for event in events for _, key in self._patterns(event)}
        self._load(keys)
        for event, cause in causes:
            if cause is None:
                self._extend_pattern(event)
            elif (incident := self._open_one(cause, event)) is not None:
                self._extend(incident, event)
            elif cause.times <= 1:
                self._open(event, cause.kind, cause.key)
        self._save()

    def after_saving(self, events: Sequence[Event]) -> None:
        """Open what only shows over many events: patterns, and repeated attempts to get around."""
        for event in events:
            cause = cause_of(event, self._rules)
            if event.incident_id is None and cause is not None and cause.times > 1:
                self._repeated(event, cause)
        self._new_patterns([event for event in events if event.incident_id is None])
        self._save()

    def _load(self, keys: Iterable[str]) -> None:
        found = Incident.objects.select_for_update().filter(
            group_key__in=sorted(keys), state__in=EXTENDABLE
        )
        for incident in found.order_by("id"):
            self._by_key.setdefault(incident.group_key, []).append(incident)
            self._before.append((incident, Gravity.of(incident)))

    def _open_one(self, cause: Cause, event: Event) -> Incident | None:
        return self._within(cause.key, event, cause.window)

    def _within(self, key: str, event: Event, window: timedelta) -> Incident | None:
        """
        The incident of `key` that `event` extends: not long after its last event, and not long
        before its first one, for a log may come late.
        """
        for incident in reversed(self._by_key.get(key, ())):
            if incident.occurred_at - window <= event.at <= incident.last_event_at + window:
                return incident
        return None

    def _open(
        self, event: Event, kind: IncidentKind, key: str, detected_at: datetime | None = None
    ) -> Incident:
        incident = Incident(
            kind=kind,
            group_key=key,
            controller=self.notify.controller_of(event.department),
            department=event.department,
            service=event.service,
            list_status=event.list_status,
            channel=event.channel,
            actor="" if kind is IncidentKind.PATTERN else event.user_hash,
            occurred_at=event.at,
            last_event_at=event.at,
            detected_at=detected_at or event.at,
            forwarded=event.forwarded,
            severity=event.severity,
            minors=event.department in self.minors,
        )
        _add(incident, event)
        suggest(incident)
        self._by_key.setdefault(key, []).append(open_incident(incident, reason=event.rule))
        event.incident = incident
        self.opened.append(incident)
        return incident

    def _extend(self, incident: Incident, event: Event) -> None:
        _add(incident, event)
        event.incident = incident
        self._changed[incident.pk] = incident

    def _patterns(self, event: Event) -> list[tuple[str, str]]:
        """Kinds of `event` that count for a pattern, with the key of that pattern."""
        if not counts_for_pattern(event, self._rules):
            return []
        kinds = [str(finding["kind"]) for finding in event.findings]
        return [(kind, pattern_key(event.department, kind)) for kind in kinds]

    def _extend_pattern(self, event: Event) -> None:
        for _, key in self._patterns(event):
            if (incident := self._within(key, event, self._pattern_window)) is not None:
                self._extend(incident, event)
                return

    def _repeated(self, event: Event, cause: Cause) -> None:
        if (incident := self._open_one(cause, event)) is not None:
            earlier = [event]
        else:
            earlier = list(
                Event.objects.filter(
                    action=EventAction.BYPASS_ATTEMPT,
                    department=event.department,
                    user_hash=event.user_hash,
                    at__gt=event.at - cause.window,
                    at__lte=event.at,
                    incident=None,
                ).order_by("at", "id")[:_MOST_EARLIER]
            )
            if len(earlier) < cause.times:
                return
            incident = self._open(earlier[0], cause.kind, cause.key, detected_at=event.at)
        self._join(incident, earlier)

    def _new_patterns(self, events: Sequence[Event]) -> None:
        newest: dict[str, tuple[Event, str]] = {}
        for event in events:
            for kind, key in self._patterns(event):
                if self._within(key, event, self._pattern_window) is None:
                    newest[key] = (event, kind)
        for key, (event, kind) in newest.items():
            if event.incident_id is None:
                self._pattern(event, kind, key)

    @property
    def _pattern_window(self) -> timedelta:
        return timedelta(days=self._rules.pattern.within_days if self._rules.pattern else 0)

    def _pattern(self, event: Event, kind: str, key: str) -> None:
        """Open one where `event` is the last of enough events with `kind`."""
        rule = self._rules.pattern
        if rule is None:
            return
        candidates = Event.objects.filter(
            department=event.department,
            action__in=rule.actions,
            at__gt=event.at - self._pattern_window,
            at__lte=event.at,
            incident=None,
        ).order_by("at", "id")
        found = [
            each
            for each in candidates[: _MOST_EARLIER * 10]
            if any(finding["kind"] == kind for finding in each.findings)
        ]
        if len(found) >= rule.times:
            incident = self._open(found[0], IncidentKind.PATTERN, key, detected_at=event.at)
            self._join(incident, found)

    def _join(self, incident: Incident, events: Sequence[Event]) -> None:
        """Saved events become part of `incident`."""
        for event in events:
            if event.incident_id is None:
                self._extend(incident, event)
        # By their hashes: an event that was only just saved does not know its number.
        keys = [event.line_hash for event in events]
        for start in range(0, len(keys), _MOST_EARLIER):
            part = keys[start : start + _MOST_EARLIER]
            Event.objects.filter(line_hash__in=part).update(incident=incident)

    def _save(self) -> None:
        for incident in self._changed.values():
            suggest(incident)
            incident.save(update_fields=_UPDATED)
        self._changed.clear()


_UPDATED = (
    "last_event_at", "occurred_at", "forwarded", "events_count", "severity", "kinds", "classes",
    "enisa_dpc", "enisa_ei", "enisa_cb", "subjects", "est_subjects",
)  # fmt: skip


def _add(incident: Incident, event: Event) -> None:
    """What `event` adds to the facts of `incident`; nothing that the DPO decided is touched."""
    incident.events_count += 1
    incident.occurred_at = min(incident.occurred_at, event.at)
    incident.last_event_at = max(incident.last_event_at, event.at)
    incident.severity = max(incident.severity, event.severity)
    incident.forwarded = max(incident.forwarded, event.forwarded, key=badness)
    for finding in event.findings:
        kind = finding["kind"]
        incident.kinds[kind] = incident.kinds.get(kind, 0) + finding["count"]
    if not set(event.classes) <= set(incident.classes):
        incident.classes = sorted({*incident.classes, *event.classes})
