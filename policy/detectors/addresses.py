"""
Addresses: a street with a house number, and the postcode and place that follow it.

There is no free list of all Belgian streets, so the form of the name decides: a street word at
its end (`Molenstraat`), before it (`Steenweg op`, `rue du`), or one of the squares that every
town has. A street without a number is no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors import streets
from policy.detectors.context import near
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.finding import Kind

_SUFFIX_TRIGGER = Trigger(
    name="addresses.suffix",
    expression=(
        rf"(?:{streets.SURE}|{streets.DOUBTFUL})"
        r"(?:,? ?(?:nr\.?|nummer|no\.?|n\^) ?|[ ,;\t|]{1,2})[0-9]"
    ),
    before=60,
    after=100,
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
    expression=r"(?:nummer|nr\.?|numero|n\^|number) [0-9]{1,4}[a-z]? (?:in|van|op|aan|uit|de|of) ",
    before=40,
    after=70,
)
_TAIL_TRIGGER = Trigger(
    name="addresses.postcode",
    expression=r"[0-9][ ,;\na-z()./|\t\-]{1,8}(?:be?[ \-]?)?[1-9][0-9]{3}[ ,;\t|]{1,3}[a-z]",
    before=110,
    after=60,
)
_LABEL_TRIGGER = Trigger(
    name="addresses.label",
    expression=r"adres|address|wonende|woonacht|gedomicil|domicilie|demeurant",
    before=20,
    after=110,
)


class Addresses:
    """Addresses in Dutch, French and, simply, English form."""

    name = "addresses"
    triggers: Sequence[Trigger] = (
        _SUFFIX_TRIGGER,
        _PREFIX_TRIGGER,
        _INVERTED_TRIGGER,
        _TAIL_TRIGGER,
        _LABEL_TRIGGER,
    )

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        found = [*self._by_ending(sheet, hits), *self._by_beginning(sheet, hits)]
        yield from found
        # A street word says where the name begins; without one a person's name may be caught too.
        for match in self._by_surroundings(sheet, hits):
            if not any(m.start < match.end and match.start < m.end for m in found):
                yield match

    def _by_surroundings(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        """Names without any street word: `Ter Bronnen 15, 3070 Kortenberg`, `adres: De Ster 3`."""
        text = sheet.folded
        for window in hits.of(_TAIL_TRIGGER.name):
            for found in occurrences(streets.ANY_NAME, text, window, margin=50):
                tail = streets.TAIL.match(text, found.end())
                if (
                    tail
                    and _is_town(tail)
                    and not streets.POSTCODE.match(text, found.end("street"))
                ):
                    yield Match(Kind.ADDRESS, found.start(), tail.end(), 0.8, self.name)
        for window in hits.of(_INVERTED_TRIGGER.name):
            for found in occurrences(streets.INVERTED, text, window):
                yield Match(Kind.ADDRESS, *found.span(VALUE), 0.8, self.name)
        for window in hits.of(_LABEL_TRIGGER.name):
            for found in occurrences(streets.LABELLED, text, window):
                start, end = found.span(VALUE)
                number = text[found.end("street") : end]
                if not _is_year(number) and not streets.UNIT.match(sheet.lowered, end):
                    tail = streets.TAIL.match(text, end)
                    end = tail.end() if tail and _is_place(tail["place"]) else end
                    yield Match(Kind.ADDRESS, start, end, 0.7, self.name)

    def _by_ending(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        text = sheet.folded
        for window in hits.of(_SUFFIX_TRIGGER.name):
            for found in occurrences(streets.SUFFIXED, text, window):
                yield from self._suffixed(found, sheet)
            for found in occurrences(streets.SQUARE, text, window):
                sure = found["street"].startswith("Steenweg")
                yield from self._placed(found.start(), found, sheet, doubtful=not sure)

    def _by_beginning(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        text = sheet.folded
        for window in hits.of(_PREFIX_TRIGGER.name):
            for found in occurrences(streets.FRENCH_STREET, text, window):
                if found["number"] or found["lead"]:
                    yield from self._placed(found.start(), found, sheet, doubtful=False)
            for found in occurrences(streets.SQUARE, text, window):
                sure = found["street"].startswith("Steenweg")
                yield from self._placed(found.start(), found, sheet, doubtful=not sure)
            for found in occurrences(streets.ENGLISH_STREET, text, window):
                yield Match(Kind.ADDRESS, *found.span(), 0.75, self.name)

    def _suffixed(self, found: re.Match[str], sheet: Sheet) -> Iterator[Match]:
        street, end = found["street"], found["end"].lower()
        name = street.lower()
        is_name = street[0].isupper()
        if not is_name and (end not in streets.LOWER.split("|") or name in streets.GENERIC):
            return
        if name in streets.GENERIC and not _begun(sheet.folded, found.start()):
            if (tail := streets.TAIL.match(sheet.folded, found.end())) and _is_place(tail["place"]):
                yield Match(Kind.ADDRESS, found.start(), tail.end(), 0.85, self.name)
            return
        doubtful = (
            end in streets.DOUBTFUL.split("|") or name in streets.PLACES or len(name) < len(end) + 3
        )
        yield from self._placed(
            _begin(sheet.folded, found.start()), found, sheet, doubtful=doubtful
        )

    def _placed(
        self, start: int, found: re.Match[str], sheet: Sheet, *, doubtful: bool
    ) -> Iterator[Match]:
        text, end = sheet.folded, found.end()
        if found.groupdict().get("lead"):
            end = found.end("street")
        elif streets.POSTCODE.fullmatch(text, found.end("street"), end) and re.match(
            r" [A-Z]", text[end : end + 2]
        ):
            return  # a street without a number, and its place
        if (tail := streets.TAIL.match(text, end)) and _is_place(tail["place"]):
            yield Match(Kind.ADDRESS, start, tail.end(), 0.95, self.name)
            return
        if (tail := streets.BARE_PLACE.match(text, end)) and tail[
            "place"
        ].lower() in streets.PLACES:
            yield Match(Kind.ADDRESS, start, tail.end(), 0.9, self.name)
            return
        if streets.UNIT.match(sheet.lowered, end) or _is_year(text[found.end("street") : end]):
            return
        if not doubtful or near(sheet, (start, end), streets.HOME):
            yield Match(Kind.ADDRESS, start, end, 0.7 if doubtful else 0.85, self.name)


def _is_place(place: str) -> bool:
    return place[0].isupper() or place.lower() in streets.PLACES


def _is_town(tail: re.Match[str]) -> bool:
    """Four digits before a capital may be a year; then the place must be one we know."""
    known = tail["place"].lower() in streets.PLACES
    return known or (tail["place"][0].isupper() and tail["code"][:2] not in ("19", "20"))


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"[ ,;]*(?:19|20)\d\d", number))


def _before(text: str, start: int) -> list[str]:
    return (
        text[max(0, start - 60) : start].split(" ")[:-1] if text[start - 1 : start] == " " else []
    )


def _begun(text: str, start: int) -> bool:
    """Whether a capitalised word that belongs to the name goes before: `Lange Weg`."""
    return _begin(text, start) < start


_PARTICLES = frozenset({"Van", "De", "Den", "Der", "Vander", "Vanden", "Ter", "Ten", "La", "Le"})
_NOT_IN_NAMES = frozenset({"de", "het", "den", "in", "op", "aan", "adres"})


def _begin(text: str, start: int) -> int:
    """
    Where the street's name begins. One capitalised word before it belongs to it (`Frans
    Mombaersstraat`); two are a person's name next to an address, unless one is a title.
    """
    before = _before(text, start)
    taken = 0
    while taken < min(len(before), 3) and re.fullmatch(r"[A-Z][A-Za-z'.-]+", before[-taken - 1]):
        taken += 1
    while taken and before[-taken].lower() in _NOT_IN_NAMES:
        taken -= 1
    if taken > 1 and before[-1] in _PARTICLES:
        taken = 2  # `Edward Van Evenstraat`
    elif taken > 1 and before[-taken].lower() not in streets.TITLES:
        taken = int(before[-1].lower() in streets.TITLES)
    return start - sum(len(word) + 1 for word in before[len(before) - taken :])


ADDRESSES = Addresses()
