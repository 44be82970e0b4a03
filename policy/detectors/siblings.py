"""
Numbers of the same make: where one is told to be a file or a pupil, those beside it in a list and
those with the same letters in front elsewhere in the text are so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy.detectors.families import Sheet
from policy.detectors.interface import Match
from policy.finding import Kind

KINDS = frozenset({Kind.DOSSIER_NUMBER, Kind.PUPIL_NUMBER})
_TOWN = re.compile(r"\d{4} [A-Z][a-z]", re.ASCII)
_MAX_MAKES = 12
"""A text has a few makes of numbers; looking for a hundred would be slow."""
_REACH = 2000
_NEXT = re.compile(r"(?:,|;| /|\n[-* ]{1,4})? ?(?:(?:en|et|and|of|ou|or|&) )?[#\"'(]?", re.ASCII)
_MAKE = re.compile(r"([A-Za-z]{1,8})(?=[-./_ ]?\d)", re.ASCII)
_WORDS = frozenset({"nr", "no", "en", "de", "van", "of", "is", "in", "op"})
_OTHER_THINGS = re.compile(
    r"(?:factuur|facture|invoice|bestelbon|artikel|article|model|type|versie|lokaal|zaal)"
    r"[a-z]{0,8}\.? ?$"
)


def siblings(sheet: Sheet, found: Iterable[Match]) -> Iterator[Match]:
    """What the numbers in `found` make certain beyond themselves."""
    makes: set[tuple[Kind, str]] = set()
    for match in found:
        if match.kind not in KINDS:
            continue
        yield from _listed(match, sheet)
        make = _shape(sheet.folded[match.start : match.end])
        if (match.kind, make) in makes or len(makes) >= _MAX_MAKES:
            continue
        makes.add((match.kind, make))
        if make[0].isalpha():
            yield from _alike(match, make, sheet)


def _shape(value: str) -> str:
    r"""A pattern for values like it: its letters as they are, any digits for its digits."""
    letters = _MAKE.match(value)
    head = letters[0] if letters and letters[0].lower() not in _WORDS else ""
    rest = re.sub(r"[A-Za-z]+", "[A-Za-z]{1,4}", re.escape(value[len(head) :]))
    return head + re.sub(r"\d+", lambda run: rf"\d{{{len(run[0])}}}", rest)


def _listed(match: Match, sheet: Sheet) -> Iterator[Match]:
    """`3061, 3062 en 3067`."""
    value = re.compile(
        rf"{_shape(sheet.folded[match.start : match.end])}(?![\w]|[.,/-]\d)", re.ASCII
    )
    at = match.end
    while (between := _NEXT.match(sheet.folded, at)) and between.end() > at:
        following = value.match(sheet.folded, between.end())
        if following is None or _TOWN.match(sheet.folded, following.start()):
            return
        yield Match(match.kind, *following.span(), match.score, match.detector)
        at = following.end()


def _alike(match: Match, make: str, sheet: Sheet) -> Iterator[Match]:
    """`W24.318` once named, and `W24.322` three lines further."""
    alike = re.compile(rf"(?<![\w/.-]){make}(?![\w]|[.,/-]\d)", re.ASCII | re.IGNORECASE)
    low, high = max(0, match.start - _REACH), match.end + _REACH
    for other in alike.finditer(sheet.folded, low, high):
        if not _OTHER_THINGS.search(sheet.before(other.start(), 24)):
            yield Match(match.kind, *other.span(), match.score - 0.05, match.detector)
