"""
Digits in several texts that can be one number: by its check digits, and by how it is written.

One text holds one piece of a number, whatever stands around it. Numbers that nobody cut fit
together by chance, too: without a look at the shapes nearly once in fifty turns, with it once in
some thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from policy.detectors.validators import is_card_number, is_iban, is_mod97_pair, is_national_number
from policy.seam_look import CHECKED, Look, Rows
from policy.text_ends import Piece

_TABLE = 12
"""So many parts that are nothing but a number are cells of a table."""
_EACH = 3
"""Numbers of each text that are tried: its last ones, or its first."""
_REACH = 3
"""Texts with numbers that two pieces may be apart."""
_LONGEST = 27
"""Of the accounts that are mostly digits (France, Italy)."""

_SHORTEST, _NATIONAL, _PAIR = 10, 11, 12
_CARD = range(14, 20)  # ISO/IEC 7812-1; nobody has one of 13 digits any more
_MOBILE = re.compile(r"04[5-9][0-9]{7}")  # Belgian numbering plan, BIPT
_ABROAD = re.compile(r"(?:\+|00)(?:31|32|33|352|49)[1-9][0-9]{6,10}")
_NATIONAL_SHAPE = re.compile(r"\d\d[ ./-]?\d\d[ ./-]?\d\d[ ./-]{0,2}\d{3}[ ./-]?\d\d", re.ASCII)
_PAIR_SHAPE = re.compile(r"\d{3}(?P<s>[ /-])\d{4}(?P=s)?\d{5}|\d{7}[ /-]\d{5}|\d{12}", re.ASCII)
_CARD_SHAPE = re.compile(
    r"\d{4}[ .-]?\d{4}[ .-]?\d{4}[ .-]?\d{1,4}[ .-]?\d{0,3}|\d{4}[ -]?\d{6}[ -]?\d{4,5}", re.ASCII
)

type _Row = tuple[int, tuple[Piece, ...]]
type _Pieces = tuple[tuple[int, Piece], ...]


def numbers(rows: Rows) -> Iterator[Look]:
    """Numbers that end in a text of the prompt."""
    cells = {at for at, ends in rows if at >= 0 and ends.is_bare_number}
    if len(cells) <= _TABLE:
        cells.clear()
    numbered = [(at, ends.numbers) for at, ends in rows if ends.numbers and at not in cells]
    short = {at for at, ends in rows if ends.is_short}
    for end, (at, pieces) in enumerate(numbered):
        if at >= 0 and end > 0:
            for last in pieces[:_EACH]:
                if last.value[0].isdigit():
                    for look in _ending_in((at, last), numbered[:end][::-1]):
                        if not _is_chance(look, short):
                            yield look


def _ending_in(last: tuple[int, Piece], earlier: Sequence[_Row]) -> Iterator[Look]:
    """Each row before, the nearest first: with all between, and with nothing of that."""
    between: _Pieces = ()
    is_going_on = True
    length = len(last[1].value)
    for back, (at, pieces) in enumerate(earlier):
        if len(between) > 1 and at < last[0] - len(between) - 1:
            is_going_on = False  # many pieces follow each other, or there are too many ways
        for piece in pieces[-_EACH:]:
            if is_going_on:
                yield from _one(((at, piece), *between, last))
            if 0 < back < _REACH:
                yield from _one(((at, piece), last))
        inner = _only(pieces)
        is_going_on = is_going_on and inner is not None and length < _LONGEST
        if inner is not None and is_going_on:
            between = ((at, inner), *between)
            length += len(inner.value)
        elif back >= _REACH:
            return


def _is_chance(look: Look, short: AbstractSet[int]) -> bool:
    """
    Whether it is a payment card of more than two pieces that stand in stories: one in ten rows of
    digits passes that check, and people ask about one postcode after the other.
    """
    places = [at for at, _ in look.pieces]
    is_card = look.text[:1].isdigit() and len(look.text) in _CARD
    return is_card and len(places) > 2 and not short >= set(places)  # noqa: PLR2004 -- two halves are no chance


def _only(pieces: tuple[Piece, ...]) -> Piece | None:
    """The one number of a text, but for a label (`part 1`); None where there are more."""
    unlabelled = [piece for piece in pieces if len(piece.value) > 1] or pieces[-1:]
    only = unlabelled[0] if len(unlabelled) == 1 else None
    return only if only is None or only.value[0].isdigit() else None


def _one(pieces: _Pieces) -> Iterator[Look]:
    value = "".join([piece.value for _, piece in pieces])
    if len(value) < _SHORTEST or not may_be_one(value):
        return
    as_typed = "".join([piece.words for _, piece in pieces])
    if fits(value, as_typed):
        yield Look(_written(value, as_typed), pieces, CHECKED)


def may_be_one(value: str) -> bool:
    """Whether `value`, which has no spaces or strokes, passes a check; most do not."""
    first, length = value[0], len(value)
    if not first.isdigit():
        return bool(_ABROAD.fullmatch(value)) if first == "+" else is_iban(value.upper())
    if length == _NATIONAL and is_national_number(value):
        return True
    if length == _PAIR and is_mod97_pair(value):
        return True
    if first == "0":
        return bool(_MOBILE.fullmatch(value) or _ABROAD.fullmatch(value))
    return length in _CARD and is_card_number(value)


def fits(value: str, as_typed: str) -> bool:
    """Whether what stands between the digits stands there in such numbers; it may be missing."""
    if not value[0].isdigit():
        return True
    if len(value) == _NATIONAL and _NATIONAL_SHAPE.fullmatch(as_typed):
        return True
    if len(value) == _PAIR and _PAIR_SHAPE.fullmatch(as_typed):
        return True
    return value[0] == "0" or bool(_CARD_SHAPE.fullmatch(as_typed))


def _written(value: str, as_typed: str) -> str:
    """As a detector knows it: structured communications have strokes."""
    if len(value) == _PAIR and "/" in as_typed:
        return f"{value[:3]}/{value[3:7]}/{value[7:]}"
    return value
