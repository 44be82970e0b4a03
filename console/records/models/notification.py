"""
The outbox: every message that must reach somebody, until it has.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from console.records.models.incident import Incident

MOOT = "no longer so"
"""`last_error` of what was given up because nobody needs to hear it any more."""


class Delivery(StrEnum):
    """How far a notification got."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given-up"


class Notification(models.Model):
    """
    One message for one recipient over one channel, written in the same transaction as its cause.
    At least once; the same `dedupe_key` on every try lets the receiver see a double.
    """

    dedupe_key = models.CharField(max_length=128, unique=True)
    kind = models.CharField(max_length=24)
    """`leak`, `deadline`, `digest`, `alarm`, `request`, `four-eyes`, `test`."""
    channel = models.CharField(max_length=16)
    """`mail`, `webhook` or `syslog`."""
    recipient = models.CharField(max_length=254)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, null=True)
    payload = models.JSONField(default=dict)
    """What the text is made from: numbers, counts, words; no content and no person."""
    state = models.CharField(
        max_length=16, choices=[(d.value, d.value) for d in Delivery], default=Delivery.PENDING
    )
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    """Not tried before then."""
    claimed_by = models.CharField(max_length=64, blank=True)
    """Which sender has it while the state is `sending`; after a crash it takes it up again."""
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    """Kind of failure, without an address in it."""
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["state", "next_at"]),)
