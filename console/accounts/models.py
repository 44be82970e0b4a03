"""
Accounts of the console, and the chained record of who looked at what.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from console.accounts.roles import Right, Role, may
from console.languages import LANGUAGES


class Account(AbstractUser):
    """One person of the organisation who works with the console."""

    role = models.CharField(max_length=32, choices=[(r.value, r.value) for r in Role])
    department = models.CharField(max_length=64, blank=True)
    """Slug of the own school, for its director; empty for everybody else."""
    language = models.CharField(
        max_length=2, choices=[(code, code) for code in LANGUAGES], default=LANGUAGES[0]
    )

    waiting = models.BooleanField(default=False)
    """Made or reset by ICT for a role that sees cases: it has no right before somebody who
    watches over them says yes (see `people.py`)."""

    class Meta(AbstractUser.Meta):
        abstract = False

    def may(self, right: Right) -> bool:
        """Whether this account has `right`; one that is closed or waits has none."""
        return self.is_active and not self.waiting and may(Role(self.role), right)


class Invitation(models.Model):
    """
    A one-time link with which somebody sets a password. The link itself is nowhere in the store,
    only its hash.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True)
    """Null: the link that makes the first account."""
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    """Also set when a newer link took its place."""


class Look(models.Model):
    """
    One line of the audit record: somebody saw, decided or took out something. Lines are chained
    and never changed; only retention removes them, from the oldest end.
    """

    at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    """Null: the machine itself, such as the daily deletion."""
    role = models.CharField(max_length=32)
    deed = models.CharField(max_length=64)
    """A word for machines, such as `incident-viewed` or `excerpt-opened`."""
    subject = models.CharField(max_length=64, blank=True)
    """Number of the record that it concerns, such as KB-2026-000123; never a person."""
    fields = models.CharField(max_length=32, blank=True)
    """Group of fields: `metadata`, `excerpt` or `identity`."""
    reason = models.CharField(max_length=500, blank=True)
    client = models.CharField(max_length=64, blank=True)
    """Keyed hash of the address that it came from."""
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["subject"]),)

    def chained_fields(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "at": self.at.isoformat(),
            "account": self.account_id,
            "role": self.role,
            "deed": self.deed,
            "subject": self.subject,
            "fields": self.fields,
            "reason": self.reason,
            "client": self.client,
        }
