"""
The states of an incident, and which may follow which (domain rules 3.2). No I/O.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from console.accounts.roles import Role


class State(StrEnum):
    """Where an incident stands. The values are the Dutch words that every register uses."""

    NEW = "nieuw"
    INVESTIGATING = "in_onderzoek"
    FALSE_POSITIVE = "vals_positief"
    ATTEMPT = "poging_tegengehouden"
    """Nothing was forwarded: no leak."""
    SUSPECTED = "vermoedelijk_lek"
    CONFIRMED = "lek_bevestigd"
    NOT_NOTIFIED = "niet_gemeld_gemotiveerd"
    NOTIFIED = "gemeld_autoriteit"
    SUPPLEMENT = "aanvulling_nodig"
    SUBJECTS_INFORMED = "betrokkenen_ingelicht"
    CLOSED = "gesloten"


ALLOWED: Final[dict[State, tuple[State, ...]]] = {
    State.NEW: (State.INVESTIGATING, State.FALSE_POSITIVE, State.ATTEMPT),
    State.INVESTIGATING: (State.FALSE_POSITIVE, State.ATTEMPT, State.SUSPECTED),
    State.FALSE_POSITIVE: (State.CLOSED,),
    State.ATTEMPT: (State.CLOSED,),
    State.SUSPECTED: (State.CONFIRMED, State.ATTEMPT, State.FALSE_POSITIVE),
    State.CONFIRMED: (State.NOTIFIED, State.NOT_NOTIFIED),
    State.NOT_NOTIFIED: (State.SUBJECTS_INFORMED, State.NOTIFIED, State.CLOSED),
    State.NOTIFIED: (State.SUPPLEMENT, State.SUBJECTS_INFORMED, State.CLOSED),
    State.SUPPLEMENT: (State.NOTIFIED,),
    State.SUBJECTS_INFORMED: (State.CLOSED,),
    State.CLOSED: (State.INVESTIGATING,),
}
"""From each state, what may come next. A closed one is reopened into an investigation."""

_THE_DPO: Final = frozenset({Role.DPO})

LEAVES: Final[dict[State, frozenset[Role]]] = {
    State.NEW: frozenset({Role.DPO, Role.DEPUTY}),
    State.INVESTIGATING: _THE_DPO,
    State.FALSE_POSITIVE: _THE_DPO,
    State.ATTEMPT: _THE_DPO,
    State.SUSPECTED: _THE_DPO,
    State.CONFIRMED: _THE_DPO,
    State.NOT_NOTIFIED: _THE_DPO,
    State.NOTIFIED: _THE_DPO,
    State.SUPPLEMENT: _THE_DPO,
    State.SUBJECTS_INFORMED: _THE_DPO,
    State.CLOSED: _THE_DPO,
}
"""Who may take an incident out of each state."""
STANDS_IN: Final[dict[Role, Role]] = {Role.DEPUTY: Role.DPO}
"""
Who may do it in the other's place, and then says why: 72 hours do not wait for a holiday.
"""

ENDED: Final = frozenset({State.CLOSED})
LEAKS: Final = frozenset(
    {
        State.SUSPECTED, State.CONFIRMED, State.NOT_NOTIFIED, State.NOTIFIED, State.SUPPLEMENT,
        State.SUBJECTS_INFORMED,
    }
)  # fmt: skip
"""States in which something is taken to have leaked."""
ON_THE_CLOCK: Final = frozenset({State.SUSPECTED, State.CONFIRMED})
"""States in which the hours towards the authority run."""
NEEDS_REASON: Final = frozenset({State.NOT_NOTIFIED, State.FALSE_POSITIVE})
"""States that nobody enters without saying why; reopening needs a reason too."""

ENTRY_DETAILS: Final[dict[State, tuple[str, ...]]] = {
    State.CONFIRMED: ("aware_at",),
    State.NOTIFIED: ("authority", "reference", "date"),
    State.SUPPLEMENT: ("due_on",),
    State.SUBJECTS_INFORMED: ("date", "channel", "number", "text"),
}
"""
What must be told on entering a state. Kept in `Transition.details`, dates and times as ISO 8601.
`gemeld_autoriteit` may also hold `preliminary` (true: more will follow, GDPR art. 33(4)).
"""
EXIT_DETAILS: Final[dict[State, tuple[str, ...]]] = {
    State.CONFIRMED: ("decided_by", "decided_on"),
}
"""
What must be told on leaving a state: whether to notify is decided by the management, on the
advice of the DPO, who may not decide it (GDPR art. 38(6)). `decided_by` is a function, no name.
"""
