"""
Something that a person must look at, with its history (domain rules 3.1, 3.2 and 3.5).
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from console.accounts.models import Account
from console.records.states import State

_PER_RANK = 10
"""More than the highest severity, so that a rank always outweighs it."""
_RANKS = {"yes": 3, "unknown": 3, "partly": 2}
"""What may be outside comes before what is not."""


class IncidentKind(StrEnum):
    """Why the machine opened it."""

    SUSPECTED_LEAK = "suspected-leak"
    SEVERE = "severe"
    """A refused attempt of high severity."""
    PATTERN = "pattern"
    """The same group, the same kind, again and again."""
    CONTESTED = "contested"
    """Somebody says that the filter was wrong."""
    SELF_REPORT = "self-report"
    BYPASS = "bypass"
    MANUAL = "manual"
    """Opened by the DPO, after a notice from elsewhere."""


class IncidentYear(models.Model):
    """The last number that was given out in a year: locked while the next one is, so no gaps."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class Incident(models.Model):
    """One file of the DPO. It holds no text of a prompt and no person."""

    number = models.CharField(max_length=20, unique=True)
    """Such as KB-2026-000123."""
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in IncidentKind])
    group_key = models.CharField(max_length=128, blank=True, db_index=True)
    """What further events must have in common to extend it; see the grouping rules."""
    state = models.CharField(
        max_length=32, choices=[(s.value, s.value) for s in State], default=State.NEW
    )
    controller = models.CharField(max_length=64)
    """Slug of the legal person that answers for the data."""
    department = models.CharField(max_length=64)
    service = models.CharField(max_length=64)
    list_status = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    actor = models.CharField(max_length=64, blank=True)
    """Pseudonym of the client; empty for patterns over several."""
    occurred_at = models.DateTimeField()
    """Of the first event."""
    last_event_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    """When the machine or a report told us: start of the safe clock."""
    first_view_at = models.DateTimeField(null=True)
    aware_at = models.DateTimeField(null=True)
    """Start of the formal clock, set by the DPO."""
    closed_at = models.DateTimeField(null=True)
    forwarded = models.CharField(max_length=8)
    """The worst of its events: unknown, yes, partly, no."""
    events_count = models.PositiveIntegerField(default=0)
    severity = models.PositiveSmallIntegerField()
    """Of the attempt, 1 to 4: the highest of its events."""
    kinds = models.JSONField(default=dict)
    """Kind of finding to count, over all events."""
    classes = models.JSONField(default=list)
    enisa_dpc = models.FloatField(null=True)
    enisa_ei = models.FloatField(null=True)
    enisa_cb = models.FloatField(null=True)
    """ENISA's three factors as suggested; null where nothing left."""
    own_dpc = models.FloatField(null=True)
    own_ei = models.FloatField(null=True)
    own_cb = models.FloatField(null=True)
    """The DPO's own, which then hold."""
    severity_reason = models.CharField(max_length=500, blank=True)
    subjects = models.JSONField(default=list)
    """Groups concerned: citizen, pupil, employee, partner."""
    est_subjects = models.PositiveIntegerField(null=True)
    est_records = models.PositiveIntegerField(null=True)
    minors = models.BooleanField(default=False)
    scope_is_own = models.BooleanField(default=False, db_default=False)
    """Whether the DPO said whom it is about and how many; then later events suggest nothing."""
    assignee = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="assigned"
    )
    legal_hold = models.BooleanField(default=False)
    """Retention leaves it alone."""
    urgency = models.GeneratedField(
        expression=models.Case(
            models.When(state=State.CLOSED.value, then=models.Value(0)),
            *(
                models.When(forwarded=word, then=rank * _PER_RANK + models.F("severity"))
                for word, rank in _RANKS.items()
            ),
            default=_PER_RANK + models.F("severity"),
            output_field=models.PositiveSmallIntegerField(),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    """Order of the queue (domain rules 3.7): forwarded first, then severity; 0 is closed."""

    class Meta:
        ordering = ("-detected_at", "-id")
        indexes = (
            models.Index(fields=["state", "-detected_at"]),
            models.Index(fields=["-detected_at", "-id"]),
            # The queue, the oldest first among equals.
            models.Index(fields=["-urgency", "detected_at", "id"]),
        )

    @property
    def suggested_se(self) -> float | None:
        """ENISA's score as the machine suggests it."""
        return _score(self.enisa_dpc, self.enisa_ei, self.enisa_cb)

    @property
    def se(self) -> float | None:
        """ENISA's score that holds: the DPO's own, else the suggestion."""
        own = _score(self.own_dpc, self.own_ei, self.own_cb)
        return self.suggested_se if own is None else own


def _score(dpc: float | None, ei: float | None, cb: float | None) -> float | None:
    if dpc is None or ei is None or cb is None:
        return None
    return dpc * ei + cb


class Transition(models.Model):
    """One step in the history of an incident. Never changed, never removed before it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="transitions")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    """Null: the machine."""
    before = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=32)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    """What the new state needs to know: reference at the authority, date, channel, number."""

    class Meta:
        ordering = ("id",)


class Note(models.Model):
    """What was done beside the states: advice asked, deletion asked, a remark."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=32)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
