"""
What must be done before an incident is closed. It depends on where the incident has been.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from console.records.models import Incident, IncidentKind, Note
from console.records.states import LEAKS, State

NOTE_KIND: Final = "checklist"
"""Kind of the notes that hold what was ticked; the newest counts."""


class Item(StrEnum):
    """One line of the list."""

    EVIDENCE = "evidence"
    SEVERITY = "severity"
    CAUSE = "cause"
    RULE = "rule"
    ANSWERED = "answered"
    ERASURE = "erasure"
    SUBJECTS = "subjects"
    REGISTER = "register"


_ALWAYS: Final = (Item.EVIDENCE, Item.SEVERITY, Item.CAUSE)
_LEAK: Final = (Item.ERASURE, Item.SUBJECTS, Item.REGISTER)
_REPORTED: Final = frozenset({IncidentKind.CONTESTED, IncidentKind.SELF_REPORT})
_CONFIRMED: Final = LEAKS - {State.SUSPECTED}


def items_for(incident: Incident, been: Iterable[State]) -> tuple[Item, ...]:
    """The list of `incident`, which has `been` in these states."""
    states = frozenset(been)
    return (
        *_ALWAYS,
        *((Item.RULE,) if State.FALSE_POSITIVE in states else ()),
        *((Item.ANSWERED,) if IncidentKind(incident.kind) in _REPORTED else ()),
        *(_LEAK if states & _CONFIRMED else ()),
    )


def states_of(incident: Incident) -> frozenset[State]:
    """Every state that it is or was in."""
    passed = incident.transitions.values_list("after", flat=True)
    return frozenset({State(incident.state), *map(State, passed)})


def ticked(incident: Incident) -> frozenset[Item]:
    """What is done already."""
    newest = Note.objects.filter(incident=incident, kind=NOTE_KIND).order_by("-id").first()
    known = {item.value for item in Item}
    words = newest.text.split(",") if newest else []
    return frozenset(Item(word) for word in words if word in known)


def left(incident: Incident) -> tuple[Item, ...]:
    """What is still to be done."""
    done = ticked(incident)
    return tuple(item for item in items_for(incident, states_of(incident)) if item not in done)
