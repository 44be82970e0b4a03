"""
The file of a breach, its frozen versions, the decisions on telling people, words for reports.
"""

from __future__ import annotations

from django.db import models

from console.accounts.models import Account
from console.records.models import Incident


class Phase(models.TextChoices):
    """GDPR art. 33(4): in phases, where not everything is known at once."""

    PRELIMINARY = "preliminary"
    SUPPLEMENTARY = "supplementary"
    FINAL = "final"


class BreachFile(models.Model):
    """
    What the DPO wrote about one incident. What the incident itself knows is not in here but
    asked of it again each time, unless the DPO put something else in its place.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="breach_file")
    answers = models.JSONField(default=dict)
    """Name of a field to the DPO's own answer; an empty one takes back what was proposed."""
    revision = models.PositiveIntegerField(default=0)
    """Goes up with each change: who started from an older one is told."""
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)


class BreachVersion(models.Model):
    """The file as it went out. Never changed."""

    file = models.ForeignKey(BreachFile, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=16, choices=Phase.choices)
    authority = models.CharField(max_length=60)
    """Its word in organisation.yaml."""
    reference = models.CharField(max_length=100, blank=True)
    """What the authority calls it."""
    sent_on = models.DateField(null=True)
    answers = models.JSONField()
    """All of them, the proposed ones too."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the answers; the audit record repeats it."""
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["file", "number"], name="one_version_each"),)


class Ground(models.TextChoices):
    """Why people need not be told (GDPR art. 34(3))."""

    UNINTELLIGIBLE = "a"
    """The data could not be read by whoever got them."""
    RISK_REMOVED = "b"
    """Measures since then make the high risk unlikely."""
    DISPROPORTIONATE = "c"
    """It would take disproportionate effort: then a public notice instead."""
    NO_HIGH_RISK = "none"
    """No exception: art. 34(1) does not apply, because the risk is not high."""


class TellingDecision(models.Model):
    """
    Whether the people concerned are told (GDPR art. 34). A later decision does not wipe out an
    earlier one; the last one holds.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="tellings")
    inform = models.BooleanField()
    ground = models.CharField(max_length=8, choices=Ground.choices, blank=True)
    """Only where they are not told."""
    reasoning = models.TextField()
    dpo_advice = models.TextField(blank=True)
    """Apart from the decision, which is not the DPO's (GDPR art. 38(6))."""
    decided_by = models.CharField(max_length=100)
    """A function, such as algemeen directeur; no name."""
    decided_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        ordering = ("id",)


class ReportWords(models.Model):
    """What people write in a report beside the figures."""

    period = models.CharField(max_length=7)
    """`2026-11` or `2026`."""
    part = models.CharField(max_length=32)
    """`actions`, `proportionality`, `changes`, `opinion` …"""
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["period", "part"], name="one_text_each"),)
