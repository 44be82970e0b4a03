"""
Passwords that no word announces: next to a login, on a wireless network, or so clearly made up
that a word about signing in is enough.
"""

from __future__ import annotations

import re

from policy.detectors.context import near, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Weigh
from policy.detectors.secret_values import (
    could_be,
    is_placeholder,
    looks_made_up,
    stands_out,
    trimmed,
)

_LOGIN = words(
    "admin", "root", "login", "inlog", "log ?in", "account", "wachtw", "paswoord", "password",
    "user", "gebruiker", "beheer", "aanmeld", "aangemeld", r"ww\b", "mot de passe", "toegang",
    "ingelogd", "identifiant", "credential", "connexion", "se connecter", "vpn", "compte",
)  # fmt: skip
_ACCESS = words(
    "log(?:ge|gi|t|d)?[- ]?(?:in|on|en)", "inlog", "ingelogd", "uitlog", "aanmeld", "aangemeld",
    "meld(?:t|en)? .{0,25}aan", "account", "ontgrendel", "unlock", "deverrouill", "gereset",
    "reset",
    "gebruiker", "user", "identifiant", "connect", "connex", "compte", "credential", "vpn",
    "smartschool", "toegang", "acces", "access", "beveilig", "gekraakt", "krak", "crack", "hack",
    "leak",
    "gelekt", r"(?:sterk|veilig|goed|lang|complex) genoeg", "strong enough", "secure enough",
    "assez (?:fort|sur|robuste)", r"wi-?fi\b", "ssid", "wlan", "beheer", "admin", "protected",
    "ontsleutel", "versleutel", "decrypt", "encrypt", "beschermd", "wachtw", "paswoord", "password",
    "mot de passe", "mailbox", "postvak", "router", "modem", r"nas\b", "server", "ftp", "kassa",
    "laptop", r"pc\b", "computer", "tablet", "digibord", "beamer", "scherm", r"typ(?:t|en|e|ez)?\b",
    "geraden", "raden", r"mfa\b", r"2fa\b", "sessie", "session", "onthoud", "ezelsbrug", "excel",
)  # fmt: skip
_TRIGGER = Trigger(
    name="passwords.access",
    expression=(
        r"log[a-z]{0,2}[ \-]?(?:in|on|en)\b|login|inlog|ingelog|uitlog|aanmeld|aangemeld|account|"
        r"ontgrend|unlock|deverrou|reset|gebruiker|user|identif|conne[cx]|compte|credenti|\bvpn|"
        r"smartsch|toegang|acces|beveilig|krak|kraakt|crack|hack|leak|gelekt|genoeg|enough|assez |"
        r"wi-?fi|ssid|wlan|smtp|imap|beheer|admin|protected|sleutel|crypt|beschermd|mailbox|"
        r"postvak|router|"
        r"modem|\bnas\b|server|\bftp|kassa|laptop|\bpc\b|computer|tablet|digibord|beamer|scherm|"
        r"\btyp(?:t|en|e|ez)?\b|raden|[m2]fa\b|sess|onthoud|ezelsb|excel|meld[a-z]{0,2} "
    ),
    before=170,
    after=170,
)
_STANDS_OUT = re.compile(
    rf"(?<![^\s\"'`(:=,>|;/])(?P<{VALUE}>[A-Za-z0-9!*$%+~^][^\s\"'`<>,|;()]{{6,40}})", re.ASCII
)
_PAIR_TRIGGER = Trigger(
    name="passwords.pair",
    expression=(
        r"(?:admin|root|beheerder|leerkracht|gast|guest|user|login|inlog|account|gebruiker|wachtw|"
        r"docent|scanner|test|demo)[a-z0-9.@]{0,30} ?[/:]"
    ),
    before=200,
    after=250,
)
_PAIR = re.compile(
    r"(?:(?<=[:\n|,(]) ?|^ ?|(?<=login )|(?<=account )|(?<=met ))"
    r"(?P<user>[A-Za-z][\w.@\\-]{2,30})(?P<sep> ?/ ?| ?: ?)"
    rf"(?P<{VALUE}>(?=\S*[A-Za-z])(?=\S*[0-9!?*#$])[^\s/,;|]{{5,40}})(?=$|[\s,;|)])",
    re.ASCII | re.MULTILINE,
)
_SLASHED = re.compile(
    r"(?<![\w/.])(?P<user>[A-Za-z][\w.@\\-]{2,30})(?P<sep> ?//? ?| -> ?| - )"
    rf"(?P<{VALUE}>(?=\S*[A-Za-z])(?=\S*[0-9!?*#$])[^\s/,;|]{{6,40}})(?=$|[\s,;|)])",
    re.ASCII | re.MULTILINE,
)
_SIGNED = re.compile(
    r"(?i:inloggen|aanmelden|ingelogd|aangemeld|log(?:t|gen)? in|login|sign in|logged in|connecter)"
    r"(?: [a-z]{1,12}){0,3}? (?i:met|als|as|with|avec) [^\s,;:]{2,40}(?: ?,| en| and| et| met|"
    r" with| avec)"
    rf"(?: (?:dan|then|daarna|ensuite))? (?P<{VALUE}>(?=\S*[A-Za-z])(?=\S*[0-9])[^\s,;|]{{6,40}})",
    re.ASCII,
)
_SIGN_IN = words(
    "aanmeld",
    "aangemeld",
    "inlog",
    "log ?in",
    "login",
    "sign ?in",
    "identifiant",
    "account",
    "toegang",
    "credential",
)
_LABEL = re.compile(r"(?:user|gebruiker|gebruikersnaam|login|account|naam|functie|rol|id|lokaal)s?")
_NO_SECRET = re.compile(r"\d{1,2}[/.-]\d|^[A-Z]{2,}-\d|^https?|\w\.(?:be|com|eu|local)", re.ASCII)
_WIRELESS_TRIGGER = Trigger(
    name="passwords.wireless",
    expression=r"wi-?fi|ssid|wlan|wpa[23]?\b|netwerk|reseau|versleutel|encrypt|7-?zip|veracrypt|bitlocker|chiffre",
    before=20,
    after=160,
)
_WIRELESS = re.compile(
    r"(?i:wi-?fi|ssid|wlan|wpa[23]?|netwerk|reseau|versleuteld?|encrypted|7-?zip|veracrypt|"
    r"bitlocker|chiffree?)\b[^\n]{0,60}?(?:\n[^\n]{0,30}?)?(?:(?<![A-Za-z])"
    r"(?i:sleutel|key|cle|code|psk|pass|ww)(?i: is| est)? ?[:=]?|(?<= )[/|](?= ?\S*\d)) ?[\"']?"
    rf"(?P<{VALUE}>[^\s\"'`<>,;|]{{6,63}})",
    re.ASCII,
)


def _pair(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if not could_be(value) or _NO_SECRET.search(value) or _LABEL.fullmatch(found["user"].lower()):
        return 0.0
    return 0.8 if _LOGIN.search(sheet.around(*found.span(), 150)) else 0.0


def _signed(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = trimmed(found[VALUE])
    return 0.75 if could_be(value) and not _NO_SECRET.search(value) and "@" not in value else 0.0


def _slashed(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if not could_be(value) or _NO_SECRET.search(value) or _LABEL.fullmatch(found["user"].lower()):
        return 0.0
    is_plain = "/" in found["sep"] and "@" not in found["user"]
    if not is_plain and not looks_made_up(value):
        return 0.0
    return 0.7 if "@" in found["user"] or near(sheet, found.span(), _SIGN_IN) else 0.0


def _stands_out(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if not stands_out(value) or _ends_sentence(value, found, sheet):
        return 0.0
    return 0.8 if _ACCESS.search(sheet.around(*found.span(VALUE), 150)) else 0.0


def _ends_sentence(value: str, found: re.Match[str], sheet: Sheet) -> bool:
    """`Tot op Kermis2025! Iedereen welkom`: the mark belongs to the sentence."""
    if not value.endswith("!") or stands_out(value.rstrip("!")):
        return False
    after = sheet.folded[found.start(VALUE) + len(value) :][:2].strip()
    before = sheet.before(found.start(VALUE), 12)
    return (not after or after.isupper()) and not re.search(
        r"(?:[:=>|]|\n|naar|met|is|nu|a) ?$", before
    )


def _wireless(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = trimmed(found[VALUE])
    has_both = re.search(r"[A-Za-z]", value) and re.search(r"\d|[!*#$&]", value)
    return 0.8 if has_both and could_be(value) and not is_placeholder(value) else 0.0


UNANNOUNCED_TRIGGERS = (_TRIGGER, _PAIR_TRIGGER, _WIRELESS_TRIGGER)
UNANNOUNCED: tuple[tuple[Trigger, re.Pattern[str], Weigh], ...] = (
    (_PAIR_TRIGGER, _PAIR, _pair),
    (_TRIGGER, _SLASHED, _slashed),
    (_TRIGGER, _SIGNED, _signed),
    (_TRIGGER, _STANDS_OUT, _stands_out),
    (_WIRELESS_TRIGGER, _WIRELESS, _wireless),
)
