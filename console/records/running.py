"""
For which incidents the hours towards the authority run (GDPR art. 33(1); domain rules 2.10, 3.2).

Said once, for rows of the store and for one incident: what is on the start page is what people are
reminded of, and what the queue finds.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from console.records.models import Incident, IncidentKind
from console.records.states import ON_THE_CLOCK, State
from policy.incident import Forwarded

_OPEN_QUESTIONS: Final = frozenset({State.NEW, State.INVESTIGATING})
_MAY_BE_LEAKS: Final = frozenset(
    {IncidentKind.SUSPECTED_LEAK, IncidentKind.SELF_REPORT, IncidentKind.MANUAL}
)
"""
Kinds that ask whether something leaked. The others are of events that the grouping rules call no
leak: what was stopped, or redacted as the rules want it, also when somebody contests it.
"""

RUNNING: Final = Q(state__in=ON_THE_CLOCK) | (
    Q(state__in=_OPEN_QUESTIONS, kind__in=_MAY_BE_LEAKS) & ~Q(forwarded=Forwarded.NO)
)
"""
What is called a leak and not yet settled; and what may have left while nobody has said what it is.
"""

UNSEEN_REPORTS: Final = Q(kind=IncidentKind.SELF_REPORT, first_view_at=None)
"""What people reported of themselves, and nobody has looked at yet."""


def is_running(incident: Incident) -> bool:
    """Whether `incident` is among `RUNNING`."""
    if incident.state in ON_THE_CLOCK:
        return True
    is_question = incident.state in _OPEN_QUESTIONS and incident.kind in _MAY_BE_LEAKS
    return is_question and incident.forwarded != Forwarded.NO
