"""
What a sensitivity label means here: which labels say that a document is for everybody.

A label is told as `GUID`, or as `GUID name` where the file tells the name too. Names are what
somebody called a label in one organisation, GUIDs are certain, so a GUID that we know decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_TOLD = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?: (.*))?", re.DOTALL)


class Level(StrEnum):
    """For whom a document with such a label is."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 -- a level, not a password

    @property
    def stops(self) -> bool:
        """Whether it keeps a document here."""
        return self is not Level.PUBLIC


@dataclass(frozen=True, slots=True)
class LabelLevels:
    """The labels that somebody has decided on. All others stop a document."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """By GUID or by name, as `known_as` spells them."""

    def stops(self, label: str) -> bool:
        """Whether a document with `label` in force stays here."""
        level = self.level(label)
        return level is None or level.stops

    def level(self, label: str) -> Level | None:
        """What was decided on `label`; None for one that nobody has decided on."""
        told = known_as(label)
        if not (found := _TOLD.fullmatch(told)):
            return self.levels.get(told)
        by_guid = self.levels.get(found[1])
        return self.levels.get(found[2] or "") if by_guid is None else by_guid


def known_as(label: str) -> str:
    """One spelling for a GUID or a name: without braces, case and needless spaces."""
    return " ".join(label.strip().removeprefix("{").removesuffix("}").casefold().split())
