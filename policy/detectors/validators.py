"""
Check digits and number plans: whether digits of the right length can be what they look like.
"""

from __future__ import annotations

import re

IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FK", "FO", "GL", "NL", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "MN", "XK"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "OM", "SO", "TL"), 23),
    **dict.fromkeys(("AD", "CZ", "DZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("AO", "CV", "GW", "LY", "MZ", "PT", "ST"), 25),
    **dict.fromkeys(("IR", "IS", "TR"), 26),
    **dict.fromkeys(("BF", "BI", "CF", "CG", "CM", "DJ", "EG", "FR", "GA", "GR", "IT", "KM"), 27),
    **dict.fromkeys(("MC", "MG", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BJ", "BY", "CI", "CY", "DO", "GT", "HN", "HU", "LB", "ML"), 28),
    **dict.fromkeys(("NE", "NI", "PL", "SN", "SV", "TD", "TG"), 28),
    **dict.fromkeys(("BR", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}
"""Length of an IBAN by country (ISO 13616 registry)."""


_MONTHS = frozenset((*range(13), *range(20, 33), *range(40, 53)))
"""0: the month is not known. From 20: BIS, sex unknown; from 40: BIS, sex known."""
_LAST_DAY = 31


def is_national_number(digits: str) -> bool:
    """
    Rijksregisternummer or BIS number, 11 digits: birth date, serial, 97 - (nine digits mod 97),
    with 2 in front of the nine for those born from 2000. BIS: month + 20 or + 40 (KSZ).
    """
    month, day, check = int(digits[2:4]), int(digits[4:6]), int(digits[9:])
    if month not in _MONTHS or digits[6:9] == "000":
        return False
    # Without a known month the day counts on when the serial numbers of that year are used up.
    if day > _LAST_DAY and month % 20:
        return False
    nine = int(digits[:9])
    return check in (97 - nine % 97, 97 - (2_000_000_000 + nine) % 97)


def is_mod97_pair(digits: str) -> bool:
    """Last two digits are the rest of the others modulo 97, 97 for 0: eID, OGM, old accounts."""
    return int(digits[-2:]) == (int(digits[:-2]) % 97 or 97)


def is_company_number(digits: str) -> bool:
    """KBO / BCE number, 10 digits: 97 minus (the first eight modulo 97)."""
    return digits[0] in "01" and int(digits[8:]) == 97 - int(digits[:8]) % 97


def is_health_provider_number(digits: str) -> bool:
    """
    RIZIV / INAMI number, 11 digits: six, two check digits modulo 97 (or 89, since 2013),
    three for the qualification.
    """
    six, check = int(digits[:6]), int(digits[6:8])
    return check in (97 - six % 97, 89 - six % 89) and digits[:6] != "000000"


def is_luhn(digits: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812-1 annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_card_number(digits: str) -> bool:
    """Luhn and an issuer prefix with its own lengths; Luhn alone takes one number in ten."""
    return is_luhn(digits) and len(digits) in _issuer_lengths(digits) and len(set(digits)) > 1


def _issuer_lengths(digits: str) -> tuple[int, ...]:
    first = int(digits[:4])
    return next((lengths for low, high, lengths in _ISSUERS if low <= first <= high), ())


_ISSUERS = (
    (2221, 2720, (16,)),  # Mastercard
    (3000, 3059, (14,)),  # Diners Club
    (3400, 3499, (15,)),  # American Express
    (3528, 3589, (16,)),  # JCB
    (3600, 3699, (14,)),  # Diners Club
    (3700, 3799, (15,)),  # American Express
    (3800, 3899, (14,)),  # Diners Club
    (4000, 4999, (13, 16, 19)),  # Visa
    (5000, 5099, (16, 17, 18, 19)),  # Maestro
    (5100, 5599, (16,)),  # Mastercard
    (5600, 5899, (16, 17, 18, 19)),  # Maestro
    (6011, 6011, (16,)),  # Discover
    (6440, 6599, (16,)),  # Discover
    (6700, 6799, (16, 17, 18, 19)),  # Maestro; Bancontact is 6703 and has 17 digits
)
"""Issuer ranges of the first four digits, and how long their numbers are (ISO/IEC 7812)."""


def is_iban(compact: str) -> bool:
    """ISO 13616: registered country and length, and modulo 97 is 1. Bank codes are not looked up:
    registries of those lag behind.
    """
    if IBAN_LENGTHS.get(compact[:2]) != len(compact):
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def is_creditor_reference(compact: str) -> bool:
    """ISO 11649: `RF`, two check digits and up to 21 letters or digits; modulo 97 is 1."""
    if not re.fullmatch(r"RF\d\d[A-Z0-9]{1,21}", compact):
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1
