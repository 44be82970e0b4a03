"""
Passwords as people write them, in Dutch, French and English: after a word that says so, or close
to such a word and made up by the look of it. (Those without such a word: `passwords_unannounced`.)
"""

from __future__ import annotations

import re

from policy.detectors.families import Sheet, Trigger
from policy.detectors.passwords_unannounced import UNANNOUNCED, UNANNOUNCED_TRIGGERS
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.detectors.secret_values import could_be, is_placeholder, looks_made_up, trimmed
from policy.finding import Kind

WORD = (
    r"(?:wacht[- ]?wo{1,3}r?[dt]{1,2}(?:en|jes?|s)?|wachtw?rd(?:en)?|w8woord(?:en)?|"
    r"pas{1,2}[- ]?w?o{1,2}r[dt]e?(?:en|s)?|wachtzin(?:nen)?|passphrases?|passwd|pass[- ]?code|"
    r"mots? ?de ?pas{1,2}e?s?|"
    r"(?:wi-?fi|wpa[23]?|wlan|netwerk|network)[- ]?(?:sleutel|code|key|cle)|"
    r"cle (?:wifi|wpa2?|reseau)|code (?:du )?wi-?fi|(?:geheime?|secret) wo?o?rd|codewoord|"
    r"mot secret|"
    r"phrase (?:secrete|de passe)|"
    r"(?:in)?log(?:in)?gegevens|aanmeldgegevens)"
)
SHORT = r"(?:ww|mdp|pwd|pswd|psk|pass|paswd?|passw|pw|wachtw\.?)"
_KEYWORD = (
    rf"(?<![A-Za-z0-9])(?i:[A-Za-z0-9_.-]{{0,40}}?{WORD}|(?:[A-Za-z0-9]{{1,30}}[_-]){{0,4}}{SHORT}"
    r"|[A-Za-z0-9]{0,40}(?:_|PG)PASS(?:WORD)?)"
)
_BARE = r"[^\s\"'`<>]"
_VALUE = rf"(?P<q>[\"'`]?)(?P<{VALUE}>(?<=[\"'`])[^\"'`\n]{{3,80}}(?=[\"'`])|{_BARE}{{3,80}})"
"""In quotes it may hold spaces; the group `q` says that there were quotes."""
_MEANS = (
    r"(?i:is|est|c.est|luidt|was|wordt|werd|blijft|staat op|gezet op|gewijzigd naar|veranderd naar|"
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
    rf"{_KEYWORD}(?P<q>[ \t][\"'`(]?|/|\n)(?P<{VALUE}>{_BARE}{{4,80}})",
    re.ASCII,
)
_AROUND = re.compile(
    rf"(?<![^\s\"'`(:=,])(?P<{VALUE}>[^\s\"'`<>,=()\[{{][^\s\"'`<>,=]{{6,63}})", re.ASCII
)
_STATE = re.compile(
    r"(?:ge|be|ver|ont|her|in|op|af|aan|uit|over|door|mis|on|anders|hetzelfde|steeds|altijd|"
    r"opnieuw|momenteel|blijkbaar|binnenkort|sinds|vanaf|volgens|ergens|nergens|iets|too|not|"
    r"re|ex|un|inc|blocked|shared|stolen|changed|zoek|kwijt|zelf|strong|secure|obsol|comprom|par|bloq|"
    r"oubli|"
    r"chang|expir|bekend|belangrijk|private|public|persoon|strict|strikt|tijdelijk|standaard)\w*"
    r"|\w*(?:lijk|ig|baar|loos|isch|zaam|end|able|ible|aal|iel|ed|ing|ent|ant|eur|voud|te|der|ste)",
    re.ASCII | re.IGNORECASE,
)
"""How a password may be, rather than what it is."""
_ALL_CLASSES = re.compile(r"(?=.*[A-Za-z])(?=.*\d)(?=.*[^A-Za-z0-9./:,()-])\S{6,40}\Z", re.ASCII)
_TRIGGER = Trigger(
    name="passwords.word",
    expression=(
        r"wachtw|wacht[ \-]w|w8woord|wachtrd|pass?[\- ]?w?oo?r|passwd|pass[ \-]?code|passphrase|"
        r"mots? ?de ?pas|wachtzin|(?:wi-?fi|wpa[23]?|wlan|netwerk|network)[\- ]?(?:s|c|k)|"
        r"cle [wr]|code (?:du )?wi|geheime? woord|secret word|codewoord|mot secret|phrase (?:sec|"
        r"de p)|loggegev|logingeg|aanmeldge|"
        r"\b(?:ww|mdp|pwd|pswd|psk|pass|paswd?|pw)\b|_(?:pass|pwd|pw)|(?:pass|pwd|pw)[\"']? ?[:=]|"
        r"passw\b"
    ),
    before=130,
    after=220,
)


def _assigned(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value) or value.startswith("//"):
        return 0.0  # the last: a colon of an address, not of a value
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
    # A word and nothing after it: "het wachtwoord is Zonnebloem."
    rest = sheet.folded[found.start(VALUE) + len(value) :][:1]
    is_last = rest in ("", ".", ",", ";", "!", ")", "\n")
    is_word = value[0].isupper() or not _STATE.fullmatch(value)
    return 0.6 if is_word and value.isalpha() and is_last and len(value) > 5 else 0.0  # noqa: PLR2004 -- short ones are words


def _direct(found: re.Match[str], sheet: Sheet) -> float:
    value = trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value):
        return 0.0
    if found["q"] == "\n":  # under the word, as in forms: of three classes, alone on its line
        is_alone = sheet.folded[found.end(VALUE) : found.end(VALUE) + 1] in ("", "\n", "\t")
        return 0.85 if is_alone and _ALL_CLASSES.match(found[VALUE]) else 0.0
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
    return 0.8 if looks_made_up(value) and not re.search(WORD, value.lower()) else 0.0


PASSWORDS = RuleFamily(
    "passwords",
    (_TRIGGER, *UNANNOUNCED_TRIGGERS),
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
            *UNANNOUNCED,
        )
    ),
)
