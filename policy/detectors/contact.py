"""
E-mail addresses, also those that are written so that no machine should see them.
"""

from __future__ import annotations

import re

from policy.detectors.context import near, word_set, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.finding import Kind

_AT = Trigger(name="contact.at", expression="@", before=70, after=260)
_SPACED_AT = Trigger(name="contact.spaced-at", expression=" @ ", before=72, after=260)
_SPELLED_AT = Trigger(
    name="contact.spelled-at",
    expression=(
        r"[\[({<] ?(?:at|@|apenstaart(?:je)?|arobas[e]?|chez) ?[\])}>]"
        r"|[a-z0-9] (?:at|apenstaart(?:je)?|arobase) [a-z0-9]"
        r"|apenstaart"
    ),
    before=90,
    after=200,
)
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+&-])(?P<{VALUE}>[A-Za-z0-9_](?:[A-Za-z0-9._%+'&-]{{0,63}}[A-Za-z0-9_-])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{0,22}[A-Za-z])",
    re.ASCII,
)
_SPACED = re.compile(
    rf"(?<![\w.])(?P<{VALUE}>[A-Za-z0-9_][\w.+-]{{0,63}} @ (?:[\w-]{{1,63}} ?\. ?){{1,4}}"
    r"[A-Za-z]{2,10})\b",
    re.ASCII,
)
_DOT = r"(?: ?[\[({<] ?(?:dot|punt|point|\.) ?[\])}>] ?| (?:dot|punt|point) |\.)"
_SPELLED = re.compile(
    rf"(?<![\w.])(?P<{VALUE}>[A-Za-z0-9_][\w+-]{{0,63}}(?:{_DOT}[\w+-]{{1,40}}){{0,4}}"
    r"(?P<at> ?[\[({<] ?(?:at|@|apenstaart(?:je)?|arobase?|chez) ?[\])}>] ?"
    r"| ?apenstaart(?:je)? ?| (?:at|arobase) )"
    rf"[A-Za-z0-9][\w-]{{0,62}}(?P<dots>(?:{_DOT}[A-Za-z][\w-]{{0,40}}){{1,4}}))(?![\w])",
    re.ASCII | re.IGNORECASE,
)
_PROVIDERS = re.compile(
    r" (?:telenet|gmail|googlemail|hotmail|outlook|live|msn|skynet|proximus|yahoo|ymail|icloud|me|"
    r"scarlet|pandora|orange|voo|belgacom|proton(?:mail)?|gmx|ziggo|kpn|edpnet|kortenberg)\b"
)
_MAIL = words("mail", "e-mail", "contact", "adres", "schrijf", "courriel", "bereik", "stuur")
_TOP_LEVEL = word_set(
    """
    be brussels com de edu eu fr gov info io local lu net nl org uk vlaanderen
    """
)


def _address(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = found[VALUE]
    local = value.partition("@")[0]
    # `git@github.com:org/repo` names a service; `..@` and `v1.2@` are no mail boxes.
    if local == "git" or ".." in value or not re.search(r"[A-Za-z0-9]", local):
        return 0.0
    return 0.98


def _spelled(found: re.Match[str], sheet: Sheet) -> float:
    bare = found["at"].strip().lower() in ("at", "arobase")
    last = re.findall(r"[a-z]+", found["dots"].lower())[-1]
    if last not in _TOP_LEVEL:
        return 0.0
    if not bare:
        return 0.9
    # "we are at rest dot be" is a sentence: it takes spelled-out dots, and a provider or a word
    # about mail.
    if not re.search(r"dot|punt|point", found["dots"].lower()):
        return 0.0
    known = _PROVIDERS.search(found[VALUE].lower())
    return 0.85 if known or near(sheet, found.span(VALUE), _MAIL) else 0.0


CONTACT = RuleFamily(
    "contact",
    (_AT, _SPACED_AT, _SPELLED_AT),
    (
        Rule(kind=Kind.EMAIL, trigger=_AT.name, pattern=_EMAIL, weigh=_address),
        Rule(kind=Kind.EMAIL, trigger=_SPACED_AT.name, pattern=_SPACED, weigh=lambda _f, _s: 0.85),
        Rule(kind=Kind.EMAIL, trigger=_SPELLED_AT.name, pattern=_SPELLED, weigh=_spelled),
    ),
)
