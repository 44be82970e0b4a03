"""
One decision of the filter: a line of the incident log, as a row.
"""

from __future__ import annotations

from django.db import models

from console.records.models.incident import Incident


class Event(models.Model):
    """Metadata only, as the log holds it (contract part 6). Nothing here tells who it was."""

    line_hash = models.CharField(max_length=64, unique=True)
    """Hash of the line in its chain: the same line is never taken in twice."""
    log = models.CharField(max_length=64)
    """Which log it came from: one for each gateway machine."""
    code = models.CharField(max_length=16, db_index=True)
    """What the person saw, such as KB-7F3K-9Q2M."""
    at = models.DateTimeField()
    action = models.CharField(max_length=24)
    decision = models.CharField(max_length=8)
    forwarded = models.CharField(max_length=8)
    reason = models.CharField(max_length=64, blank=True)
    severity = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=64, blank=True)
    rule_version = models.CharField(max_length=16, blank=True)
    user_hash = models.CharField(max_length=64, blank=True)
    department = models.CharField(max_length=64)
    service = models.CharField(max_length=64)
    list_status = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=16)
    domain = models.CharField(max_length=255, blank=True)
    classes = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    """As in the log: a list of `{kind, count, max_score}`."""
    trial = models.JSONField(null=True)
    enisa_score = models.FloatField(null=True)
    enisa_level = models.CharField(max_length=16, blank=True)
    policy_version = models.CharField(max_length=64, blank=True)
    list_version = models.CharField(max_length=64, blank=True)
    incident = models.ForeignKey(
        Incident, on_delete=models.SET_NULL, null=True, related_name="events"
    )

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["action", "-at"]),
            models.Index(fields=["department", "-at"]),
            models.Index(fields=["rule", "-at"]),
            models.Index(fields=["user_hash", "-at"]),
        )
