"""
What this room shows on the page of an incident, and on the start page of roles that see no single
event: figures in which nobody can be found (domain rules 3.4).
"""

from __future__ import annotations

from collections.abc import Mapping

from console.accounts.access import account_of
from console.accounts.roles import Right
from console.desk.charts import stacked
from console.desk.figures import SERIES
from console.desk.groups import Groups, groups_of
from console.desk.page import texts_of_desk
from console.desk.panels import Panel, Place, Slot, register
from console.desk.start import own_department
from console.desk.vocabulary import texts_in
from console.dossier.around import surroundings
from console.dossier.breach_file import opened
from console.dossier.models import BreachVersion
from console.dossier.month_figures import SHOWN, Cells, MonthFigures, month_figures, this_month
from console.dossier.prefill import TEXTS
from console.records.states import LEAKS, State

_HIDDEN = "\N{EN DASH}"
_SHOWN = LEAKS | {State.CLOSED, State.INVESTIGATING}


def register_all() -> None:
    """The door to the breach file for whoever may read incidents; figures for the others."""
    register(
        Panel(
            name="dossier",
            slot=Slot.INCIDENT_ASIDE,
            right=Right.INCIDENTS,
            template="dossier/panel.html",
            content=_content,
            order=40,
        )
    )
    register(
        Panel(
            name="month-figures",
            slot=Slot.START,
            right=Right.FIGURES,
            template="dossier/panel_figures.html",
            content=_figures,
            order=10,
        )
    )


def _content(place: Place) -> Mapping[str, object] | None:
    incident = place.incident
    if incident is None or State(incident.state) not in _SHOWN:
        return None
    file = opened(incident, surroundings(place.request, incident))
    return {
        "words": texts_in(TEXTS, place.language)["panel"],
        "missing": len(file.missing),
        "versions": BreachVersion.objects.filter(file__incident=incident).count(),
    }


def _figures(place: Place) -> Mapping[str, object] | None:
    """This month, beside the one before."""
    account, groups = account_of(place.request), groups_of(place.request)
    own = own_department(account)
    if account.may(Right.EVENTS) or (own is not None and groups.is_too_small(own)):
        return None
    now = month_figures(place.request, account, this_month())
    before = month_figures(place.request, account, now.month.earlier())
    words = texts_in(TEXTS, place.language)["figures"]
    return {
        "words": words,
        "note": words["note"].format(less=now.k - 1),
        "start": texts_of_desk(place.language)["start"],
        "totals": [(n, _text(now.totals[n]), _text(before.totals[n])) for n in SHOWN],
        "kinds": now.kinds,
        "departments": _by_department(now, groups, words["rest"]),
        **_by_day(now),
    }


def _by_department(found: MonthFigures, groups: Groups, rest: str) -> list[tuple[str, list[str]]]:
    """Those with something to tell, and all others together under the word `rest`."""
    told = [
        (groups.label(slug), _texts(cells))
        for slug, cells in found.departments
        if any(cells.values())
    ]
    return [*told, (rest, _texts(found.rest))] if told else []


def _by_day(found: MonthFigures) -> dict[str, object]:
    """A chart, in which what is hidden has no block, and the table behind it."""
    counts = [(day, {n: cells[n] or 0 for n in SERIES}) for day, cells in found.days]
    table = [(day, dict(zip(SERIES, _texts(cells), strict=True))) for day, cells in found.days]
    return {"chart": stacked(counts), "figures": {"days": table}}


def _texts(cells: Cells) -> list[str]:
    return [_text(cells[name]) for name in SERIES]


def _text(count: int | None) -> str:
    return _HIDDEN if count is None else str(count)
