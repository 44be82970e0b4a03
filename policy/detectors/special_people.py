"""
Who a message is about: names and identifiers that other families found, and people without a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from policy.detectors.families import Sheet
from policy.detectors.interface import Match
from policy.detectors.lexicon import Found, Terms
from policy.detectors.places import Places
from policy.finding import Kind

_IDENTIFYING = frozenset(
    {
        Kind.PERSON,
        Kind.NATIONAL_NUMBER,
        Kind.EID_NUMBER,
        Kind.PASSPORT_NUMBER,
        Kind.DATE_OF_BIRTH,
        Kind.PUPIL_NUMBER,
        Kind.DOSSIER_NUMBER,
        Kind.ADDRESS,
        Kind.LICENCE_PLATE,
    }
)
_REACH = 300
_SIGNED = re.compile(
    r"(?:mvg|groet(?:en|jes)?|hoogachtend|cordialement|salutations|regards|sincerely)[ ,.!]*\s*$"
)
_AFTER_INITIAL = re.compile(
    # From the dot on, because a search for one character is nearly free.
    r"\.(?<=[a-z]\.)(?<![a-z][a-z]\.) ?(?:uit|van|\() ?(?:k|l)?[1-6][a-e]?(?![a-z0-9])"
)


@dataclass(frozen=True, slots=True)
class PeopleTerms:
    """Words for somebody in particular."""

    anchors: Terms
    pupils: Terms
    stories: Terms


@dataclass(frozen=True, slots=True)
class People:
    """Where people stand in one text."""

    sheet: Sheet = field(repr=False)
    terms: PeopleTerms = field(repr=False)
    named: Places

    @classmethod
    def of(cls, sheet: Sheet, earlier: Sequence[Match], terms: PeopleTerms) -> People:
        places = [
            (match.start, match.end)
            for match in earlier
            if match.kind in _IDENTIFYING
            and not (match.kind is Kind.PERSON and _SIGNED.search(sheet.before(match.start, 30)))
        ]
        places += [(f.start() - 1, f.end()) for f in _AFTER_INITIAL.finditer(sheet.lowered)]
        return cls(sheet, terms, Places.between(places))

    def named_in(self, start: int, end: int) -> bool:
        """Whether a name, an identifier or a pupil of a class stands in `text[start:end]`."""
        if self.named.touch(start, end):
            return True
        return self.terms.pupils.is_in(self.sheet, start, end)

    def names_in(self, start: int, end: int) -> bool:
        """Whether a name or an identifier has a part in `text[start:end]`."""
        return self.named.touch(start, end)

    def is_told_of(self, start: int, end: int) -> bool:
        """Whether somebody without a name stands in `text[start:end]`."""
        return self.terms.anchors.is_in(self.sheet, start, min(end, len(self.sheet.folded)))

    def is_near(self, place: Found) -> bool:
        """Whether somebody, with or without a name, stands near."""
        low, high = max(0, place.start - _REACH), min(len(self.sheet.folded), place.end + _REACH)
        return self.named_in(low, high) or self.terms.anchors.is_in(self.sheet, low, high)

    def told_in(self, start: int, end: int) -> bool:
        """Whether the sentence speaks of a he or a she."""
        return self.terms.stories.is_in(self.sheet, start, end)
