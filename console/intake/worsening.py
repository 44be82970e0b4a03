"""
An open incident that gets worse: more left than was known, or ENISA's level rises. It is told of
once more, and the history keeps it; without that, only its first event would be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from console.outbox.telling import Directory
from console.outbox.words import level_of
from console.records.models import Incident, Note
from policy.enisa import Level
from policy.incident import Forwarded

MORE_LEFT, GRAVER = "more-left", "graver"
"""Kinds of notes."""

_WORST = (Forwarded.NO, Forwarded.PARTLY, Forwarded.UNKNOWN, Forwarded.YES)
_LEVELS = tuple(Level)


def badness(forwarded: str) -> int:
    """How bad it is that so much left; a word that we do not know is the worst."""
    return _WORST.index(Forwarded(forwarded)) if forwarded in _WORST else len(_WORST)


@dataclass(frozen=True, slots=True)
class Gravity:
    """How grave an incident is by its events, whatever the DPO made of it."""

    forwarded: str
    se: float | None
    """ENISA's score as suggested; None where nothing left."""

    @classmethod
    def of(cls, incident: Incident) -> Self:
        return cls(incident.forwarded, incident.suggested_se)

    @property
    def level(self) -> str:
        """ENISA's level, or empty."""
        return "" if self.se is None else level_of(self.se)

    def notes_since(self, before: Gravity) -> dict[str, str]:
        """What got worse since `before`: kinds of notes with their text, which is no prose."""
        found = {}
        if badness(self.forwarded) > badness(before.forwarded):
            found[MORE_LEFT] = ""
        if self.se is not None and _rank(self.level) > _rank(before.level):
            found[GRAVER] = f"{before.se or 0:.2f} > {self.se:.2f}"
        return found


def tell_worse(incident: Incident, before: Gravity, directory: Directory, now: datetime) -> bool:
    """
    Note and tell what got worse, in the transaction of the events that made it so. Each level with
    each measure of what left is told once, however many events come; True when something waits.
    """
    gravity = Gravity.of(incident)
    notes = gravity.notes_since(before)
    for kind, text in notes.items():
        Note.objects.create(incident=incident, at=now, kind=kind, text=text)
    return bool(notes) and directory.tell_worse(incident, gravity.level, now)


def _rank(level: str) -> int:
    return _LEVELS.index(Level(level)) if level else -1
