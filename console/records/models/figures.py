"""
Counts without people, which outlive the events; and what is wrong with the filter right now.
"""

from __future__ import annotations

from django.db import models


class DayFigure(models.Model):
    """How often something happened on one day in one department."""

    day = models.DateField()
    """Local day (Europe/Brussels)."""
    department = models.CharField(max_length=64)
    service = models.CharField(max_length=64, blank=True)
    figure = models.CharField(max_length=64)
    """`action:prompt-rejected`, `kind:iban`, `rule:security-reject`, or `checked` (prompts that
    were looked at, the clean ones among them)."""
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["day", "department", "service", "figure"], name="one_figure_per_day"
            ),
        )
        # With all that the start page asks for, so that it reads no row.
        indexes = (models.Index(fields=["figure", "day", "department", "count"]),)


class Alarm(models.Model):
    """Something that needs ICT or the DPO: a log that was touched, a site that is silent."""

    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=128)
    """Which log, site, channel or certificate; never a person."""
    detail = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """The last time that it was still so."""
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(resolved_at__isnull=True),
                name="one_open_alarm_each",
            ),
        )
