"""
How far each source was taken in: incident logs, counts of the gateways, and feeds going out.
"""

from __future__ import annotations

from django.db import models


class LogPosition(models.Model):
    """Moves in the same transaction as the rows that it accounts for: nothing lost or doubled."""

    log = models.CharField(max_length=64, unique=True)
    day = models.CharField(max_length=10, blank=True)
    """Day file, such as 2026-11-23."""
    offset = models.BigIntegerField(default=0)
    """Bytes of that file which were taken in."""
    last_hash = models.CharField(max_length=64)
    """Of the last line: the next one must continue it."""
    lines = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)
    """When this log was first looked at."""
    updated_at = models.DateTimeField()
    """When it was last read to its end, whether or not anything was new: a sign of life."""


class CheckedCount(models.Model):
    """How far the count of one gateway process was taken over into the day figures."""

    source = models.CharField(max_length=64)
    """A random name of the process; counts begin anew with each."""
    day = models.DateField()
    department = models.CharField(max_length=64)
    count = models.BigIntegerField(default=0)
    """Prompts that were looked at, as far as they are in the figures."""
    moved_at = models.DateTimeField()
    """When it last grew: the last sign of life of that department."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "day", "department"], name="one_count_per_process"
            ),
        )
        indexes = (models.Index(fields=["department", "-moved_at"]),)


class FeedPosition(models.Model):
    """Up to which event of one log a feed (such as syslog) has told."""

    channel = models.CharField(max_length=64)
    log = models.CharField(max_length=64)
    event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["channel", "log"], name="one_position_per_feed"),
        )
