"""
What this room shows on the page of an incident.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from console.accounts.roles import Right
from console.desk.panels import Panel, Place, Slot, register
from console.disclosure.forms import AskForm
from console.disclosure.models import Disclosure
from console.disclosure.openable import openable, words_in


def register_all() -> None:
    """The first key, for whoever may turn it."""
    register(
        Panel(
            name="disclosure",
            slot=Slot.INCIDENT_ASIDE,
            right=Right.OPEN_SEALED,
            template="disclosure/panel.html",
            content=_content,
            order=60,
        )
    )


def _content(place: Place) -> Mapping[str, object] | None:
    incident = place.incident
    if incident is None:
        return None
    words = words_in(place.language)
    choices = openable(incident, words)
    asked = Disclosure.objects.filter(incident=incident)
    if not choices and not asked:
        return None
    now = timezone.now()
    return {
        "words": words,
        "form": AskForm(words, choices) if choices else None,
        "asked": [
            (each, words["what"][each.what], words["states"][each.state(now)]) for each in asked
        ],
    }
