"""
From rows of plain values to a register of keyed hashes; the plain values are not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policy.detectors.register_spelling import (
    Spelling,
    full_name_spellings,
    national_number_key,
    spellings,
    value_key,
)
from policy.detectors.register_table import Register, Seal, Sieve, Table
from policy.finding import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of a register, as it was written."""

    given: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    full_name: str = field(default="", repr=False)
    values: Sequence[tuple[Kind, str]] = field(default=(), repr=False)


@dataclass(slots=True)
class Builder:
    """Takes rows one by one; holds hashes only."""

    seal: Seal = field(repr=False)
    rows: int = 0
    unusable: Counter[Kind] = field(default_factory=Counter)
    """Values that were given and cannot be looked up: too short, or no number of that kind."""
    _digests: dict[Kind, set[bytes]] = field(default_factory=dict, repr=False)
    _lengths: dict[Kind, set[int]] = field(default_factory=dict, repr=False)
    _openers: dict[str, bytes] = field(default_factory=dict, repr=False)

    def add(self, row: Row) -> None:
        self.rows += 1
        if row.given.strip() and row.family.strip():
            self._person(spellings(row.given, row.family))
        elif name := (row.full_name or row.given or row.family).strip():
            self._person(full_name_spellings(name))
        for kind, value in row.values:
            self._value(kind, value)

    def register(self, name: str) -> Register:
        """What was added until now."""
        return Register(
            name=name,
            rows=self.rows,
            openers=Sieve.of(self._openers.values()),
            tables={
                kind: Table.of(digests, self._lengths[kind])
                for kind, digests in sorted(self._digests.items())
            },
        )

    @property
    def told(self) -> Mapping[Kind, int]:
        return dict(sorted(self.unusable.items()))

    def _person(self, found: Iterable[Spelling]) -> None:
        known = False
        for spelling in found:
            known = True
            self._keep(Kind.PERSON, spelling.key)
            for word in spelling.openers:
                if word not in self._openers:
                    self._openers[word] = self.seal(word)
        if not known:
            self.unusable[Kind.PERSON] += 1

    def _value(self, kind: Kind, value: str) -> None:
        national = kind is Kind.NATIONAL_NUMBER
        key = national_number_key(value) if national else value_key(kind, value)
        if key is None:
            self.unusable[kind] += 1
        else:
            self._keep(kind, key)

    def _keep(self, kind: Kind, key: str) -> None:
        self._digests.setdefault(kind, set()).add(self.seal(key))
        self._lengths.setdefault(kind, set()).add(len(key))
