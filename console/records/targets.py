"""
How soon somebody should have done something (domain rules 3.2): aims of the house, no law.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from config.notify import WorkingHours
from console.records.clock import BRUSSELS
from console.records.models import Incident
from console.records.running import is_running
from console.records.states import State
from console.records.working_time import working_time

_LEAK_SEEN_WITHIN: Final = timedelta(hours=4)
_DAYS_TO_SEE: Final = 1
_DAYS_FOR_RULE: Final = 5
_INVESTIGATION: Final = timedelta(hours=24)


class Aim(StrEnum):
    """What should have happened."""

    FIRST_VIEW = "first-view"
    FIRST_VIEW_LEAK = "first-view-leak"
    """Something may have left: sooner."""
    INVESTIGATION = "investigation"
    RULE = "rule"
    """The rule that was wrong is mended."""
    SUPPLEMENT = "supplement"
    """What the authority asked for, by its own date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One aim for one incident. It tells no moment: that would be the event's."""

    aim: Aim
    is_over: bool


def target_of(incident: Incident, now: datetime, hours: WorkingHours) -> Target | None:
    """The aim of its present state, or None where there is none."""
    match State(incident.state):
        case State.NEW:
            return _first_view(incident, now, hours)
        case State.INVESTIGATING:
            since = incident.first_view_at or incident.detected_at
            return Target(aim=Aim.INVESTIGATION, is_over=now - since > _INVESTIGATION)
        case State.FALSE_POSITIVE:
            worked = working_time(_entered(incident), now, hours)
            return Target(aim=Aim.RULE, is_over=worked > _DAYS_FOR_RULE * working_day(hours))
        case State.SUPPLEMENT:
            return Target(aim=Aim.SUPPLEMENT, is_over=_due(incident, now))
        case _:
            return None


def working_day(hours: WorkingHours) -> timedelta:
    """How long people work on one day."""
    opens, closes = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    return timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)


def _first_view(incident: Incident, now: datetime, hours: WorkingHours) -> Target:
    worked = working_time(incident.detected_at, now, hours)
    if is_running(incident):
        return Target(aim=Aim.FIRST_VIEW_LEAK, is_over=worked > _LEAK_SEEN_WITHIN)
    return Target(aim=Aim.FIRST_VIEW, is_over=worked > _DAYS_TO_SEE * working_day(hours))


def _entered(incident: Incident) -> datetime:
    """When it came into its present state."""
    newest = incident.transitions.order_by("-id").first()
    return newest.at if newest else incident.detected_at


def _due(incident: Incident, now: datetime) -> bool:
    newest = incident.transitions.order_by("-id").first()
    due = newest.details.get("due_on") if newest else None
    return due is not None and now.astimezone(BRUSSELS).date() > date.fromisoformat(due)
