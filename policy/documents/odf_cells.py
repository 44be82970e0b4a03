"""
What a cell of ODF shows and what it holds (OpenDocument 1.3, part 3, 9.1.4 and 19.385).

A cell has a value and its text as it was last shown. A program that opens the file shows the value
anew, and a program that reads XML finds both; so where they differ, both are told.
"""

from __future__ import annotations

import re

from policy.documents.spreadsheet_codes import words_in_formula
from policy.documents.spreadsheet_numbers import plain_date, plain_number
from policy.documents.xml_reader import Attributes

_NUMBERS = frozenset({"float", "percentage", "currency"})
_EXPONENT = re.compile(r"\d[eE][+-]?\d|^#+$")
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_NO_DIGITS = re.compile(r"\D+")
_LONG = 6
_FORMULA_PREFIX = re.compile(r"^(?:of|oooc|msoxl|ooow):")
_MAX_WORDS_IN_DATE = 3
"""A day and a month by name, "om", or the like; more would be somebody's sentence."""


def shown_value(text: str, attributes: Attributes) -> tuple[str, list[str]]:
    """The text of a cell, and what else it holds."""
    kind = attributes.get("office:value-type") or attributes.get("calcext:value-type", "")
    if kind in _NUMBERS:
        shown, behind = _number(text, plain_number(attributes.get("office:value", "")))
    elif kind == "date":
        shown, behind = _date(text, plain_date(attributes.get("office:date-value", "")))
    else:
        value = attributes.get("office:string-value", "")
        shown = text or value or attributes.get("office:boolean-value", "")
        shown = shown or attributes.get("office:time-value", "")
        behind = [value] if value and value != shown else []
    formula = _FORMULA_PREFIX.sub("", attributes.get("table:formula", ""))
    if words_in_formula(formula):
        behind.append(formula)
    return shown, behind


def _number(text: str, value: str) -> tuple[str, list[str]]:
    if not text or _EXPONENT.search(text):
        return value or text, []
    digits = _NO_DIGITS.sub("", value)
    is_told = len(digits) < _LONG or digits in _NO_DIGITS.sub("", text) or "." in value
    return text, [] if is_told else [value]


def _date(text: str, value: str) -> tuple[str, list[str]]:
    """The date as people see it, unless the text is something else altogether."""
    if not value:
        return text, []
    told = {part.lstrip("0") for part in _DIGITS.findall(value)}
    told |= {part[-2:].lstrip("0") for part in told}
    said = {part.lstrip("0") for part in _DIGITS.findall(text)}
    agrees = said <= told and len(_WORDS.findall(text)) <= _MAX_WORDS_IN_DATE
    return value, [] if agrees or not text else [text]
