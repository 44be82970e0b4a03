"""
What this room shows on the page of an incident.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.accounts.roles import Right
from console.desk.panels import Panel, Place, Slot, register
from console.desk.vocabulary import texts_in
from console.dossier.around import surroundings
from console.dossier.breach_file import opened
from console.dossier.models import BreachVersion
from console.dossier.prefill import TEXTS
from console.records.states import LEAKS, State

_SHOWN = LEAKS | {State.CLOSED, State.INVESTIGATING}


def register_all() -> None:
    """The door to the breach file, for whoever may read incidents."""
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
