"""
Own registers: people and numbers that the organisation itself has on its lists, by keyed hash.

What is found here is certain. A word costs one hash, and only a word that can begin a listed name
costs more; positions of what other families found are taken over where they are wider.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policy.detectors.allowance import canonical
from policy.detectors.context import header, near, words
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.places import Places
from policy.detectors.register_spelling import (
    MAX_LETTERS,
    MAX_VALUE,
    MAX_WORDS,
    PARTICLES,
    SURE_DIGITS,
    VALUE_KINDS,
    value_key,
)
from policy.detectors.register_table import Register, Seal
from policy.finding import Kind

_TOKEN = re.compile(r"[a-z0-9]+")
_BETWEEN_NAMES = re.compile(r"[ \t]?[,;'|/_\n-]?[ \t]?|\.|\"[,;]\"")
_BETWEEN_DIGITS = re.compile(r"[ ./()+-]{1,3}")
_MAX_GAP = 3
_MAX_GROUPS = 9
"""An IBAN of 34 characters in groups of four."""
_HINTS = words(
    r"n[ro]\b", "nummer", "numero", "number", "stam", "leerling", "eleve", "pupil", "student",
    "dossier", "client", "personeel", "matricule", "ref", r"id\b",
)  # fmt: skip
_NUMBERS = tuple(kind for kind in VALUE_KINDS if kind is not Kind.EMAIL)
_SURE = 1.0


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registers:
    """The family that knows the organisation's own lists. Of two that hold a value the first."""

    registers: tuple[Register, ...]
    seal: Seal = field(repr=False)

    @property
    def name(self) -> str:
        return "registers"

    @property
    def triggers(self) -> Sequence[Trigger]:
        return ()  # a listed name has no shape: every text is looked at

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del hits
        yield from self._known(sheet, earlier)
        distinct = set(_TOKEN.findall(sheet.lowered))
        openers = frozenset(word for word in distinct if self._may_open(word))
        if not openers and all(map(str.isalpha, distinct)):
            return
        tokens = [_Token(*found.span(), found[0]) for found in _TOKEN.finditer(sheet.lowered)]
        persons = Places.of(match for match in earlier if match.kind is Kind.PERSON)
        for start, end, detector in self._names(sheet, tokens, openers):
            yield Match(Kind.PERSON, *_widened(persons, start, end), _SURE, detector)
        yield from self._values(sheet, tokens)

    def _may_open(self, word: str) -> bool:
        if len(word) > MAX_LETTERS or not word.isalpha():
            return False
        digest = self.seal(word)
        return any(register.openers.may_hold(digest) for register in self.registers)

    def _known(self, sheet: Sheet, earlier: Sequence[Match]) -> Iterator[Match]:
        """What other families found already, and a register holds too."""
        for match in earlier:
            if match.kind in VALUE_KINDS:
                key = value_key(match.kind, sheet.folded[match.start : match.end])
                if key and (detector := self._holder(match.kind, key)):
                    yield Match(match.kind, match.start, match.end, _SURE, detector)

    def _holder(self, kind: Kind, key: str) -> str | None:
        """The detector's name of the first register that holds `key`."""
        digest = b""
        for register in self.registers:
            table = register.tables.get(kind)
            if table is not None and len(key) in table.lengths:
                digest = digest or self.seal(key)
                if table.holds(digest):
                    return register.detector
        return None

    def _names(
        self, sheet: Sheet, tokens: Sequence[_Token], openers: frozenset[str]
    ) -> Iterator[tuple[int, int, str]]:
        at = 0
        while at < len(tokens):
            found = self._name(sheet, tokens, at) if tokens[at].text in openers else None
            if found is None:
                at += 1
                continue
            last, detector = found
            yield tokens[at].start, tokens[last].end, detector
            at = last + 1

    def _name(self, sheet: Sheet, tokens: Sequence[_Token], at: int) -> tuple[int, str] | None:
        """The longest listed name that begins at token `at`: its last token and its detector."""
        found, key = None, tokens[at].text
        # One word in ten is a particle; what follows it must itself look like a listed name.
        is_particle = key in PARTICLES
        for last in range(at + 1, min(at + MAX_WORDS, len(tokens))):
            token = tokens[last]
            if not token.text.isalpha() or not _joins(_BETWEEN_NAMES, sheet, tokens, last):
                break
            key += token.text
            if detector := self._holder(Kind.PERSON, key):
                found = last, detector
            elif is_particle and token.text not in PARTICLES and not self._may_open(key):
                break
        return found

    def _values(self, sheet: Sheet, tokens: Sequence[_Token]) -> Iterator[Match]:
        at = 0
        while at < len(tokens):
            match = None if tokens[at].text.isalpha() else self._value(sheet, tokens, at)
            at += 1
            if match is not None:
                yield match
                while at < len(tokens) and tokens[at].start < match.end:
                    at += 1

    def _value(self, sheet: Sheet, tokens: Sequence[_Token], at: int) -> Match | None:
        """The longest listed number that begins at token `at`."""
        found, compact = None, ""
        for last in range(at, min(at + _MAX_GROUPS, len(tokens))):
            if last > at and not _joins(_BETWEEN_DIGITS, sheet, tokens, last):
                break
            compact += tokens[last].text
            if len(compact) > MAX_VALUE:
                break
            if not tokens[last].text.isalpha():
                span = tokens[at].start, tokens[last].end
                found = self._number(sheet, span, compact) or found
        return found

    def _number(self, sheet: Sheet, span: tuple[int, int], compact: str) -> Match | None:
        for kind in _NUMBERS:
            key = compact
            if kind is Kind.PHONE:
                key = canonical(kind, compact) if compact.isdigit() else ""
            detector = self._holder(kind, key)
            if detector and (len(compact) >= SURE_DIGITS or _is_said(sheet, span)):
                return Match(kind, *span, _SURE, detector)
        return None


def _joins(gap: re.Pattern[str], sheet: Sheet, tokens: Sequence[_Token], at: int) -> bool:
    start, end = tokens[at - 1].end, tokens[at].start
    return end - start <= _MAX_GAP and bool(gap.fullmatch(sheet.lowered, start, end))


def _is_said(sheet: Sheet, span: tuple[int, int]) -> bool:
    return near(sheet, span, _HINTS, 40) or header(sheet, span, _HINTS)


def _widened(places: Places, start: int, end: int) -> tuple[int, int]:
    """The stretch that holds all of `[start:end]`, so that of two answers this one stays."""
    if not places.cover(start, end):
        return start, end
    at = bisect_right(places.starts, start) - 1
    return places.starts[at], places.ends[at]
