"""
Long random values after a word such as "API key", of whatever vendor.
"""

from __future__ import annotations

import re

from policy.detectors.context import words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.detectors.secret_values import is_placeholder
from policy.finding import Kind

SAMPLE = re.compile(r"EXAMPLE|example|voorbeeld|your[_-]|jouw|XXXX|xxxx|0000000000|(.)\1{9}")
"""What manuals put in the place of a key."""
_WORD = (
    r"(?:(?:api|rest|webservice)[- _]?(?:key|sleutel|token|code)|x-api-key|apikey|"
    r"access[- _]?key|secret[- _]?key|"
    r"(?:access|auth|bearer|refresh|id|session|personal access|bot|x-auth)?[- _]?token|"
    r"(?:client|app|consumer|webhook|signing|shared|jwt|oauth)?[- _]?(?:secret|geheim)"
    r"(?:[- _]?(?:access[- _]?)?key)?|cle (?:api|secrete|de licence|d.acces)|jeton(?: d.acces)?|"
    r"(?:subscription|encryption|licen[cs]e|product|master|host|function|webhook)[- _]?key|"
    r"(?:licentie|product|encryptie|toegangs|beveiligings|webhook|geheime )[- ]?sleutel|"
    r"authorization[\"']?: ?[\"'`]?(?:bearer|basic|token))"
)
_LEAD = r"(?<![A-Za-z0-9])(?i:(?:[A-Za-z0-9]{1,30}[_-]){0,5}"
_BODY = r"[A-Za-z0-9_\-./+~]{16,300}={0,2}(?::fx)?"
_NAMED = re.compile(
    rf"{_LEAD}{_WORD})[\"'\])]?"
    r"(?: (?:[a-z]{1,2}')?[A-Za-z0-9()&'-]{1,15}){0,8}?(?: ?(?::=|=>|[:=]) ?| )"
    rf"\n?[\"'`]?(?i:bearer |basic |token )?[\"'`]?(?P<{VALUE}>{_BODY})(?![A-Za-z0-9])",
    re.ASCII,
)
_LOOSE = re.compile(
    r"(?<![A-Za-z])(?i:(?:[a-z]{1,20}[- ]?)?(?:key|sleutel|cle|api|token|credential|licen[ct]i?e|"
    r"productcode|serial|activatiecode))s?(?![A-Za-z])[\"'\])]?"
    r"(?: (?:[a-z]{1,2}')?[A-Za-z0-9()&'-]{1,15}){0,9}?(?: ?(?::=|=>|[:=]) ?| )"
    rf"\n?[\"'`]?(?P<{VALUE}>[A-Za-z0-9_-]{{20,120}})(?![A-Za-z0-9.@/])",
    re.ASCII,
)
_TRIGGER = Trigger(
    name="tokens.word",
    expression=(
        r"(?:api|rest|webservice)[\- _]?(?:key|sleutel|code)|token|secret|geheim|access[\- _]?key|"
        r"cle (?:api|sec|de l|d.acc)|jeton|"
        r"subscription|encryption|authoriz|sleutel|\bapi\b|\bcles?\b|"
        r"key|credential|licen[ct]|productcode|serial|activatiecode"
    ),
    before=60,
    after=450,
)
_OTHER = words(
    "commit", "hash", "sha", "md5", "checksum", "controlesom", "git", "correlation", "uuid", "guid",
    "request", "tenant", "client[- _]?id", "publi", "fingerprint", "vingerafdruk", "certifica",
    "primary key", "foreign key", "ssh-", "site[- _]?key", "thumbprint", "etag", "integrity",
)  # fmt: skip
_DISTINCT = 8
"""A random value of this length has more different characters than that."""


def _named(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    value = found[VALUE]
    if is_placeholder(value) or SAMPLE.search(value):
        return 0.0
    if re.fullmatch(r"[a-z]+(?:[-_./][a-z]+)+\d{0,2}", value):
        return 0.0
    mixed = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    return 0.9 if mixed and len(set(value)) > _DISTINCT else 0.0


def _loose(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if not _named(found, sheet) or re.search(r"[a-z]{8}|^AAAA|--", value):
        return 0.0
    if len(re.findall(r"\d", value)) < 3 or len(re.findall(r"[A-Za-z]", value)) < 3:  # noqa: PLR2004 -- random ones have more
        return 0.0
    is_uuid = re.fullmatch(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value)
    around = sheet.before(found.start(VALUE), 60)
    return 0.0 if is_uuid or _OTHER.search(around) or _is_dated(value) else 0.8


def _is_dated(value: str) -> bool:
    """A file or a dossier: `GR-2025-03-14-verslag-2`."""
    return bool(re.search(r"(?:19|20)\d\d[-_]\d\d", value))


NAMED_TOKENS = RuleFamily(
    "tokens",
    (_TRIGGER,),
    (
        Rule(kind=Kind.API_KEY, trigger=_TRIGGER.name, pattern=_NAMED, weigh=_named),
        Rule(kind=Kind.API_KEY, trigger=_TRIGGER.name, pattern=_LOOSE, weigh=_loose),
    ),
)
