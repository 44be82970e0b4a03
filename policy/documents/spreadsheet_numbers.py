"""
Numbers of a sheet as people see them: all digits, dates as dates, leading zeros of a format.

A cell holds a number and refers to a format (ECMA-376 part 1, 18.8.30); a date is a number of days
with a date format. What is told is what can be recognised: `12/03/1985` for every date format, the
digits of a number format with its own separators, and no exponents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum

from policy.documents.xml_reader import whole

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SIGNIFICANT = 15
"""Digits that a binary fraction of 64 bits can be trusted with; Excel shows no more."""
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""18.8.30: formats without a code in the file; 27 to 58 are East Asian."""
_MAX_STYLES = 10**9
_MAX_DAYS = 2_958_466
_LEAP_DAY_THAT_WAS_NOT = 60
"""29 February 1900, which Excel keeps for the sake of Lotus 1-2-3 (18.17.4.1)."""
_ASIDE = re.compile(r'"[^"]*"|\\.|[_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile(r"[dmyhs]", re.IGNORECASE)
_MASK_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<digit>[0#?])|(?P<plain>[-()+ :])'
)
_QUOTED = re.compile(r'"([^"]+)"|((?:\\.){2,})')
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::[\d.]+)?Z?)?")
_ELAPSED_CODE = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LONGEST_CODE = 255
"""What Excel takes (ECMA-376 leaves it open)."""
_NO_DATES = frozenset({"general", "standaard", "standard", "@"})


class _Kind(Enum):
    PLAIN = "as it is"
    DATE = "days since the epoch"
    ELAPSED = "days that something took"


type _Mask = tuple[str | None, ...]
"""From the right: None is a digit that is always shown, "" one where there is one, text itself."""


def plain_number(value: str) -> str:
    """A number with all its digits and no exponent; other text as it is."""
    if value.isdecimal():
        return value
    whole_part, _, fraction = value.partition(".")
    if whole_part.isdecimal() and fraction.isdecimal() and fraction[-1] != "0":
        if len(value) <= _SIGNIFICANT:
            return value  # most numbers in most sheets
    elif not _NUMBER.fullmatch(value):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:  # an exponent that nobody means
        return value
    if number == number.to_integral_value():
        return format(number.to_integral_value(), "f")
    digits = len(number.as_tuple().digits)
    if digits > _SIGNIFICANT:
        number = Decimal(f"{float(number):.{_SIGNIFICANT}g}")
    return format(number.normalize(), "f")


def plain_date(value: str) -> str:
    """An ISO 8601 date as `dd/mm/yyyy`, with the time when it has one; other text as it is."""
    if (found := _ISO.fullmatch(value)) is None:
        return value
    year, month, day, hour, minute = found.groups()
    time = f" {hour}:{minute}" if hour and (hour, minute) != ("00", "00") else ""
    return f"{day}/{month}/{year}{time}"


def date_of_serial(value: str, *, from_1904: bool) -> str | None:
    """A number of days as people see it; None for what cannot be a date."""
    try:
        serial = float(value)
    except ValueError:
        return None
    if not 0 <= serial < _MAX_DAYS:
        return None
    days, seconds = divmod(round(serial * 86_400), 86_400)
    time = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
    if days == 0:
        return time if seconds else None
    if from_1904:
        day = date(1904, 1, 1) + timedelta(days)
    elif days == _LEAP_DAY_THAT_WAS_NOT:
        return "29/02/1900"
    else:
        day = date(1899, 12, 30) + timedelta(days + (days < _LEAP_DAY_THAT_WAS_NOT))
    shown = f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{shown} {time}" if seconds else shown


class NumberFormats:
    """How the numbers of one workbook are shown."""

    def __init__(
        self, codes: Mapping[int, str], cell_formats: Iterable[int], *, from_1904: bool
    ) -> None:
        self._from_1904 = from_1904
        kinds = {number: _kind(code) for number, code in codes.items()}
        self._styles = [
            kinds.get(number, _Kind.DATE if number in _BUILT_IN_DATES else _Kind.PLAIN)
            for number in cell_formats
        ]

    def shown(self, value: str, style: str | None) -> str:
        """A cell's number as its style shows it."""
        kind: _Kind | _Mask = _Kind.PLAIN
        if style is not None and (number := whole(style, _MAX_STYLES)) < len(self._styles):
            kind = self._styles[number]
        if kind is _Kind.DATE:
            return date_of_serial(value, from_1904=self._from_1904) or plain_number(value)
        if kind is _Kind.ELAPSED:
            return _elapsed(value)
        shown = value if value.isdecimal() else plain_number(value)
        return _masked(shown, kind) if isinstance(kind, tuple) else shown


def words_in_format(code: str) -> str:
    """The text that a number format shows beside the number."""
    if len(code) > 4 * _LONGEST_CODE:
        return code
    words = (quoted or escaped.replace("\\", "") for quoted, escaped in _QUOTED.findall(code))
    return " ".join(word for word in words if any(map(str.isalnum, word)))


def _kind(code: str) -> _Kind | _Mask:
    section = code.split(";", 1)[0]
    if section.lower() in _NO_DATES or len(section) > _LONGEST_CODE:
        return _Kind.PLAIN
    if _DATE_CODE.search(_ASIDE.sub("", section)):
        return _Kind.ELAPSED if _ELAPSED_CODE.search(section) else _Kind.DATE
    mask: list[str | None] = []
    at = 0
    while found := _MASK_TOKEN.match(section, at):
        at = found.end()
        if found["digit"]:
            mask.append(None if found["digit"] == "0" else "")
        elif literal := found["quoted"] or found["escaped"] or found["plain"]:
            mask.append(literal)
    if at < len(section) or None not in mask:
        return _Kind.PLAIN  # decimals, thousands, percentages, conditions: the number will do
    return tuple(reversed(mask))


def _elapsed(value: str) -> str:
    try:
        minutes = round(float(value) * 1440)
    except (ValueError, OverflowError):
        return value
    return f"{minutes // 60}:{minutes % 60:02}"


def _masked(number: str, mask: _Mask) -> str:
    if not number.isdecimal():
        return number
    digits = list(number)
    shown: list[str] = []
    last = max(at for at, token in enumerate(mask) if token is None)
    for at, token in enumerate(mask):
        if token is None:
            shown.append(digits.pop() if digits else "0")
        elif token:
            shown.append(token)
        elif digits and at < last:
            shown.append(digits.pop())
        if at == last:  # what does not fit stands in front of the first digit
            shown.extend(reversed(digits))
            digits = []
    return "".join(reversed(shown))
