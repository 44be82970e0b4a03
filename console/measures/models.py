"""
The tables of this room. None of them holds text of a prompt, and none says who sent one.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from console.accounts.models import Account
from console.records.models import Incident
from policy.exemption import Exemption
from policy.finding import Kind


class Series(models.Model):
    """The last number that was given out in one year, such as UZ-2026-0007."""

    prefix = models.CharField(max_length=2)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["prefix", "year"], name="one_series"),)


class Approval(models.Model):
    """An exemption, with who approved it and why (R-426)."""

    number = models.CharField(max_length=16, unique=True)
    """Such as UZ-2026-0007."""
    departments = models.JSONField(default=list)
    """Slugs; empty: everywhere. The same goes for services and rules."""
    services = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    kinds = models.JSONField()
    """Kinds of findings; never of security information."""
    reason = models.TextField()
    legal_basis = models.TextField()
    advice = models.TextField()
    """The DPO's advice: apart from the approval (GDPR art. 38(6))."""
    approver = models.CharField(max_length=120)
    """The body or function that approved, such as "algemeen directeur"."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="+")
    """Where it came from: a mistake of the filter."""
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_because = models.TextField(blank=True)

    class Meta:
        ordering = ("-granted_at", "-id")
        indexes = (models.Index(fields=["ends_at"]),)

    def exemption(self) -> Exemption:
        """What the gateways enforce. Raises `policy.exemption.ExemptionError`."""
        return Exemption(
            id=self.number,
            kinds=frozenset(map(Kind, self.kinds)),
            starts=self.starts_at,
            ends=self.ends_at,
            departments=frozenset(self.departments),
            services=frozenset(self.services),
            rules=frozenset(self.rules),
        )


class Stop(models.Model):
    """A service stopped for everybody or for one department (R-425), and its way back."""

    service = models.CharField(max_length=64)
    department = models.CharField(max_length=64, blank=True)
    """Slug; empty: everywhere."""
    reason = models.CharField(max_length=500)
    """Dutch; everybody reads it on the list."""
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: on the command line."""
    reopening_asked_at = models.DateTimeField(null=True)
    reopening_asked_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reopening_reason = models.CharField(max_length=500, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    """Never the one who asked. Null with a time: on the command line."""

    class Meta:
        ordering = ("-stopped_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["service", "department"],
                condition=models.Q(reopened_at__isnull=True),
                name="one_stop_each",
            ),
        )


class ToolState(StrEnum):
    """How far a request is (R-422)."""

    REQUESTED = "requested"
    CHECKED = "checked"
    """By ICT: which service it is, and what it would take."""
    ADVISED = "advised"
    """By the DPO."""
    ALLOWED = "allowed"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"
    """A decision that no longer holds, or a request that led to none."""


class ToolRequest(models.Model):
    """Somebody asks for a tool that is not on the list: R-421 to R-424 and R-601."""

    number = models.CharField(max_length=16, unique=True)
    """Such as AA-2026-0003."""
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in ToolState], default=ToolState.REQUESTED
    )
    asked_at = models.DateTimeField()
    tool = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    """Where it lives on the web."""
    department = models.CharField(max_length=64)
    purpose = models.TextField()
    data = models.CharField(max_length=16)
    """What would be typed in: `public`, `internal`, `personal`."""
    licence = models.CharField(max_length=16)
    """`free`, `paid`, `unknown`."""
    wanted_by = models.DateField(null=True)
    supplier = models.CharField(max_length=300, blank=True)
    """Supplier or purchase file."""
    answer_to = models.CharField(max_length=254, blank=True)
    """Address for the answer; taken out as soon as it is given."""

    service = models.CharField(max_length=60, blank=True)
    """Slug, once ICT knows which service it is."""
    name = models.CharField(max_length=120, blank=True)
    vendor = models.CharField(max_length=120, blank=True)
    hosts = models.JSONField(default=list)
    """Of a service that the catalogue does not have."""
    check_text = models.TextField(blank=True)
    register = models.JSONField(default=dict)
    """Of the register of tools: role, agreement, transfer, DPIA, AI Act class."""
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    advice = models.CharField(max_length=16, blank=True)
    """`positive`, `conditional`, `negative`."""
    advice_text = models.TextField(blank=True)
    advised_at = models.DateTimeField(null=True)
    advised_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    conditions = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    ends_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")


class MistakeReport(models.Model):
    """Somebody says that the filter was wrong (R-305); who it was is not asked."""

    code = models.CharField(max_length=16, db_index=True)
    """Of the notice, such as KB-7F3K-9Q2M."""
    reasons = models.JSONField(default=list)
    sentence = models.CharField(max_length=400, blank=True)
    reported_at = models.DateTimeField()
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, related_name="mistakes"
    )
    joined_at = models.DateTimeField(null=True)
    """When it came to its incident: what was closed before that was closed without it."""

    class Meta:
        ordering = ("-reported_at", "-id")


class OwnReport(models.Model):
    """Somebody says that something sensitive was typed in (R-432, R-433)."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="own_report")
    service_text = models.CharField(max_length=120, blank=True)
    """The service as somebody called it, where it is not one of the list."""
    when = models.CharField(max_length=16)
    """`today`, `yesterday`, `week`, `longer`."""
    deleted = models.CharField(max_length=16)
    """Whether the conversation is gone: `yes`, `no`, `unknown`."""
    about = models.CharField(max_length=400, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    """How the DPO may reach somebody who wants that; gone once it is closed and not held."""
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("-reported_at", "-id")


class TestCase(models.Model):
    """An invented text that a rule must treat in this way from now on (R-304)."""

    __test__ = False  # its name would make pytest collect it

    number = models.CharField(max_length=16, unique=True)
    """Such as TG-2026-0012."""
    rule = models.CharField(max_length=64)
    text = models.TextField()
    """Made up by the DPO; checked against the registers of the organisation."""
    entities = models.JSONField(default=list)
    """`{start, end, kind}` in code points, as `promptwacht evaluate` reads them."""
    expect = models.CharField(max_length=8)
    """`allow`, `redact` or `reject`."""
    remark = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    done_text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("done_at", "-made_at", "-id")
