"""
What the files of the measured corpus are: values of invented people, planted in one trap each.

A trap is a place in a format where text can stand. Its maker gets `Plants`, asks for text to put
there, and so decides how much room a value has: a sentence, a few words, or a cell beside another.
Everything comes from a seed, so a run can be repeated; no value belongs to anybody.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from policy.finding import Kind

FIRST = (
    *("Jef", "An", "Fatima", "Youssef", "Marieke", "Greet", "Mehmet", "Zofia", "Wannes", "Lotte"),
    *("Karim", "Els", "Pieter", "Nele", "Ahmed", "Liesbet"),
)
LAST = (
    *("Peeters", "Van den Broeck", "El Idrissi", "Yildirim", "Kowalska", "De Smet", "Claes"),
    *("Vandenberghe", "Wouters", "Mertens", "Goossens", "Hermans"),
)
STREETS = ("Dorpsstraat", "Leuvensesteenweg", "Kerkhoflaan", "Beekstraat", "Stationsplein")
TOWNS = ("3070 Kortenberg", "3078 Everberg", "3071 Erps-Kwerps", "3078 Meerbeek", "3000 Leuven")
PROVIDERS = ("telenet.be", "gmail.com", "outlook.be", "skynet.be")
_PLATE = "ABCDEFGHJKLMNPRSTUVXYZ"
_WORDS = ("Zomer", "Herfst", "Kortenberg", "Fietspad", "Zonnebloem", "Kastanje")


def mod97(digits: str) -> str:
    """The check digits of an eID card or of a structured communication."""
    return f"{int(digits) % 97 or 97:02d}"


def luhn(digits: str) -> str:
    """The check digit of a bank card (ISO/IEC 7812-1)."""
    doubled = (int(one) * (2 - at % 2) for at, one in enumerate(reversed(digits)))
    return str(-sum(one // 10 + one % 10 for one in doubled) % 10)


class People:
    """Invented values with valid check digits."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def digits(self, count: int) -> str:
        return "".join(self._rng.choices("0123456789", k=count))

    def person(self) -> str:
        return f"{self._rng.choice(FIRST)} {self._rng.choice(LAST)}"

    def national_number(self) -> str:
        year, month, day = (self._rng.randint(*span) for span in ((40, 99), (1, 12), (1, 28)))
        nine = f"{year:02}{month:02}{day:02}{self._rng.randint(1, 997):03}"
        return f"{nine[:2]}.{nine[2:4]}.{nine[4:6]}-{nine[6:]}.{97 - int(nine) % 97:02}"

    def iban(self) -> str:
        bank = f"{self._rng.choice(('539', '001', '734', '979'))}{self.digits(7)}"
        account = bank + mod97(bank)
        check = 98 - int(f"{account}111400") % 97
        return f"BE{check:02} {account[:4]} {account[4:8]} {account[8:]}"

    def phone(self) -> str:
        start = self._rng.choice(("0470", "0475", "0478", "0486", "0494", "0497"))
        return f"{start} {self.digits(2)} {self.digits(2)} {self.digits(2)}"

    def email(self) -> str:
        first, last = self.person().lower().split(" ", 1)
        return f"{first}.{last.replace(' ', '')}@{self._rng.choice(PROVIDERS)}"

    def address(self) -> str:
        street, number = self._rng.choice(STREETS), self._rng.randint(1, 199)
        return f"{street} {number}, {self._rng.choice(TOWNS)}"

    def date_of_birth(self) -> str:
        day, month = self._rng.randint(1, 28), self._rng.randint(1, 12)
        return f"{day:02}/{month:02}/19{self._rng.randint(40, 99)}"

    def licence_plate(self) -> str:
        letters = "".join(self._rng.choices(_PLATE, k=3))
        return f"{self._rng.randint(1, 2)}-{letters}-{self.digits(3)}"

    def card_number(self) -> str:
        number = f"5{self._rng.randint(1, 5)}{self.digits(13)}"
        number += luhn(number)
        return " ".join(number[at : at + 4] for at in range(0, 16, 4))

    def eid_number(self) -> str:
        number = f"59{self.digits(8)}"
        return f"{number[:3]}-{number[3:]}-{mod97(number)}"

    def payment_reference(self) -> str:
        number = self.digits(10)
        number += mod97(number)
        return f"+++{number[:3]}/{number[3:7]}/{number[7:]}+++"

    def dossier_number(self) -> str:
        return f"OMV/20{self._rng.randint(18, 26)}/{self.digits(5)}"

    def password(self) -> str:
        return f"{self._rng.choice(_WORDS)}{self.digits(4)}{self._rng.choice('!?#$')}"


@dataclass(frozen=True, slots=True)
class Planted:
    """One value in a file."""

    kind: Kind
    value: str = field(repr=False)


SENTENCES: Mapping[Kind, tuple[str, ...]] = {
    Kind.NATIONAL_NUMBER: (
        "Het rijksregisternummer van de aanvrager is {}.",
        "Numéro de registre national : {}",
    ),
    Kind.IBAN: ("Stort het bedrag terug op {}.", "Le remboursement se fait sur le compte {}."),
    Kind.PHONE: ("Bel terug op {} na 14 uur.", "Bereikbaar op het nummer {}."),
    Kind.EMAIL: ("Antwoorden mag naar {}.", "Please write to {} instead."),
    Kind.PERSON: ("Gesproken met {} over de aanvraag.", "De klacht komt van {} uit onze gemeente."),
    Kind.ADDRESS: ("Betrokkene woont in de {}.", "Het huisbezoek is in de {}."),
    Kind.DATE_OF_BIRTH: ("De aanvrager is geboren op {}.", "Geboortedatum: {}"),
    Kind.LICENCE_PLATE: ("De wagen met nummerplaat {} stond fout.", "Nummerplaat: {}"),
    Kind.CARD_NUMBER: ("Betaald met kaartnummer {}.", "Numéro de carte : {}"),
    Kind.EID_NUMBER: ("Het nummer van de identiteitskaart is {}.", "Identiteitskaart nr. {}"),
    Kind.PAYMENT_REFERENCE: ("Vermeld de mededeling {} bij de betaling.", "Mededeling: {}"),
    Kind.DOSSIER_NUMBER: ("Dit hoort bij dossiernummer {}.", "Dossier {} is nog niet volledig."),
    Kind.PASSWORD: ("Het wachtwoord is {}", "Wachtwoord: {}"),
}
LABELS: Mapping[Kind, str] = {
    Kind.NATIONAL_NUMBER: "Rijksregisternummer",
    Kind.IBAN: "Rekeningnummer",
    Kind.PHONE: "Gsm",
    Kind.EMAIL: "E-mail",
    Kind.PERSON: "Naam",
    Kind.ADDRESS: "Adres",
    Kind.DATE_OF_BIRTH: "Geboortedatum",
    Kind.LICENCE_PLATE: "Nummerplaat",
    Kind.CARD_NUMBER: "Kaartnummer",
    Kind.EID_NUMBER: "Identiteitskaart",
    Kind.PAYMENT_REFERENCE: "Mededeling",
    Kind.DOSSIER_NUMBER: "Dossiernummer",
    Kind.PASSWORD: "Wachtwoord",
}
BARE: tuple[Kind, ...] = (
    Kind.NATIONAL_NUMBER,
    Kind.IBAN,
    Kind.PHONE,
    Kind.EMAIL,
    Kind.PERSON,
    Kind.ADDRESS,
    Kind.CARD_NUMBER,
    Kind.PAYMENT_REFERENCE,
)
"""Kinds whose values speak for themselves."""


class Plants:
    """Gives text with values in it, and remembers what it gave."""

    def __init__(self, rng: random.Random, kinds: Iterator[Kind]) -> None:
        self._rng = rng
        self._people = People(rng)
        self._kinds = kinds
        self.planted: list[Planted] = []

    def value(self, kind: Kind) -> str:
        value: str = getattr(self._people, kind.value)()
        self.planted.append(Planted(kind, value))
        return value

    def sentence(self) -> str:
        """A sentence with one value."""
        kind = next(self._kinds)
        return self._rng.choice(SENTENCES[kind]).format(self.value(kind))

    def pair(self) -> tuple[str, str]:
        """What a value is called, and the value."""
        kind = next(self._kinds)
        return LABELS[kind], self.value(kind)

    def words(self) -> str:
        """A value behind what it is called."""
        label, value = self.pair()
        return f"{label} {value}"

    def bare(self) -> str:
        """A value that needs nothing beside it."""
        return self.value(self._rng.choice(BARE))


type Maker = Callable[[Plants], bytes]
type Traps = Mapping[str, Maker]


@dataclass(frozen=True, slots=True)
class Trap:
    """One file of the corpus."""

    format: str
    name: str
    raw: bytes = field(repr=False)
    planted: tuple[Planted, ...] = field(repr=False)


def through(finish: Callable[[bytes], bytes], traps: Traps) -> Traps:
    """The same traps, with something done to each file."""

    def finished(maker: Maker) -> Maker:
        return lambda plants: finish(maker(plants))

    return {name: finished(maker) for name, maker in traps.items()}


def planted_files(makers: Mapping[str, Traps], seed: int, rounds: int = 1) -> Iterator[Trap]:
    """Every trap so many times, each time with other values."""
    rng = random.Random(seed)  # noqa: S311 -- the same files at every run
    kinds = _in_turn(rng)
    for _ in range(rounds):
        for format_, traps in makers.items():
            for name, maker in traps.items():
                plants = Plants(rng, kinds)
                raw = maker(plants)
                yield Trap(format_, name, raw, tuple(plants.planted))


def _in_turn(rng: random.Random) -> Iterator[Kind]:
    """All kinds equally often, in no order that a format could keep step with."""
    while True:
        yield from rng.sample(list(SENTENCES), len(SENTENCES))
