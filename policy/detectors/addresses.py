"""
Addresses: a street with a house number, and the postcode and place that follow it.

There is no free list of all Belgian streets, so the form of the name decides: a street word at
its end (`Molenstraat`), before it (`Steenweg op`, `rue du`), or one of the squares that every
town has. A doubtful name (`Lepelhoek 17`) needs a place behind it, a word such as `op` before it,
or a line of its own. A street without a number is no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors import street_words, streets
from policy.detectors.address_signs import (
    begin,
    is_year,
    places_it,
    town_before,
    without_lead,
)
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.public_places import is_public
from policy.detectors.rules import VALUE, occurrences
from policy.detectors.towns import Towns
from policy.finding import Kind

_SUFFIX_TRIGGER = Trigger(
    # Any word before a number: looking for a hundred endings here costs more than it saves.
    name="addresses.suffix",
    digit=True,
    expression=r"[a-z.^][\" ,;\t|]{1,5}[0-9]|[ro.^][0-9]",
    before=76,
    after=12,
)
_PREFIX_TRIGGER = Trigger(
    name="addresses.prefix",
    expression=(
        rf"\b(?:{streets.FRENCH}) |steenweg op |"
        r"\b(?:street|road|lane|drive|terrace|court|gardens|crescent)\b"
    ),
    before=60,
    after=140,
)
_INVERTED_TRIGGER = Trigger(
    name="addresses.inverted",
    digit=True,
    expression=r"(?:nummer|nr\.?|numero|n\^|number) [0-9]{1,4}[a-z]? (?:in|van|op|aan|uit|de|of) ",
    before=40,
    after=70,
)
_TAIL_TRIGGER = Trigger(
    name="addresses.postcode",
    digit=True,
    expression=(
        r"[0-9][ ,;\na-z()./|\t\-\">]{1,9}(?:[a-z]{1,2}[ \-]?)?[1-9][0-9]{3,4}(?: ?[a-z]{2})?"
        r"[ ,;\t|\n\"]{1,5}[a-z]"
    ),
    before=120,
    after=60,
)
_PLACE_TRIGGER = Trigger(
    name="addresses.place",
    expression=r"(?:[0-9][a-zA-Z]?| bis| ter|bus [A-Z])(?:, ?| te | in | a )[A-Z]",
    caseless=False,
    before=130,
    after=60,
)
_LABEL_TRIGGER = Trigger(
    name="addresses.label",
    expression=(
        r"adres|adr\.|address|wonend|woonacht|woont|woonplaats|gedomicil|domicil|demeurant|"
        r"habitant|residing|straat(?:naam)? ?(?:[:.]|en|\+)"
    ),
    before=24,
    after=120,
)

_BOX = re.compile(r"(?i:bus|bte|boite) ?[A-Za-z0-9]")
"""Only homes have one."""


class Addresses:
    """Addresses in Dutch, French and, simply, English form, in towns that it is told of."""

    name = "addresses"
    triggers: Sequence[Trigger] = (
        _SUFFIX_TRIGGER,
        _PREFIX_TRIGGER,
        _INVERTED_TRIGGER,
        _TAIL_TRIGGER,
        _PLACE_TRIGGER,
        _LABEL_TRIGGER,
    )

    def __init__(self, towns: Towns) -> None:
        self._towns = towns

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        for match in self._all(sheet, hits):
            if not is_public(sheet, match.start):
                yield match

    def _all(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        found = [*self._by_ending(sheet, hits), *self._by_beginning(sheet, hits)]
        yield from found
        # A street word says where the name begins; without one a person's name may be caught too.
        for match in self._by_surroundings(sheet, hits):
            if not any(m.start < match.end and match.start < m.end for m in found):
                yield match

    def _by_ending(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        for window in hits.of(_SUFFIX_TRIGGER.name):
            for found in occurrences(streets.WORD, sheet.folded, window, margin=40):
                yield from self._suffixed(found, sheet)
            for found in occurrences(streets.SQUARE, sheet.folded, window, margin=40):
                yield from self._square(found, sheet)

    def _by_beginning(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        text = sheet.folded
        for window in hits.of(_PREFIX_TRIGGER.name):
            for found in occurrences(streets.FRENCH_STREET, text, window):
                if found["number"] or found["lead"]:
                    yield from self._placed(found.start(), found, sheet, doubtful=False)
            for found in occurrences(streets.SQUARE, text, window):
                yield from self._square(found, sheet)
            for found in occurrences(streets.ENGLISH_STREET, text, window):
                yield Match(Kind.ADDRESS, *found.span(), 0.75, self.name)

    def _by_surroundings(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        """Names without any street word: `Ter Bronnen 15, 3070 Kortenberg`, `adres: De Ster 3`."""
        text = sheet.folded
        for window in hits.of(_TAIL_TRIGGER.name):
            for found in occurrences(streets.ANY_NAME, text, window, margin=50):
                yield from self._any_with_postcode(found, sheet, sure=False)
            for found in occurrences(streets.LOWER_NAME, text, window, margin=50):
                yield from self._any_with_postcode(found, sheet, sure=True)
        for window in hits.of(_PLACE_TRIGGER.name):
            for found in occurrences(streets.ANY_NAME, text, window, margin=50):
                yield from self._any_with_place(found, sheet)
        for window in hits.of(_INVERTED_TRIGGER.name):
            for found in occurrences(streets.INVERTED, text, window):
                yield Match(Kind.ADDRESS, *found.span(VALUE), 0.8, self.name)
        for window in hits.of(_LABEL_TRIGGER.name):
            for found in occurrences(streets.LABELLED, text, window):
                yield from self._labelled(found, sheet)

    def _any_with_postcode(
        self, found: re.Match[str], sheet: Sheet, *, sure: bool
    ) -> Iterator[Match]:
        """Four digits before a capital may be a year; then the place must be one we know."""
        text = sheet.folded
        tail = streets.TAIL.match(text, found.end())
        if tail is None or streets.POSTCODE.fullmatch(text, found.end("street"), found.end()):
            return
        known = self._towns.knows(tail["place"])
        looks = tail["place"][0].isupper() and tail["code"][:2] not in ("19", "20")
        if known or (looks and not sure):
            yield Match(Kind.ADDRESS, without_lead(found), tail.end(), 0.8, self.name)

    def _any_with_place(self, found: re.Match[str], sheet: Sheet) -> Iterator[Match]:
        text, start = sheet.folded, without_lead(found)
        place = streets.BARE_PLACE.match(text, found.end())
        if (
            place is None
            or place["joint"] not in (", ", ",", " te ", " in ", " a ")
            or not self._towns.knows_well(place["place"])
            or is_year(text[found.end("street") : found.end()])
            or self._no_street(text[start : found.end("street")].lower())
        ):
            return
        yield Match(Kind.ADDRESS, start, place.end(), 0.7, self.name)

    def _no_street(self, name: str) -> bool:
        """Whether the number behind the name counts or labels: `Zaal 3`, `Scouts Leuven 25`."""
        parts = name.split()
        return (
            name in street_words.GENERIC
            or not street_words.NO_STREET.isdisjoint(parts)
            or any(part.endswith(street_words.NO_STREET_ENDINGS) for part in parts)
            or self._towns.knows(name)
            or self._towns.knows(parts[-1])
        )

    def _labelled(self, found: re.Match[str], sheet: Sheet) -> Iterator[Match]:
        start, end = found.span(VALUE)
        number = sheet.folded[found.end("street") : end]
        if is_year(number) or streets.UNIT.match(sheet.lowered, end):
            return
        if self._no_street(found["street"].lower()):
            return
        yield Match(Kind.ADDRESS, start, self._placed_end(sheet.folded, end) or end, 0.7, self.name)

    def _square(self, found: re.Match[str], sheet: Sheet) -> Iterator[Match]:
        sure = found["street"].lower().startswith("steenweg")
        yield from self._placed(found.start(), found, sheet, doubtful=not sure)

    def _suffixed(self, found: re.Match[str], sheet: Sheet) -> Iterator[Match]:
        name = found["street"].lower()
        end = street_words.ending_of(name)
        if not end:
            return
        begins = begin(sheet.folded, found.start())
        begun = begins < found.start()
        titled = sheet.lowered[begins : found.start()].strip() in street_words.TITLES
        lower = found["street"][0].islower()
        if (
            (name in street_words.GENERIC and not begun)
            or (lower and end not in street_words.LOWER)
            or (begun and not titled and self._towns.knows(name))
        ):
            tail = streets.TAIL.match(sheet.folded, found.end())
            if tail and self._towns.may_be(tail["place"]):
                yield Match(Kind.ADDRESS, begins, tail.end(), 0.85, self.name)
            elif lower and name not in street_words.GENERIC and _BOX.search(found[0][len(name) :]):
                yield Match(Kind.ADDRESS, begins, found.end(), 0.75, self.name)
            return
        short = len(name) < len(end) + 3
        doubtful = end in street_words.DOUBTFUL or self._towns.knows(name) or short
        start = town_before(sheet.folded, begins, self._towns)
        yield from self._placed(start, found, sheet, doubtful=doubtful, weak=short and not begun)

    def _placed(
        self, start: int, found: re.Match[str], sheet: Sheet, *, doubtful: bool, weak: bool = False
    ) -> Iterator[Match]:
        text, end = sheet.folded, found.end()
        if found.groupdict().get("lead"):
            end = found.end("street")
        elif streets.POSTCODE.fullmatch(text, found.end("street"), end) and re.match(
            r" [A-Z]", text[end : end + 2]
        ):
            return  # a street without a number, and its place
        is_town = self._towns.knows(text[start : found.end("street")])
        far = self._placed_end(text, end)
        # `Kortenberg 41, Everberg 19` counts things; with a postcode it is a street all the same.
        if far is not None and (not is_town or streets.TAIL.match(text, end)):
            yield Match(Kind.ADDRESS, start, far, 0.9, self.name)
            return
        if streets.UNIT.match(sheet.lowered, end) or is_year(text[found.end("street") : end]):
            return
        weak = weak or is_town
        if not doubtful or places_it(sheet, (start, end), weak=weak):
            yield Match(Kind.ADDRESS, start, end, 0.7 if doubtful else 0.85, self.name)

    def _placed_end(self, text: str, end: int) -> int | None:
        """Where the place ends that belongs to the street before `end`."""
        if (tail := streets.TAIL.match(text, end)) and self._towns.may_be(tail["place"]):
            return tail.end()
        bare = streets.BARE_PLACE.match(text, end)
        if bare is not None and self._towns.knows_well(bare["place"]):
            return bare.end()
        return None
