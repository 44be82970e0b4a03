"""
Passwords as people write them, in Dutch, French and English: after a word that says so, next to
a login, or close to such a word and made up by the look of it.
"""

from __future__ import annotations

import re

from policy.detectors.context import words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.detectors.secret_values import could_be, is_placeholder, looks_made_up, trimmed
from policy.finding import Kind

_WORD = (
    r"(?:wachtw(?:oo?rd|rd)(?:en)?|pas+woord(?:en)?|passe?wort|wachtzin(?:nen)?|passphrase|"
    r"passwords?|passwd|mots? de passe|(?:wifi|wpa2?|wlan|netwerk)[- ]?(?:sleutel|code|key)|"
    r"cle (?:wifi|wpa2?)|code wifi|phrase secrete|inloggegevens|aanmeldgegevens)"
)
_SHORT = r"(?:ww|mdp|pwd|psk|pass|pasw|passw|pw)"
_KEYWORD = (
    rf"(?<![A-Za-z0-9])(?i:[A-Za-z0-9_.-]{{0,40}}?{_WORD}|(?:[A-Za-z0-9]{{1,30}}[_-]){{0,4}}{_SHORT}"
    r"|[A-Za-z0-9]{0,40}(?:_|PG)PASS(?:WORD)?)"
)
_BARE = r"[^\s\"'`<>]"
_VALUE = rf"(?P<q>[\"'`]?)(?P<{VALUE}>(?<=[\"'`])[^\"'`\n]{{3,80}}(?=[\"'`])|{_BARE}{{3,80}})"
"""In quotes it may hold spaces; the group `q` says that there were quotes."""
_MEANS = (
    r"(?i:is|est|luidt|was|wordt|werd|blijft|staat op|gezet op|gewijzigd naar|veranderd naar|"
    r"veranderd in|gewijzigd in|are|to|naar|namelijk|nl\.|i\.e\.) "
    r"(?i:nu |dus |gewoon |nog |altijd |now |still |toujours )?"
)

_ASSIGNED = re.compile(
    rf"{_KEYWORD}[\"'\])]?(?: ?\([^)\n]{{0,30}}\))?"
    r"(?P<filler>(?: [A-Za-z0-9&.@'\"/-]{1,30}){0,6}?)"
    rf" ?(?::=|=>|->|[:=]) ?(?:\n ?)?{_VALUE}",
    re.ASCII,
)
_STATED = re.compile(
    rf"{_KEYWORD}\b(?P<filler>(?: [A-Za-z0-9&.@'\"()/_-]{{1,30}}){{0,9}}?),? {_MEANS}{_VALUE}",
    re.ASCII,
)
_DIRECT = re.compile(
    rf"{_KEYWORD}(?P<q> [\"'`(]?|/)(?P<{VALUE}>{_BARE}{{4,80}})",
    re.ASCII,
)
_AROUND = re.compile(rf"(?<![^\s\"'`(:=,])(?P<{VALUE}>[^\s\"'`<>,=]{{7,64}})", re.ASCII)
_PAIR = re.compile(
    r"(?:(?<=[:\n|,(]) ?|^ ?|(?<=login )|(?<=account )|(?<=met ))"
    r"(?P<user>[A-Za-z][\w.@\\-]{2,30})(?P<sep> ?/ ?| ?: ?)"
    rf"(?P<{VALUE}>(?=\S*[A-Za-z])(?=\S*[0-9!?*#$])[^\s/,;|]{{5,40}})(?=$|[\s,;|)])",
    re.ASCII | re.MULTILINE,
)
_LOGIN = words(
    "admin", "root", "login", "inlog", "account", "wachtw", "paswoord", "password", "user",
    "gebruiker", "beheer", "aanmeld", r"ww\b", "mot de passe", "toegang",
)  # fmt: skip
_NO_SECRET = re.compile(r"\d{1,2}[/.-]\d|^[A-Z]{2,}-\d|^https?|\w\.(?:be|com|eu|local)", re.ASCII)

_TRIGGER = Trigger(
    name="passwords.word",
    expression=(
        r"wachtw|pas+woo|passwo|passwd|passphrase|mots? de pass|wachtzin|"
        r"(?:wifi|wpa2?|wlan|netwerk)[\- ]?(?:s|c|k)|cle w|code wifi|phrase sec|inlogge|aanmeldge|"
        r"\b(?:ww|mdp|pwd|psk|pass|pasw|pw)\b|_(?:pass|pwd|pw)|(?:pass|pwd|pw)[\"']? ?[:=]|passw\b"
    ),
    before=130,
    after=220,
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


def _assigned(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value):
        return 0.0
    if found["q"] or could_be(value):
        return 0.95
    # `wachtwoord: zonnebloem` alone on its line is a value; with prose after it, an explanation.
    is_last = sheet.folded[found.end(VALUE) : found.end(VALUE) + 1] in ("", "\n")
    return 0.75 if is_last and not found["filler"] and value.islower() else 0.0


def _stated(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value) or len(value) < 4:  # noqa: PLR2004 -- as `could_be`
        return 0.0
    if found["q"] or (could_be(value) and not value.isdigit()):
        return 0.95
    if value.isdigit():
        return 0.0 if re.match(r" ?[a-z]", sheet.after(found.end(VALUE), 3)) else 0.8
    # A name or a word with a capital, and nothing after it: "het wachtwoord is Zonnebloem."
    rest = sheet.folded[found.start(VALUE) + len(value) :][:1]
    is_last = rest in ("", ".", ",", ";", "!", ")", "\n")
    return 0.6 if value[0].isupper() and is_last and len(value) > 5 else 0.0  # noqa: PLR2004 -- short ones are words


def _direct(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value):
        return 0.0
    if found["q"].strip() in ('"', "'", "`"):
        return 0.9 if could_be(value) else 0.0
    if looks_made_up(value):
        return 0.93
    if value.isdigit():
        return 0.7 if len(value) > 4 else 0.0  # noqa: PLR2004 -- shorter is a length or a year
    has_both = re.search(r"[A-Za-z].*\d|\d.*[A-Za-z]", value) and could_be(value)
    return 0.85 if has_both and len(value) >= 6 else 0.0  # noqa: PLR2004 -- shorter ones are rooms


def _around(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = trimmed(found[VALUE])
    return 0.8 if looks_made_up(value) and not re.search(_WORD, value.lower()) else 0.0


def _pair(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if not could_be(value) or _NO_SECRET.search(value):
        return 0.0
    return 0.8 if _LOGIN.search(sheet.around(*found.span(), 150)) else 0.0


PASSWORDS = RuleFamily(
    "passwords",
    (_TRIGGER, _PAIR_TRIGGER),
    tuple(
        Rule(
            kind=Kind.PASSWORD,
            trigger=trigger.name,
            pattern=pattern,
            weigh=weigh,
            trim=trimmed,
        )
        for trigger, pattern, weigh in (
            (_TRIGGER, _ASSIGNED, _assigned),
            (_TRIGGER, _STATED, _stated),
            (_TRIGGER, _DIRECT, _direct),
            (_TRIGGER, _AROUND, _around),
            (_PAIR_TRIGGER, _PAIR, _pair),
        )
    ),
)
