"""
Digits that can only be one thing, written as people write it.

Digits that lie scattered, or that were read from words and letters, count when a check digit or
a number plan confirms them and they were not cut at odd places.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

import phonenumbers
from phonenumbers import NumberParseException

from policy.detectors import validators

LONGEST = 17
"""Digits of the longest number here."""


@dataclass(frozen=True, slots=True)
class _Writing:
    """How a number is written (`#` is a digit), and between which digits it may be cut."""

    shape: str
    cuts: frozenset[int]
    holds: Callable[[str], bool]


def _mobile(digits: str) -> bool:
    return re.fullmatch(r"04[5-9][0-9]{7}", digits, re.ASCII) is not None


def _mobile_abroad(digits: str) -> bool:
    return re.fullmatch(r"324[5-9][0-9]{7}", digits, re.ASCII) is not None


def _mobile_dialled(digits: str) -> bool:
    return re.fullmatch(r"0032(?:4[5-9][0-9])[0-9]{6}", digits, re.ASCII) is not None


def _landline(digits: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return re.fullmatch(r"0[1-9][0-9]{7}", digits, re.ASCII) is not None and len(steps) > 1


def _short_area(digits: str) -> bool:
    return digits[1] in "2349" and _landline(digits)


def _is_dialled(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
    except NumberParseException:
        return False


def _birth_date(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year <= 2035  # noqa: PLR2004 -- a calendar


_WRITINGS: dict[int, tuple[_Writing, ...]] = {
    8: (_Writing("##/##/####", frozenset({2, 4}), _birth_date),),
    9: (
        _Writing("## ### ## ##", frozenset(), _short_area),
        _Writing("### ## ## ##", frozenset({3, 4, 5, 6, 7}), _landline),
    ),
    10: (_Writing("#### ## ## ##", frozenset({2, 3, 4, 5, 6, 7, 8}), _mobile),),
    11: (
        _Writing("##.##.##-###.##", frozenset({2, 4, 6, 9}), validators.is_national_number),
        _Writing("+## ### ## ## ##", frozenset({2, 3, 5, 6, 7, 8, 9}), _mobile_abroad),
        _Writing("#-#####-##-###", frozenset({1, 6, 8}), validators.is_health_provider_number),
    ),
    12: (
        _Writing("###-#######-##", frozenset({3, 10}), validators.is_mod97_pair),
        _Writing("###/####/#####", frozenset({3, 7}), validators.is_mod97_pair),
    ),
    13: (_Writing("#### ### ## ## ##", frozenset({2, 4, 5, 7, 9, 11}), _mobile_dialled),),
    15: (_Writing("#### ###### #####", frozenset({4, 10}), validators.is_card_number),),
    16: (_Writing("#### #### #### ####", frozenset({4, 8, 12}), validators.is_card_number),),
    17: (_Writing("#### #### #### #### #", frozenset({4, 8, 12, 16}), validators.is_card_number),),
}
LENGTHS = frozenset(range(min(_WRITINGS), LONGEST + 1))


def writing(digits: str, cuts: AbstractSet[int], *, plus: bool = False) -> str | None:
    """
    `digits`, cut after so many of them, as the number that they are; None if they are none. With
    a plus before them they are a telephone number or nothing; the plus is not repeated.
    """
    if plus:
        return digits if _is_dialled(digits) else None
    for way in _WRITINGS.get(len(digits), ()):
        if cuts <= way.cuts and way.holds(digits):
            if cuts and way.holds is _landline:
                return digits  # so few are certain that words around it have to tell
            left = iter(digits)
            return "".join(next(left) if char == "#" else char for char in way.shape)
    return None
