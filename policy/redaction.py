"""
Placeholders in the place of what was found, and the vault that knows what they stand for.

Presidio's anonymiser is not used: its time grows with the square of the number of findings (4,000
findings: 4.9 s), it leaves the tail of an overlap in clear text as a second token, and it numbers
from the end. One pass over united spans does the work in linear time.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType

from policy.finding import Finding, Kind

WORDS = MappingProxyType(
    {
        Kind.PERSON: "PERSOON",
        Kind.NATIONAL_NUMBER: "RIJKSREGISTERNUMMER",
        Kind.EID_NUMBER: "IDENTITEITSKAART",
        Kind.PASSPORT_NUMBER: "PASPOORT",
        Kind.IBAN: "REKENINGNUMMER",
        Kind.CARD_NUMBER: "BANKKAART",
        Kind.PHONE: "TELEFOON",
        Kind.EMAIL: "EMAIL",
        Kind.ADDRESS: "ADRES",
        Kind.DATE_OF_BIRTH: "GEBOORTEDATUM",
        Kind.LICENCE_PLATE: "NUMMERPLAAT",
        Kind.DOSSIER_NUMBER: "DOSSIER",
        Kind.PUPIL_NUMBER: "LEERLINGNUMMER",
        Kind.HEALTH_PROVIDER_NUMBER: "RIZIV",
        Kind.PAYMENT_REFERENCE: "MEDEDELING",
        Kind.COMPANY_NUMBER: "ONDERNEMING",
        Kind.SPECIAL_HEALTH: "GEZONDHEID",
        Kind.SPECIAL_SOCIAL: "SOCIAAL",
        Kind.SPECIAL_PUPIL_CARE: "LEERLINGZORG",
        Kind.SPECIAL_HR: "PERSONEEL",
        Kind.SPECIAL_POLICE: "POLITIE",
        Kind.SPECIAL_CIVIL: "BURGERLIJKESTAND",
        Kind.SPECIAL_BELIEF: "OVERTUIGING",
        Kind.SPECIAL_ORIGIN: "AFKOMST",
        Kind.SPECIAL_INTIMATE: "INTIEM",
        Kind.MARKING: "MARKERING",
        Kind.SENSITIVITY_LABEL: "LABEL",
        Kind.UNDECIDED_POLICY: "BELEID",
        Kind.PROCUREMENT: "AANBESTEDING",
        Kind.LEGAL_ADVICE: "ADVIES",
        Kind.PASSWORD: "WACHTWOORD",
        Kind.ACCESS_CODE: "CODE",
        Kind.API_KEY: "SLEUTEL",
        Kind.PRIVATE_KEY: "PRIVESLEUTEL",
        Kind.CONNECTION_STRING: "VERBINDING",
        Kind.NETWORK_CONFIG: "NETWERK",
    }
)
"""The Dutch word of each kind in placeholders. Public: people see it, models repeat it."""

_PLACEHOLDER = re.compile(rf"<(?:{'|'.join(WORDS.values())})_[1-9][0-9]{{0,6}}>")
_BY_LETTERS_AND_DIGITS = frozenset(WORDS) - {Kind.PERSON, Kind.ADDRESS, Kind.EMAIL, Kind.PASSWORD}


@dataclass(frozen=True, slots=True)
class _Entry:
    placeholder: str
    value: str = field(repr=False)


class Vault:
    """
    What the placeholders of one conversation stand for. The same value keeps its placeholder.

    It lives in memory only. Beyond `size` values the one that was used longest ago is forgotten:
    its placeholder is then no longer put back, and never given to another value.
    """

    def __init__(self, size: int = 5_000) -> None:
        self._size = size
        self._entries: OrderedDict[tuple[Kind, str], _Entry] = OrderedDict()
        self._given: dict[Kind, int] = {}
        self._taken: set[str] = set()
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Vault({len(self._entries)} values)"

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def originals(self) -> Mapping[str, str]:
        """Placeholder to the value as it was first written. For the answer's way back only."""
        with self._lock:
            return {entry.placeholder: entry.value for entry in self._entries.values()}

    def placeholder(self, kind: Kind, value: str) -> str:
        """The placeholder of `value`, a new one if it has none yet."""
        key = (kind, _normal(kind, value))
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry(self._next(kind), value)
                if len(self._entries) > self._size:
                    self._entries.popitem(last=False)
            else:
                self._entries.move_to_end(key)
            return entry.placeholder

    def avoid(self, text: str) -> None:
        """Never hand out what `text` already holds literally, unless it is ours."""
        if "<" not in text:
            return
        with self._lock:
            ours = {entry.placeholder for entry in self._entries.values()}
            if len(self._taken) > self._size:
                self._taken.clear()  # of a text long ago, and only where somebody means ill
            self._taken.update(set(_PLACEHOLDER.findall(text)) - ours)

    def _next(self, kind: Kind) -> str:
        while True:
            number = self._given[kind] = self._given.get(kind, 0) + 1
            if (name := f"<{WORDS[kind]}_{number}>") not in self._taken:
                return name


def _normal(kind: Kind, value: str) -> str:
    folded = " ".join(value.casefold().split())
    if kind in _BY_LETTERS_AND_DIGITS:
        return "".join(char for char in folded if char.isalnum()) or folded
    return folded


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: Kind


def redact(texts: Sequence[str], findings: Iterable[Finding], vault: Vault) -> tuple[str, ...]:
    """
    `texts` with a placeholder for every finding, numbered from left to right.

    Law: no character of a finding remains, and every other character is as it was. Raises
    `ValueError` for a finding outside its text: then nothing was redacted.
    """
    by_part: dict[int, list[Finding]] = {}
    for finding in findings:
        if not (
            0 <= finding.part < len(texts)
            and 0 <= finding.start < finding.end <= len(texts[finding.part])
        ):
            raise ValueError("a finding points outside the text")
        by_part.setdefault(finding.part, []).append(finding)
    for text in texts:
        vault.avoid(text)
    return tuple(
        "".join(_pieces(text, _united(by_part[part]), vault)) if part in by_part else text
        for part, text in enumerate(texts)
    )


def _pieces(text: str, spans: Iterable[_Span], vault: Vault) -> Iterator[str]:
    done = 0
    for span in spans:
        yield text[done : span.start]
        yield vault.placeholder(span.kind, text[span.start : span.end])
        done = span.end
    yield text[done:]


def _united(findings: list[Finding]) -> Iterator[_Span]:
    """Overlapping findings as one span, of the kind that covers most of it."""
    findings.sort(key=lambda f: (f.start, -f.end, -f.score))
    start, end, longest = findings[0].start, findings[0].end, findings[0]
    for finding in findings[1:]:
        if finding.start >= end:
            yield _Span(start, end, longest.kind)
            start, end, longest = finding.start, finding.end, finding
            continue
        end = max(end, finding.end)
        if finding.end - finding.start > longest.end - longest.start:
            longest = finding
    yield _Span(start, end, longest.kind)
