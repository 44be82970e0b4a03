"""Every table of this room, for Django to find."""

from __future__ import annotations

from console.records.models.event import Event
from console.records.models.figures import Alarm, DayFigure
from console.records.models.incident import (
    Incident,
    IncidentKind,
    IncidentYear,
    Note,
    Transition,
)
from console.records.models.notification import Notification
from console.records.models.position import CheckedCount, FeedPosition, LogPosition

__all__ = [
    "Alarm",
    "CheckedCount",
    "DayFigure",
    "Event",
    "FeedPosition",
    "Incident",
    "IncidentKind",
    "IncidentYear",
    "LogPosition",
    "Note",
    "Notification",
    "Transition",
]
