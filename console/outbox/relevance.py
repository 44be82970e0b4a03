"""
Whether a message that waited long still says something that is so.
"""

from __future__ import annotations

from config.notify import Topic
from console.records.models import Incident, Notification
from console.records.states import ENDED, State

_NO_CLOCK = ENDED | {State.FALSE_POSITIVE, State.ATTEMPT, State.NOTIFIED, State.NOT_NOTIFIED}


def is_moot(notification: Notification) -> bool:
    """Nobody needs to be told any more: the case is closed, or its clock has stopped."""
    if notification.kind not in {Topic.LEAK, Topic.DEADLINE} or notification.incident_id is None:
        return False
    state = Incident.objects.values_list("state", flat=True).get(pk=notification.incident_id)
    return state in (ENDED if notification.kind == Topic.LEAK else _NO_CLOCK)
