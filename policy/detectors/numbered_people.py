"""
Numbers beside people: in a list of names each has its own, and no word says what it is.

`S-1190 Caelio …` above `S-1204 Ouidad …`: the same make of number on two lines with a name is
somebody's number, whatever the office or the school calls it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.places import Places
from policy.detectors.pupils import is_school
from policy.finding import Kind

_CODE = re.compile(
    r"(?<![\w@/.,:+#-])(?P<v>(?:[A-Za-z]{1,4}[-./_]?)?\d{2,7}(?:[-/_.]\d{2,7}){0,2})"
    r"(?![\w@%]|[-/:.,]\d| ?(?:euro|eur|km|kg|uur|u|h|jaar|ans|years|punten|stuks|x|m2?|cm)\b)",
    re.ASCII,
)
_DATE_LIKE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?|(?:19|20)\d\d|\d{1,2}[./]\d{2}|\d\.\d{3}|0\d{2,3}[/.-].*"
)
_NEAR = 24
"""Characters between a name and its number: a class, a separator, a short word."""
_ENOUGH = 2
"""Lines with the same make of number."""
_FEWEST, _FEWEST_BARE = 3, 4
_MOST = 400
"""Lines that are compared; a longer list has its heading or its word."""
_SCORE = 0.65


class NumberedPeople:
    """It reads the names that were found before it."""

    name = "numbered-people"
    triggers: Sequence[Trigger] = (
        Trigger(
            name="numbered-people.lines",
            digit=True,
            expression=r"\n[^\n]{0,200}[0-9][0-9]",
            before=0,
            after=0,
            once=True,
        ),
    )

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterable[Match]:
        del hits
        people = [match for match in earlier if match.kind is Kind.PERSON]
        if len(people) < _ENOUGH:
            return
        taken = Places.of(earlier)
        makes: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end in _beside(sheet, people[:_MOST]):
            if not taken.touch(start, end):
                makes[_make(sheet.folded[start:end])].append((start, end))
        kind = Kind.PUPIL_NUMBER if is_school(sheet.lowered) else Kind.DOSSIER_NUMBER
        for places in makes.values():
            if len({sheet.folded.rfind("\n", 0, start) for start, _ in places}) >= _ENOUGH:
                for start, end in places:
                    yield Match(kind, start, end, _SCORE, self.name)


def _beside(sheet: Sheet, people: Sequence[Match]) -> Iterator[tuple[int, int]]:
    """Numbers on the line of a name, close to it."""
    seen: set[tuple[int, int]] = set()
    for person in people:
        begin = sheet.folded.rfind("\n", 0, person.start) + 1
        stop = sheet.folded.find("\n", person.end)
        low = max(begin, person.start - _NEAR)
        high = min(len(sheet.folded) if stop < 0 else stop, person.end + _NEAR)
        for found in (
            *_CODE.finditer(sheet.folded, low, person.start),
            *_CODE.finditer(sheet.folded, person.end, high + 1),
        ):
            span = found.span("v")
            if span not in seen and _is_number(found["v"]):
                seen.add(span)
                yield span


def _is_number(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    fewest = _FEWEST if value[0].isalpha() or "-" in value or "/" in value else _FEWEST_BARE
    return digits >= fewest and not _DATE_LIKE.fullmatch(value)


def _make(value: str) -> str:
    """Its letters as they are, and how many digits stand where."""
    return re.sub(r"\d", "9", value.upper())


NUMBERED_PEOPLE = NumberedPeople()
