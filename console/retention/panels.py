"""
What this room shows on the pages of the desk.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.accounts.access import account_of
from console.accounts.roles import Right
from console.desk.panels import Panel, Place, Slot, register
from console.desk.vocabulary import texts_in
from console.retention.models import RetentionRun
from console.retention.views import TEXTS


def register_all() -> None:
    """The legal hold of an incident, and whether deletion works."""
    register(
        Panel(
            name="hold",
            slot=Slot.INCIDENT_ASIDE,
            right=Right.INCIDENTS,
            template="retention/hold.html",
            content=_hold,
            order=90,
        )
    )
    register(
        Panel(
            name="retention",
            slot=Slot.HEALTH,
            right=Right.HEALTH,
            template="retention/health.html",
            content=_health,
            order=70,
        )
    )


def _hold(place: Place) -> Mapping[str, object]:
    return {
        "words": texts_in(TEXTS, place.language)["hold"],
        "may_decide": account_of(place.request).may(Right.DECIDE),
    }


def _health(place: Place) -> Mapping[str, object]:
    last = RetentionRun.objects.filter(finished_at__isnull=False).first()
    return {
        "words": texts_in(TEXTS, place.language)["health"],
        "last": last.finished_at if last else None,
        "failed": bool(last and last.failed),
    }
