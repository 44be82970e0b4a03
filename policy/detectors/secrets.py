"""
Passwords and access codes as people write them, in Dutch, French and English.
"""

from __future__ import annotations

import re
from policy.detectors.context import words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily, Weigh
from policy.detectors.secret_values import could_be, is_placeholder, looks_made_up
from policy.finding import Kind

_WORD = (
    r"(?:wachtw(?:oo?rd|rd)(?:en)?|pas+woord(?:en)?|passe?wort|wachtzin(?:nen)?|passphrase|"
    r"passwords?|passwd|mots? de passe|(?:wifi|wpa2?|wlan|netwerk)[- ]?(?:sleutel|code|key)|"
    r"cle (?:wifi|wpa2?)|code wifi|phrase secrete|inloggegevens|aanmeldgegevens)"
)
_SHORT = r"(?:ww|mdp|pwd|psk|pass|pasw|passw|pw)"
_KEYWORD = rf"(?:[A-Za-z0-9_.-]{{0,40}}?{_WORD}|(?:[A-Za-z0-9]+[_-])*{_SHORT}|[A-Za-z0-9]*(?:_|PG)PASS(?:WORD)?)"
_STOP = r"(?<![\"'`<({\[$%])"
_QUOTED = r"\"[^\"\n]{3,80}\"|'[^'\n]{3,80}'|`[^`\n]{3,80}`"
_RUN = r"[^\s\"'`,;<>]{3,80}"

_ASSIGNED = re.compile(
    rf"(?<![A-Za-z0-9])(?i:{_KEYWORD})[\"'\])]?(?: ?\([^)\n]{{0,30}}\))?(?P<filler>(?: [A-Za-z0-9&.@'\"/-]{{1,30}}){{0,6}}?)"
    rf" ?(?::=|=>|->|[:=]) ?(?:\n ?)?(?P<q>[\"'`]?)(?P<{VALUE}>(?<=[\"'`])[^\"'`\n]{{3,80}}(?=[\"'`])|[^\s\"'`<>]{{3,80}})",
    re.ASCII,
)
_STATED = re.compile(
    rf"(?<![A-Za-z0-9])(?i:{_KEYWORD})\b(?P<filler>(?: [A-Za-z0-9&.@'\"()/_-]{{1,30}}){{0,9}}?)"
    r",? (?i:is|est|luidt|was|wordt|werd|blijft|staat op|gezet op|gewijzigd naar|veranderd naar|"
    r"veranderd in|gewijzigd in|are|to|naar|namelijk|nl\.|i\.e\.) (?i:nu |dus |gewoon |nog |altijd |now |still |toujours )?"
    rf"(?P<q>[\"'`]?)(?P<{VALUE}>(?<=[\"'`])[^\"'`\n]{{3,80}}(?=[\"'`])|[^\s\"'`<>]{{3,80}})",
    re.ASCII,
)
_DIRECT = re.compile(
    rf"(?<![A-Za-z0-9])(?i:{_KEYWORD})(?P<q> [\"'`(]?|/)(?P<{VALUE}>[^\s\"'`<>]{{4,80}})", re.ASCII
)
_AROUND = re.compile(rf"(?<![^\s\"'`(:=,])(?P<{VALUE}>[^\s\"'`<>,=]{{7,64}})", re.ASCII)
_PAIR = re.compile(
    r"(?:(?<=[:\n|,(]) ?|^ ?|(?<=login )|(?<=account )|(?<=met ))(?P<user>[A-Za-z][\w.@\\-]{2,30})(?P<sep> ?/ ?| ?: ?)"
    rf"(?P<{VALUE}>(?=\S*[A-Za-z])(?=\S*[0-9!?*#$])[^\s/,;|]{{5,40}})(?=$|[\s,;|)])",
    re.ASCII | re.MULTILINE,
)
_COMMAND = re.compile(
    r"(?:\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|plink|pscp|psftp|psexec|wmic|7z|zip|unzip|"
    r"smbclient|ldapsearch|rdesktop|sqlcmd|bcp|docker login|openssl|winscp|ncftp|restic|borg)\b[^\n]{0,160}?"
    r"\s(?:-p ?|-pw |-P |-w |--password[ =])[\"']?(?P<a>[^\s\"'-][^\s\"']{3,60})"
    r"|--(?:password|passwd|pass|pwd|passphrase|secret)[ =][\"']?(?P<b>[^\s\"'-][^\s\"']{2,80})"
    r"|\b(?:curl|wget|http)\b[^\n]{0,200}?\s(?:-u|--user) ?[\"']?[\w.@\\-]{1,60}:(?P<c>[^\s\"']{3,60})"
    r"|/user:[^\s]{1,60} (?P<d>[^\s/][^\s]{3,60})"
    r"|\bnet use\b[^\n]{0,100}?\s(?P<e>[^\s/\\:*]{4,40}) /user:"
    r"|\bnet user \S{1,40} (?P<f>[^\s/*]{4,40})"
    r"|/(?:p|pass|password|pwd):[\"']?(?P<g>[^\s\"']{3,60})"
    r"|identified by [\"'](?P<h>[^\"'\n]{3,60})[\"']"
    r"|ConvertTo-SecureString (?:-String )?[\"'](?P<i>[^\"'\n]{3,60})[\"']"
    r"|echo [\"']?(?:[\w.-]+:)?(?P<j>[^\s\"'|]{4,60})[\"']? ?\| ?(?:sudo -S|chpasswd|passwd|htpasswd)"
    r"|requirepass (?P<k>\S{4,80})"
    r"|\b(?:radius|tacacs|pre-shared)[- ](?:server )?(?:key|secret|geheim|sleutel) (?:is |: ?|= ?)?(?P<l>\S{5,80})"
    r"|\bhtpasswd -\w*b\w* \S+ \S+ (?P<m>\S{4,60}))",
    re.ASCII | re.IGNORECASE,
)

_CODE_WORD = (
    r"(?:pin(?:[- ]?code)?s?|puk(?:[- ]?code)?|toegangscodes?|alarm(?:toe)?codes?|cijfercodes?|deurcodes?|"
    r"poortcodes?|kluiscodes?|slotcodes?|sleutelcodes?|sleutelkluiscodes?|badgecodes?|inlogcodes?|"
    r"(?:herstel|back-?up|recovery|nood)[- ]?codes?|(?:mfa|otp|sms|verificatie|bevestigings|beveiligings|itsme)[- ]?codes?|"
    r"codes? d.acces|codes? pin|codes? d.alarme|digicodes?|code de securite|codes? de (?:la |l')?(?:porte|grille|coffre|alarme|portail|recuperation|secours)|"
    r"codes? du (?:portail|coffre|cadenas|digicode|local)|"
    r"(?:door|gate|access|alarm|entry|security|key ?box|lock|safe|pin|verification|backup|recovery)[- ]codes?|"
    r"printcodes?|kopieercodes?|ontgrendelcodes?|wificodes?|gastcodes?|vergrendelcodes?|fietsenstallingcode|"
    r"codes? (?:van|voor|om|aan|op|bij|in) (?:de |het |den |d'|ons |onze |mijn )?[a-z]{0,20}(?:deur|poort|alarm|kluis|slot|hek|"
    r"sleutel\w*|garage|berging|lokaal|printer|kopie\w*|tablet|telefoon|gsm|smartphone|ingang|fietsen\w*|serverlokaal|"
    r"archief|zaal|sporthal|loods|kast\w*|lift|parking|badge\w*)|combinatie|cijferslot)"
)
_CODE = (
    r"(?:\d{3}[ -]\d{3}|\d{2}(?:[ -]\d{2}){1,3}|\d(?:[ -]\d){3,7}|"
    r"[A-Z]?\d{3,8}[A-Z]?[#*]?|[#*]\d{3,8}[#*]?|(?=[A-Za-z]*\d)[A-Z0-9]{4,10}[#*]?)"
)
_CODE_STATED = re.compile(
    rf"(?<![A-Za-z])(?i:{_CODE_WORD})(?P<filler>(?:,? \(?(?!\d)[A-Za-z'&.)-]{{1,20}}){{0,7}}?)(?: ?[:=] ?| )"
    rf"[\"'(]?(?P<{VALUE}>{_CODE})(?![\w]|[-.,/]\d| ?(?i:cijfer|teken|digit|chiffre|keer|uur|euro|%))",
    re.ASCII,
)
_RECOVERY = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]{{4,6}}(?:-[A-Za-z0-9]{{4,6}}){{1,5}}|\d{{6,10}})(?![\w-])",
    re.ASCII,
)
_RECOVERY_WORD = words("herstel", "recovery", "back-?up ?-?code", "codes? de (?:recup|secours)", "noodcode")
_DEVICE = (
    r"(?:deur|poort|hek|slot|kluis|kluisje|loods|garage|alarm|slagboom|kopieer\w*|printer|badge\w*|"
    r"sleutel\w*|kopie\w*|fietsenstalling|berging|porte|portail|coffre|cadenas|digicode|gate|door|"
    r"lock|safe|ingang|toegang|lokaal|zaal|tablet|ipad|smartphone|hangslot|cijferslot|digibord)"
)
_OPENS = re.compile(
    rf"(?<![a-z])(?i:{_DEVICE})\b(?P<between>[^\n.!?;]{{0,70}}?)\b(?i:met|with|avec|code|le|combinatie|cijfers) "
    rf"(?P<{VALUE}>{_CODE})(?![\w]|[-.,/]\d| ?(?i:cijfer|teken|keer|uur|euro|%|personen|mensen|stuks|leerlingen|m\b|km\b))",
    re.ASCII,
)
_PLAIN_CODE = re.compile(
    rf"(?<![A-Za-z])(?i:code)(?: ?[:=] ?| )(?P<{VALUE}>{_CODE})(?![\w]|[-.,/]\d)", re.ASCII
)

_KEY_WORD = (
    r"(?:api[- _]?(?:key|sleutel|token)|(?:access|auth|bearer|refresh|id|session|personal access)?[- _]?token|"
    r"(?:client|app|consumer|webhook|signing|shared|jwt|oauth)?[- _]?secret(?:[- _]?(?:access[- _]?)?key)?|access[- _]?key|"
    r"secret[- _]?key|cle api|jeton|apikey|subscription[- _]?key|encryption[- _]?key|x-api-key|"
    r"authorization: (?:bearer|basic|token))"
)
_KEY = re.compile(
    rf"(?<![A-Za-z0-9])(?i:(?:[A-Za-z0-9]+[_-])*{_KEY_WORD})[\"'\])]?(?: (?:is|est|van|voor|for|of|[a-z]{{2,12}})){{0,3}}?"
    rf"(?: ?(?::=|=>|[:=]) ?| )(?i:bearer |basic )?[\"'`]?(?P<{VALUE}>[A-Za-z0-9_\-./+~]{{16,300}}={{0,2}})(?![A-Za-z0-9])",
    re.ASCII,
)

_PASSWORD_TRIGGER = Trigger(
    name="secrets.password",
    expression=(
        r"wachtw|pas+woo|passwo|passwd|passphrase|mots? de pass|wachtzin|(?:wifi|wpa2?|wlan|netwerk)[\- ]?(?:s|c|k)|"
        r"cle w|code wifi|phrase sec|inlogge|aanmeldge|\b(?:ww|mdp|pwd|psk|pass|pasw|pw)\b|_(?:pass|pwd|pw)|"
        r"(?:pass|pwd|pw)[\"']? ?[:=]|passw\b"
    ),
    before=160,
    after=220,
)
_COMMAND_TRIGGER = Trigger(
    name="secrets.command",
    expression=(
        r"--pass|--pwd|--secret|/user:|net user |/p(?:ass|wd|assword)?:|identified by|securestring|"
        r"\| ?(?:sudo|chpasswd|passwd|htpasswd)|requirepass|radius|tacacs|pre-shared|htpasswd|sshpass|"
        r"\b(?:mysql|mysqldump|mysqladmin|mariadb|plink|pscp|psftp|psexec|smbclient|ldapsearch|sqlcmd|"
        r"bcp|rdesktop|winscp|restic|borg|7z|zip|unzip|openssl|docker login|wmic)\b|\bcurl\b|\bwget\b|\bhttp\b"
    ),
    before=120,
    after=300,
)
_PAIR_TRIGGER = Trigger(
    name="secrets.pair",
    expression=(
        r"(?:admin|root|beheerder|leerkracht|gast|guest|user|login|inlog|account|gebruiker|wachtw|"
        r"docent|scanner|test|demo)[a-z0-9.@]{0,30} ?[/:]"
    ),
    before=200,
    after=250,
)
_CODE_TRIGGER = Trigger(
    name="secrets.code",
    expression=rf"code|\bpin\b|\bpuk\b|combinatie|cijferslot|{_DEVICE}",
    before=80,
    after=200,
)
_KEY_TRIGGER = Trigger(
    name="secrets.key",
    expression=r"api[\- _]?(?:key|sleutel)|token|secret|access[\- _]?key|cle api|jeton|subscription|encryption|authoriz",
    before=60,
    after=400,
)
_LOGIN = words(
    "admin", "root", "login", "inlog", "account", "wachtw", "paswoord", "password", "user",
    "gebruiker", "beheer", "aanmeld", r"ww\b", "mot de passe", "toegang",
)  # fmt: skip
_ADVICE = re.compile(
    r"\b(?:moet|moeten|mag|minstens|minimum|minimaal|maximaal|vergeten|wijzigen|resetten|kiezen|"
    r"bestaat uit|doit|devez|must|should|at least|oublie)\b"
)
_TRAILING = ".,;:!?)]}\"'"


def _trimmed(value: str) -> str:
    """Without what ends a sentence. A mark that people end passwords with (`!`) may belong."""
    stripped = value.rstrip(".,;:)]}\"'")
    return stripped.rstrip("?") if not re.search(r"[!?].*\?$", stripped) else stripped


def _assigned(found: re.Match[str], sheet: Sheet) -> float:
    value = _trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value):
        return 0.0
    if found["q"] or could_be(value):
        return 0.95
    # `wachtwoord: zonnebloem` alone on its line is a value; with prose after it, an explanation.
    rest = sheet.folded[found.end(VALUE) : found.end(VALUE) + 2]
    return 0.75 if rest[:1] in ("", "\n") and not found["filler"] and value.islower() else 0.0


def _stated(found: re.Match[str], sheet: Sheet) -> float:
    value = _trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value) or len(value) < 4:  # noqa: PLR2004 -- as `could_be`
        return 0.0
    if found["q"] or (could_be(value) and not value.isdigit()):
        return 0.95
    if value.isdigit():
        return 0.8 if not re.match(r" ?[a-z]", sheet.after(found.end(VALUE), 3)) else 0.0
    rest = sheet.folded[found.end(VALUE) - len(found[VALUE]) + len(value) :][:2]
    is_last = not rest.strip() or rest[0] in ".,;!)\n"
    return 0.6 if value[0].isupper() and is_last and len(value) > 5 else 0.0  # noqa: PLR2004 -- short ones are words


def _direct(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = _trimmed(found[VALUE])
    if is_placeholder(found[VALUE]) or is_placeholder(value):
        return 0.0
    if found["q"].strip() in ('"', "'", "`"):
        return 0.9 if could_be(value) else 0.0
    if looks_made_up(value):
        return 0.93
    if value.isdigit():
        return 0.7 if len(value) > 4 else 0.0  # noqa: PLR2004 -- shorter is a length or a year
    has_both = re.search(r"[A-Za-z].*\d|\d.*[A-Za-z]", value) and could_be(value)
    return 0.85 if has_both and len(value) >= 6 else 0.0  # noqa: PLR2004 -- shorter ones are codes of rooms


def _around(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = _trimmed(found[VALUE])
    return 0.8 if looks_made_up(value) and not re.search(_WORD, value.lower()) else 0.0


def _pair(found: re.Match[str], sheet: Sheet) -> float:
    value = _trimmed(found[VALUE])
    if not could_be(value) or not _LOGIN.search(sheet.around(*found.span(), 150)):
        return 0.0
    if re.search(r"\d{1,2}[/.-]\d|^[A-Z]{2,}-\d|^https?|\w\.(?:be|com|eu|local)", value):
        return 0.0
    return 0.8


def _code(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    filler = found["filler"].lower()
    if _ADVICE.search(filler) or re.search(r"\bpost|\bfout", sheet.before(found.start(), 12)):
        return 0.0
    return 0.9 if not _is_year(value) or not filler.strip() else 0.0


def _is_year(value: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", value))


def _opens(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = found[VALUE]
    if _is_year(value) or re.fullmatch(r"\d{3}|[A-Z]\d{1,3}|0\d{8,}", value):
        return 0.0
    return 0.75


def _plain_code(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    device = re.search(rf"(?<![a-z]){_DEVICE}", sheet.around(*found.span(), 60))
    return 0.8 if device and not _is_year(value) and len(value) > 3 else 0.0  # noqa: PLR2004 -- rooms have three


def _recovery(found: re.Match[str], sheet: Sheet) -> float:
    start = found.start(VALUE)
    return 0.85 if _RECOVERY_WORD.search(sheet.before(start, 250)) else 0.0


def _key(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = found[VALUE]
    if is_placeholder(value) or re.search(r"EXAMPLE|example|voorbeeld|your[_-]|jouw", value):
        return 0.0
    mixed = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    wordlike = re.fullmatch(r"[a-z]+(?:[-_./][a-z]+)+\d{0,2}", value)
    return 0.9 if mixed and not wordlike and len(set(value)) > 8 else 0.0  # noqa: PLR2004 -- random enough


def _rule(kind: Kind, trigger: Trigger, pattern: re.Pattern[str], weigh: Weigh) -> Rule:
    return Rule(kind=kind, trigger=trigger.name, pattern=pattern, weigh=weigh, trim=_trimmed)


def _command(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    return 0.0 if is_placeholder(found[found.lastgroup or 0]) else 0.9


SECRETS = RuleFamily(
    "secrets",
    (_PASSWORD_TRIGGER, _COMMAND_TRIGGER, _PAIR_TRIGGER, _CODE_TRIGGER, _KEY_TRIGGER),
    (
        _rule(Kind.PASSWORD, _PASSWORD_TRIGGER, _ASSIGNED, _assigned),
        _rule(Kind.PASSWORD, _PASSWORD_TRIGGER, _STATED, _stated),
        _rule(Kind.PASSWORD, _PASSWORD_TRIGGER, _DIRECT, _direct),
        _rule(Kind.PASSWORD, _PASSWORD_TRIGGER, _AROUND, _around),
        _rule(Kind.PASSWORD, _COMMAND_TRIGGER, _COMMAND, _command),
        _rule(Kind.PASSWORD, _PAIR_TRIGGER, _PAIR, _pair),
        _rule(Kind.ACCESS_CODE, _CODE_TRIGGER, _CODE_STATED, _code),
        _rule(Kind.ACCESS_CODE, _CODE_TRIGGER, _RECOVERY, _recovery),
        _rule(Kind.ACCESS_CODE, _CODE_TRIGGER, _OPENS, _opens),
        _rule(Kind.ACCESS_CODE, _CODE_TRIGGER, _PLAIN_CODE, _plain_code),
        _rule(Kind.API_KEY, _KEY_TRIGGER, _KEY, _key),
    ),
)
