"""
Invented residents and what staff might type about them; every check digit is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

MODULUS = 97
_serial = count(1)


def national_number(birth: str, serial: int) -> str:
    """A valid rijksregisternummer for `birth` (YYYYMMDD); the last two digits are computed."""
    body = f"{birth[2:]}{serial:03}"
    # Whoever was born in 2000 or later is counted with a 2 in front.
    number = int(f"2{body}" if birth >= "20000101" else body)
    check = MODULUS - number % MODULUS
    return f"{body[:2]}.{body[2:4]}.{body[4:6]}-{body[6:]}.{check:02}"


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who does not exist."""

    name: str
    number: str
    phone: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not arrive anywhere, also without its punctuation."""
        digits = "".join(filter(str.isdigit, self.number))
        return (self.name, self.name.split()[-1], self.number, digits, self.phone)


LIEVE = Resident("Lieve Hoedemakers", national_number("19580713", 418), "0478 55 31 92")
KAREL = Resident("Karel Vandenbroucke", national_number("19910228", 233), "0495 12 76 40")


def is_dutch(text: str) -> bool:
    """Whether at least a few of its words are the small ones that every Dutch text has."""
    return len({"je", "het", "de", "een", "dit", "niet", "van"} & set(text.lower().split())) >= 3


def clean() -> str:
    """A text for a public page, different each time so that it can be told apart."""
    return (
        f"Herschrijf in klare taal (versie {next(_serial)}): de ophaling van grofvuil gebeurt "
        "elke eerste maandag van de maand, na aanvraag via de website van de gemeente."
    )


def about(resident: Resident) -> str:
    """Personal data that redaction cures."""
    return (
        f"Schrijf een vriendelijke brief aan {resident.name}, rijksregisternummer "
        f"{resident.number}, bereikbaar op {resident.phone}, over de nieuwe openingsuren."
    )


def debts_of(resident: Resident) -> str:
    """What redaction does not cure: somebody's debt mediation."""
    return (
        f"Maak een verslag: {resident.name} zit in collectieve schuldenregeling en "
        "volgt schuldbemiddeling bij het OCMW wegens een huurachterstand van 3 maanden."
    )
