"""
That something was deleted, and that the day's deletion was done.
"""

from __future__ import annotations

from django.db import models


class DeletionCertificate(models.Model):
    """
    What one run deleted from one table: how much and from when, never what was in it. Written in
    the same transaction as the deletion; its hash is that of its line in the audit record.
    """

    table = models.CharField(max_length=40)
    """Word of `retention.yaml`, such as `events`."""
    place = models.CharField(max_length=64)
    """`store`, or the name of the log of the machine whose files they were."""
    rule = models.CharField(max_length=60)
    """What `retention.yaml` said, with its version: `6 months (2026-11-28)`."""
    count = models.PositiveBigIntegerField()
    """Rows, files or lines."""
    oldest = models.DateTimeField(null=True)
    newest = models.DateTimeField(null=True)
    """Age of what was deleted, to the hour."""
    remarks = models.CharField(max_length=300, blank=True)
    """What a person should know, such as lines of the log that were not what was written."""
    at = models.DateTimeField()
    chain_hash = models.CharField(max_length=64)
    """Of the line in the audit record."""

    class Meta:
        ordering = ("-id",)


class RetentionRun(models.Model):
    """One day's deletion at one place: whoever makes the row does the work."""

    day = models.DateField()
    """Local day (Europe/Brussels)."""
    place = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed = models.JSONField(default=list)
    """Words of the tables that could not be done; they are tried again the next day."""

    class Meta:
        ordering = ("-day", "-id")
        constraints = (models.UniqueConstraint(fields=["day", "place"], name="one_run_per_day"),)
