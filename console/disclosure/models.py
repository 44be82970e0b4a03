"""
Sealed text, and the requests of one person to which another agreed or not.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import models

from console.accounts.models import Account
from console.records.models import Incident


class What(StrEnum):
    """What is asked for."""

    EXCERPT = "excerpt"
    """The text of one refused prompt."""
    IDENTITY = "identity"
    """Who a pseudonym is."""


class Reason(StrEnum):
    """Why; the list of the domain rules, 3.4."""

    INVESTIGATE = "investigate"
    SUBJECTS = "subjects"
    """To find out whose data it was."""
    SUBJECT_REQUEST = "subject-request"
    """Somebody asks for their own data (GDPR art. 15 to 22)."""
    COURT = "court"
    OTHER = "other"
    """Then the words beside it say what."""


class State(StrEnum):
    """How far a request is."""

    ASKED = "asked"
    AGREED = "agreed"
    OPENED = "opened"
    REFUSED = "refused"
    EXPIRED = "expired"


class Excerpt(models.Model):
    """The text of one refused prompt. Nobody here has the key."""

    code = models.CharField(max_length=16, unique=True)
    """Of its event, such as KB-7F3K-9Q2M."""
    sealed = models.TextField()
    """As the gateway wrote it: JSON, see `proxy.excerpt_sealing`."""
    taken_at = models.DateTimeField()


class Disclosure(models.Model):
    """One request. It holds no text and no person."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="disclosures")
    what = models.CharField(max_length=16, choices=[(w.value, w.value) for w in What])
    subject = models.CharField(max_length=64)
    """Code of the event, or the pseudonym."""
    reason = models.CharField(max_length=32, choices=[(r.value, r.value) for r in Reason])
    reason_text = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    """Until when somebody can agree, and after that, until when it can be opened."""
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    opened_at = models.DateTimeField(null=True)
    """The first time."""

    class Meta:
        ordering = ("-id",)

    def state(self, now: datetime) -> State:
        """How far it is at `now`."""
        if self.agreed is False:
            return State.REFUSED
        if self.what == What.IDENTITY and self.opened_at:
            return State.OPENED  # it is shown once
        if now >= self.until:
            return State.OPENED if self.opened_at else State.EXPIRED
        return State.AGREED if self.agreed else State.ASKED
