"""
How the values of an own register are written before they are hashed: one way for what people and
exports write in many, so that a register and a prompt meet.

A name becomes its letters alone, so that `Van den Broeck, Jan` and `jan vandenbroeck` are found
from one row; numbers become letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policy.detectors import fold
from policy.detectors.allowance import canonical
from policy.detectors.normalise import normalised
from policy.detectors.validators import is_national_number
from policy.finding import Kind

MAX_WORDS = 6
"""Words of a name in a text, particles and halves of hyphenated names included."""
MAX_LETTERS = 60
MAX_VALUE = 34
"""The longest IBAN (ISO 13616)."""
SURE_DIGITS = 9
"""A shorter number is sure only where a word says that it is one: prices have digits too."""

VALUE_KINDS = (
    Kind.NATIONAL_NUMBER,
    Kind.PUPIL_NUMBER,
    Kind.DOSSIER_NUMBER,
    Kind.EID_NUMBER,
    Kind.PHONE,
    Kind.IBAN,
    Kind.EMAIL,
)
"""What a register may hold besides names."""

_LETTERS = re.compile(r"[a-z]+")
PARTICLES = frozenset(
    [
        "van",
        "vande",
        "vanden",
        "vander",
        "de",
        "den",
        "der",
        "d",
        "op",
        "opde",
        "ter",
        "ten",
        "le",
        "la",
    ]
)
"""With what a family name can begin that is a word of its own, or grown together with the rest."""
_NATIONAL_DIGITS = 11
_FEWEST = 5
_FEWEST_DIGITS = 4
_PHONE_DIGITS = range(8, 16)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_IBAN = re.compile(r"[a-z]{2}\d\d[a-z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way of writing a person: all letters, and the words that it can begin with."""

    key: str
    openers: frozenset[str]

    def __repr__(self) -> str:
        return "Spelling(…)"


def as_read(value: str) -> str:
    """`value` as the detectors read a text: folded to ASCII, in lower case."""
    return fold.ascii_only(fold.plain(normalised(value)[0])).lower()


def spellings(given: str, family: str) -> Iterator[Spelling]:
    """
    Every order of a given and a family name: all given names or the first alone, before or
    after, with particles before (`Van den Broeck Jan`) or behind (`Broeck, Jan van den`).

    Nothing where the two are not certain to be a name together: an initial, another script.
    """
    first = _words((given.split() or [""])[0])
    last = _words(family)
    if fold.OTHER in as_read(given + family) or len("".join(last)) < 2:  # noqa: PLR2004 -- an initial
        return
    for chosen in dict.fromkeys((_words(given), first)):
        if len("".join(chosen)) >= 2:  # noqa: PLR2004 -- an initial
            yield from _orders(chosen, last)


def full_name_spellings(name: str) -> Iterator[Spelling]:
    """The same for a name in one cell, of which nobody said where the family name begins."""
    given, family = "", name
    if "," in name:
        family, _, given = name.partition(",")
    if given:
        yield from spellings(given, family)
        return
    words = name.split()
    for cut in range(1, len(words)):
        yield from spellings(" ".join(words[:cut]), " ".join(words[cut:]))


def value_key(kind: Kind, value: str) -> str | None:
    """What is hashed for a number or an address; None where it cannot be one of that kind."""
    read = as_read(value).strip()
    if kind is Kind.EMAIL:
        return read if _EMAIL.fullmatch(read) else None
    compact = canonical(kind, read)
    return compact if _is_usable(kind, compact) else None


def national_number_key(value: str) -> str | None:
    """As `value_key`; a spreadsheet that took it for an amount has lost the zeros in front."""
    compact = canonical(Kind.NATIONAL_NUMBER, as_read(value))
    padded = compact.zfill(_NATIONAL_DIGITS)
    if padded != compact and compact.isdigit() and is_national_number(padded):
        compact = padded
    return compact if _is_usable(Kind.NATIONAL_NUMBER, compact) else None


def _is_usable(kind: Kind, compact: str) -> bool:
    match kind:
        case Kind.NATIONAL_NUMBER:
            return compact.isdigit() and len(compact) == _NATIONAL_DIGITS
        case Kind.PHONE:
            return compact.isdigit() and len(compact) in _PHONE_DIGITS
        case Kind.IBAN:
            return bool(_IBAN.fullmatch(compact))
        case _:
            digits = sum(char.isdigit() for char in compact)
            return digits >= _FEWEST_DIGITS and _FEWEST <= len(compact) <= MAX_VALUE


def _words(name: str) -> tuple[str, ...]:
    return tuple(_LETTERS.findall(as_read(name)))


def _orders(given: tuple[str, ...], family: tuple[str, ...]) -> Iterator[Spelling]:
    tail = family
    while len(tail) > 1 and tail[0] in PARTICLES:
        tail = tail[1:]
    particles = family[: len(family) - len(tail)]
    orders = [(*given, *family), (*family, *given)]
    orders += [(*tail, *given, *particles)] if particles else []
    for words in orders:
        key = "".join(words)
        if len(key) <= MAX_LETTERS:
            yield Spelling(key, frozenset(_openers(words)))


def _openers(words: tuple[str, ...]) -> Iterator[str]:
    """What may be written as one word in front: `van`, `vanden`, `vandenbroeck`."""
    for count in range(1, len(words) + 1):
        yield "".join(words[:count])
    for particle in PARTICLES:
        if words[0].startswith(particle):
            yield particle
