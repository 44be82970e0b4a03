"""
Telephone numbers: a narrow pattern proposes, Google's number plans (phonenumbers) decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from policy.detectors.context import header, near, words
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.finding import Kind

_GAP = r"[ .\-/()\t\n]{0,3}"
_TRIGGER = Trigger(
    name="phones.digits",
    digit=True,
    expression=r"[0+](?:[ .\-/()\t\n]{0,3}[0-9]){8}",
    before=34,
    after=40,
)
_SHORT_TRIGGER = Trigger(
    name="phones.words",
    expression=r"\b(?:tel|gsm|telefo|mobiel|mobile|phone|nummer|nr|numero|whatsapp|sms|bel|appel)",
    before=20,
    after=70,
)
_CONTEXT = words(
    r"tel\b", "telef", "telep", "gsm", "mobiel", "mobile", "phone", "cell", "bel", "opbellen",
    "appel", "joignable", "call", r"fax", r"whatsapp", r"sms", r"t[.:]", r"m[.:]", "nummer",
    "numero", "bereik", "contact",
)  # fmt: skip
_LEFT = r"(?<![\w+])(?<!\d[.,-])"
_NATIONAL = re.compile(
    rf"(?:{_LEFT}|(?<=[Tt]el)|(?<=[Gg]sm)|(?<=GSM)|(?<![\w])[TtMmGgFf])"
    rf"(?=(?P<{VALUE}>\(?0(?:{_GAP}\d){{8,9}}))",
    re.ASCII,
)
_INTERNATIONAL = re.compile(
    rf"(?:(?<![\w+])|(?<=tel)|(?<=gsm))(?P<{VALUE}>(?:\+|00) ?[1-9](?:{_GAP}\d){{6,14}})(?!\d)",
    re.ASCII,
)
_WITHOUT_ZERO = re.compile(
    rf"{_LEFT}(?P<{VALUE}>4[5-9]\d(?:[ ./-]?\d{{2}}){{3}})(?!\d|[.,]\d)", re.ASCII
)
_DIRECT = re.compile(
    r"(?<![a-z])(?:tel|gsm|telefoon|mobiel|phone|bel|nummer|nr|whatsapp|sms|"
    r"numero)[a-z.]{0,10}[ :]{1,3}$"
)
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:0\d|1[0-2])[./-](?:19|20)\d\d"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d",
    re.ASCII,
)
_COMPANY_SHAPE = re.compile(r"[01]\d{3}\.\d{3}\.\d{3}", re.ASCII)
_COMPANY = words("kbo", "bce", "onderneming", "btw", "tva", "vat", "rpr", "be ?$")
_PUBLIC = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }
)
"""Lines that no private person has: 0800, 078, 070, 0900."""
_BELGIAN_MOBILE = re.compile(r"04[5-9]\d{7}", re.ASCII)
_FOREIGN = ("NL", "FR", "DE", "LU")
_BARE_LANDLINE = 9


class Phones:
    """Belgian numbers in every spelling, and international ones with `+` or `00`."""

    name = "phones"
    triggers: Sequence[Trigger] = (_TRIGGER, _SHORT_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        for window in hits.of(_TRIGGER.name):
            for found in occurrences(_INTERNATIONAL, text, window):
                if (match := self._international(found, sheet)) is not None:
                    yield match
            for found in occurrences(_NATIONAL, text, window):
                if (match := self._national(found, sheet)) is not None:
                    yield match
        for window in hits.of(_SHORT_TRIGGER.name):
            for found in occurrences(_WITHOUT_ZERO, text, window):
                span = found.span(VALUE)
                if _DIRECT.search(sheet.before(span[0], 20)):
                    yield Match(Kind.PHONE, *span, 0.8, self.name)

    def _international(self, found: re.Match[str], sheet: Sheet) -> Match | None:
        value = found[VALUE]
        # What follows a number may be a number too: give up groups from the end.
        while len(re.sub(r"\D", "", value)) >= 8:  # noqa: PLR2004 -- the shortest worth calling
            kind = _type(value, None)
            if kind in _PUBLIC:
                return None
            start = found.start(VALUE)
            if kind is not None:
                return Match(Kind.PHONE, start, start + len(value), 0.95, self.name)
            shorter = re.sub(rf"{_GAP}\d+$", "", value)
            if shorter == value:
                break
            value = shorter
        # Plans change faster than libraries: with a plus and a country, possible is enough.
        if found[VALUE].startswith("+") and _is_possible(found[VALUE]):
            return Match(Kind.PHONE, *found.span(VALUE), 0.75, self.name)
        return None

    def _national(self, found: re.Match[str], sheet: Sheet) -> Match | None:
        for value in dict.fromkeys((found[VALUE], _one_digit_less(found[VALUE]))):
            start = found.start(VALUE)
            if value.startswith("(") and ")" not in value:
                value, start = value[1:], start + 1  # noqa: PLW2901 -- a bracket around a remark
            score = _weighed(value, (start, start + len(value)), sheet)
            if score:
                return Match(Kind.PHONE, start, start + len(value), score, self.name)
        return None


_GOES_ON = re.compile(r"\d|[.,]\d|/(?:19|20)\d\d(?!\d)", re.ASCII)


def _weighed(value: str, span: tuple[int, int], sheet: Sheet) -> float:
    if _GOES_ON.match(sheet.folded, span[1]) or _DATE.search(value):
        return 0.0
    if _COMPANY_SHAPE.fullmatch(value) and near(sheet, span, _COMPANY):
        return 0.0
    context = near(sheet, span, _CONTEXT) or header(sheet, span, _CONTEXT)
    if "\n" in value and not context:
        return 0.0
    digits = re.sub(r"\D", "", value)
    if _BELGIAN_MOBILE.fullmatch(digits):
        return 0.95 if context else 0.85
    if len(digits) > _BARE_LANDLINE:
        foreign = context and any(_type(digits, region) is not None for region in _FOREIGN)
        return 0.7 if foreign else 0.0
    return _landline(value, digits, context=context)


def _landline(value: str, digits: str, *, context: bool) -> float:
    kind = _type(digits, "BE")
    if kind is None or kind in _PUBLIC or (digits.startswith("04") and digits[2] in "5678"):
        return 0.0
    return 0.9 if context else _landline_shape(value)


def _landline_shape(value: str) -> float:
    groups = [len(group) for group in re.findall(r"\d+", value)]
    if len(groups) == 1 or groups[0] not in (2, 3) or min(groups) == 1:
        return 0.0
    return 0.8


def _one_digit_less(value: str) -> str:
    return re.sub(rf"{_GAP}\d$", "", value) if sum(map(str.isdigit, value)) > 9 else value  # noqa: PLR2004 -- a Belgian landline


def _type(value: str, region: str | None) -> int | None:
    """The kind of line, or None if no such number can exist."""
    try:
        number = phonenumbers.parse(re.sub(r"^00 ?", "+", value), region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.number_type(number)


def _is_possible(value: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value))
    except NumberParseException:
        return False


def warm_up() -> None:
    """Loads the number plans, so that the first prompt does not wait for them."""
    for region in ("BE", *_FOREIGN):
        _type("00", region)
