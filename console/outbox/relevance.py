"""
Whether a message that waited long still says something that is so.
"""

from __future__ import annotations

from django.db.models import Q

from config.notify import Topic
from console.outbox.telling import UNSEEN
from console.records.models import Incident, Notification
from console.records.running import RUNNING, UNSEEN_REPORTS
from console.records.states import ENDED


def is_moot(notification: Notification) -> bool:
    """Nobody needs to be told any more: the case is closed, or its clock has stopped."""
    if notification.payload.get("cause") == UNSEEN:
        return not Incident.objects.filter(RUNNING, UNSEEN_REPORTS).exists()
    if notification.kind not in {Topic.LEAK, Topic.DEADLINE} or notification.incident_id is None:
        return False
    still_so = RUNNING if notification.kind == Topic.DEADLINE else ~Q(state__in=ENDED)
    return not Incident.objects.filter(still_so, pk=notification.incident_id).exists()
