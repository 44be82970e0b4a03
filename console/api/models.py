"""
What a person lets a program show in the person's name.
"""

from __future__ import annotations

from django.db import models

from console.accounts.models import Account


class Token(models.Model):
    """One token. It is nowhere in the store, only its hash."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    """What it is for, in the person's own words."""
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256. The token has 256 random bits, so there is nothing to guess and no need of salt."""
    password_mark = models.CharField(max_length=64)
    """Changes with the password: a new password, by whatever way, ends every token."""
    made_at = models.DateTimeField()
    until = models.DateField()
    """The last day (Europe/Brussels) on which it works."""
    used_on = models.DateField(null=True)
    """The last day on which it worked."""
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
