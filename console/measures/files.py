"""
What the gateways must know, from the store into the state folder.

The store is the register; the file is what holds. Both change in one transaction: the file is
written last, so that a disk that fails undoes the row, and a start of the console puts right what
a crash between the two left behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.db.models import Q

from config.decisions import DECISIONS, save_decisions
from config.exemptions import EXEMPTIONS, save_exemptions
from config.policy_entries import HostEntry
from config.state_files import one_writer
from console.measures.models import Approval, ToolRequest, ToolState
from policy.catalogue import Service, Status
from policy.decision import Decision
from policy.exemption import Exemption, ExemptionError

_log = structlog.get_logger()

_KEPT = timedelta(days=1)
"""An ended exemption stays in the file for a day, for clocks that differ; it does not hold."""
_STATUS = {ToolState.ALLOWED: Status.ALLOWED, ToolState.EXCLUDED: Status.FORBIDDEN}


def write_exemptions(state_dir: Path, now: datetime) -> None:
    """Every approval that may hold. Raises `ConfigError` when it cannot be written."""
    path = state_dir / EXEMPTIONS
    with one_writer(path):
        rows = Approval.objects.filter(revoked_at=None, ends_at__gt=now - _KEPT).order_by("id")
        save_exemptions(path, filter(None, map(_exemption, rows)))


def _exemption(row: Approval) -> Exemption | None:
    try:
        return row.exemption()
    except (ExemptionError, ValueError):  # a kind that this version no longer knows
        _log.error("exemption.left-out", problem=f"{row.number} cannot be enforced")
        return None


def write_decisions(state_dir: Path, now: datetime) -> None:
    """Every decision that holds, and the services that ended ones brought in."""
    path = state_dir / DECISIONS
    with one_writer(path):
        rows = ToolRequest.objects.filter(state__in=_STATUS).order_by("decided_at", "id")
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=now) | ~Q(hosts=[]))
        save_decisions(path, [decision_of(row) for row in rows])


def decision_of(row: ToolRequest) -> Decision:
    """What was decided on the request `row`."""
    return Decision(
        id=row.number,
        service=row.service,
        status=_STATUS[ToolState(row.state)],
        reason=row.reason,
        conditions=row.conditions,
        ends=row.ends_at,
        introduces=introduced_by(row) if row.hosts else None,
    )


def introduced_by(row: ToolRequest) -> Service:
    """The service of `row`, where the catalogue does not have it."""
    return Service(
        slug=row.service,
        name=row.name or row.tool,
        vendor=row.vendor or row.name or row.tool,
        category="chat",
        status=Status.UNLISTED,
        hosts=tuple(HostEntry(host=host).as_host() for host in row.hosts),
    )


def write_all(state_dir: Path, now: datetime) -> None:
    """Both files again, at the start of a console that has something to say in them."""
    if Approval.objects.exists():
        write_exemptions(state_dir, now)
    if ToolRequest.objects.exists():
        write_decisions(state_dir, now)
