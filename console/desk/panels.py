"""
Where other rooms add to the pages of the desk, without the desk knowing them.

A room registers its panels in the `ready()` of its `AppConfig`. A panel is a piece of a page with
a right, a template and a function that gathers what the template shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import structlog
from django.http import HttpRequest
from django.template.loader import render_to_string

from console.accounts.access import account_of
from console.accounts.roles import Right
from console.records.models import Incident

_log = structlog.get_logger()

_FAILED: Final = "desk/panel_failed.html"


class Slot(StrEnum):
    """Which page, and where on it."""

    START = "start"
    """Start page, below the figures."""
    INCIDENT = "incident"
    """Page of one incident, below its facts."""
    INCIDENT_ASIDE = "incident-aside"
    """The same page, in the column of what can be done."""
    HEALTH = "health"
    """Page about whether the filter lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The page that is being made."""

    request: HttpRequest
    now: datetime
    language: str
    incident: Incident | None = None
    """Which incident the page is about, in the slots of that page."""


type Content = Callable[[Place], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One piece of a page that another room looks after."""

    name: str
    """Unique; a second panel of that name takes the place of the first."""
    slot: Slot
    right: Right
    """Who lacks it does not see the panel."""
    template: str
    """A `<section class="panel">` with its own `h2`; the request is in its context."""
    content: Content
    """What the template shows; None: there is nothing, leave it out."""
    order: int = 50
    """Lower comes first."""


_panels: Final[dict[str, Panel]] = {}


def register(panel: Panel) -> None:
    """Show `panel` from now on."""
    _panels[panel.name] = panel


def shown(slot: Slot, place: Place) -> list[str]:
    """
    The panels of `slot` that this account may see, as HTML. One that fails says so in its own
    place: whatever it is about must not hide the clock beside it.
    """
    account = account_of(place.request)
    here = [p for p in _panels.values() if p.slot is slot and account.may(p.right)]
    made = (_made(panel, place) for panel in sorted(here, key=lambda p: (p.order, p.name)))
    return [html for html in made if html]


def _made(panel: Panel, place: Place) -> str:
    try:
        content = panel.content(place)
        if content is None:
            return ""
        context = {"language": place.language, "incident": place.incident, **content}
        return render_to_string(panel.template, context, place.request)
    except Exception as failure:  # noqa: BLE001 -- other rooms' bugs must not take the page down
        _log.error("desk.panel-failed", panel=panel.name, error=type(failure).__name__)
        return render_to_string(_FAILED, {"panel": panel.name}, place.request)
