"""
The start page: is anything burning, how many hours are left, is the filter alive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console.accounts.access import account_of
from console.accounts.models import Account
from console.accounts.roles import Right, Role
from console.desk import panels
from console.desk.charts import share, stacked
from console.desk.clocks import Clock, clock_of
from console.desk.figures import Figure, figures_of, is_silent
from console.desk.groups import Groups, groups_of, service_names
from console.desk.health import Grade, health_of
from console.desk.language import desk_language
from console.desk.live import live_of, unchanged
from console.desk.page import desk_texts, page
from console.desk.queue import rows_of
from console.desk.rules import notify_rules
from console.portal import portal_of
from console.records.models import Incident
from console.records.running import RUNNING

_LISTED: Final = 4
_QUEUED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """What burns: an incident with the clock that runs for it."""

    incident: Incident
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A figure beside the highest of its kind."""

    figure: Figure
    label: str
    percent: int


@require_safe
@never_cache
@login_required
def start_page(request: HttpRequest) -> HttpResponse:
    """Domain rules 3.7. Everybody with an account has it; what it shows depends on the role."""
    account, now = account_of(request), timezone.now()
    place = panels.Place(request=request, now=now, language=desk_language(request))
    more: dict[str, Any] = {"panels": panels.shown(panels.Slot.START, place)}
    if account.may(Right.FIGURES):
        more |= _strip(request, account, now) | _figures(request, account)
    if account.may(Right.INCIDENTS):
        first = Incident.objects.filter(urgency__gt=0).select_related("assignee")
        ordered = first.order_by("-urgency", "detected_at", "id")[:_QUEUED]
        more["rows"] = rows_of(ordered, groups_of(request), service_names(request), now)
    return page(request, "desk/start.html", desk_texts(request)["start"], more)


@require_safe
@never_cache
@login_required
def strip_part(request: HttpRequest) -> HttpResponse:
    """The strip on top alone, for htmx."""
    account = account_of(request)
    shown = _strip(request, account, timezone.now()) if account.may(Right.FIGURES) else {}
    return unchanged(request, page(request, "desk/strip.html", desk_texts(request)["start"], shown))


def fires(now: datetime, department: str | None = None) -> list[Fire]:
    """Every incident for which hours are running, the shortest time left first."""
    hours = notify_rules().deadline.notify_hours
    found = Incident.objects.filter(RUNNING)
    if department is not None:
        found = found.filter(department=department)
    pairs = ((each, clock_of(each, now, hours)) for each in found)
    burning = [Fire(incident=each, clock=clock) for each, clock in pairs if clock]
    return sorted(burning, key=lambda fire: (fire.clock.until, fire.incident.pk))


def own_department(account: Account) -> str | None:
    """The one department that a school's director sees figures of; None: all of them."""
    return account.department if account.role == Role.SCHOOL_DIRECTOR else None


def _strip(request: HttpRequest, account: Account, now: datetime) -> dict[str, Any]:
    own = own_department(account)
    too_small = own is not None and groups_of(request).is_too_small(own)
    # How many burn, and for how long, would be about one of a few.
    burning = [] if too_small else fires(now, own)
    health = health_of(portal_of(request).ca_file, now)
    return {
        "too_small": too_small,
        "burning": burning,
        "listed": burning[:_LISTED] if account.may(Right.INCIDENTS) else [],
        "nearest": burning[0].clock if burning else None,
        "alive": health.grade,
        "ailing": [vital for vital in health.vitals if vital.grade is not Grade.GOOD],
        "live": live_of(request),
        "may_see_health": account.may(Right.HEALTH),
    }


def _figures(request: HttpRequest, account: Account) -> dict[str, Any]:
    """
    To the last one, for who sees single events anyway. All others get figures in which nobody can
    be found, from a panel (`console.dossier`).
    """
    if not account.may(Right.EVENTS):
        return {"silent": is_silent(localdate())}
    groups = groups_of(request)
    found = figures_of(localdate(), groups)
    return {
        "figures": found,
        "silent": not found.checked,
        "chart": stacked(found.days),
        "kinds": _bars(found.kinds, None),
        "departments": _bars(found.departments, groups),
    }


def _bars(figures: Sequence[Figure], groups: Groups | None) -> list[Bar]:
    highest = max((figure.count for figure in figures), default=0)
    return [
        Bar(
            figure=figure,
            label=groups.label(figure.name) if groups else figure.name,
            percent=share(figure.count, highest),
        )
        for figure in figures
    ]
