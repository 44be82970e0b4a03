"""
Connection strings: a place, a user and a password in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.detectors.secret_values import is_placeholder
from policy.finding import Kind

_URL_TRIGGER = Trigger(
    name="tokens.url",
    expression=r"[a-z0-9]://[^ \n/@:]{0,60}:[^ \n@/]{1,100}@",
    before=250,
    after=300,
)
_URL = re.compile(
    rf"(?<![A-Za-z0-9])(?P<{VALUE}>[A-Za-z][A-Za-z0-9+.-]{{1,30}}://(?P<user>[^\s:/@]{{0,60}}):"
    r"(?P<secret>[^\s/]{1,100})@[A-Za-z0-9\[][^\s\"'<>)]{0,250})",
    re.ASCII,
)
_ORACLE_TRIGGER = Trigger(name="tokens.oracle", expression=r"jdbc:oracle:", before=14, after=300)
_ORACLE = re.compile(
    rf"(?<![A-Za-z0-9])(?P<{VALUE}>jdbc:oracle:[a-z]{{2,6}}:(?P<user>[^\s/@:]{{1,60}})/"
    r"(?P<secret>[^\s@]{1,100})@[^\s\"'<>)]{1,250})",
    re.ASCII | re.IGNORECASE,
)
_QUERY_TRIGGER = Trigger(
    name="tokens.query",
    expression=r"[?&;](?:password|pwd|pass|token)=[^&\s]",
    before=300,
    after=200,
)
_QUERY = re.compile(
    rf"(?<![A-Za-z0-9])(?P<{VALUE}>(?:jdbc:)?[A-Za-z][A-Za-z0-9+:.-]{{1,30}}://"
    r"[^\s\"'<>]{1,250}[?&;]"
    r"(?:password|pwd|pass)=(?P<secret>[^\s&;\"'<>]{1,100})[^\s\"'<>]{0,200})",
    re.ASCII | re.IGNORECASE,
)
_PAIRS_TRIGGER = Trigger(
    name="tokens.pairs",
    expression=r"(?:password|pwd|accountkey|sharedaccesskey|sharedsecret|wachtwoord) ?= ?[^ ;\n]",
    before=500,
    after=500,
)
_PAIRS = re.compile(
    rf"(?P<{VALUE}>(?<![\w])[A-Za-z][\w]{{0,30}}(?: [A-Za-z]\w{{0,20}}){{0,2}} ?= ?"
    r"[^;\n\"'<>]{0,200};"
    r"(?:[A-Za-z][\w ]{0,40}= ?[^;\n\"']{0,300};?){1,20})",
    re.ASCII,
)
_PAIR_SECRET = re.compile(
    r"(?i)(?:password|pwd|accountkey|sharedaccesskey|wachtwoord) ?= ?(?P<secret>[^;\n]+)"
)
_PAIR_PLACE = re.compile(
    r"(?i)(?:server|data source|host|endpoint|accountname|database|initial catalog|user id|uid|"
    r"driver|dsn|address|username|user) ?="
)


class Connections:
    """URLs with a password, and `Name=value;` lists with a place and a password."""

    name = "connections"
    triggers: Sequence[Trigger] = (_URL_TRIGGER, _ORACLE_TRIGGER, _QUERY_TRIGGER, _PAIRS_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        for found in _urls(text, hits):
            if not is_placeholder(found["secret"]) and not _is_sample_login(found):
                end = found.start() + len(found[0].rstrip(".,;:!?"))
                yield Match(Kind.CONNECTION_STRING, found.start(), end, 0.95, self.name)
        for window in hits.of(_QUERY_TRIGGER.name):
            for found in occurrences(_QUERY, text, window):
                if not is_placeholder(found["secret"]):
                    yield Match(Kind.CONNECTION_STRING, *found.span(VALUE), 0.95, self.name)
        for window in hits.of(_PAIRS_TRIGGER.name):
            for found in occurrences(_PAIRS, text, window):
                secret = _PAIR_SECRET.search(found[0])
                if secret and _PAIR_PLACE.search(found[0]) and not is_placeholder(secret["secret"]):
                    end = found.start() + len(_without_prose(found[0]))
                    yield Match(Kind.CONNECTION_STRING, found.start(), end, 0.95, self.name)


def _urls(text: str, hits: Hits) -> Iterator[re.Match[str]]:
    for trigger, pattern in ((_URL_TRIGGER, _URL), (_ORACLE_TRIGGER, _ORACLE)):
        for window in hits.of(trigger.name):
            yield from occurrences(pattern, text, window)


def _is_sample_login(found: re.Match[str]) -> bool:
    return is_placeholder(found["user"]) and found["secret"].lower() in {
        "password", "pass", "pw", "wachtwoord", "secret", "pwd", "passwd",
    }  # fmt: skip


def _without_prose(pairs: str) -> str:
    """The last value ends at a space: what follows is the sentence around it."""
    head, _, last = pairs.rstrip(";").rpartition(";")
    name, _, value = last.partition("=")
    if not value.strip():
        return pairs
    lead = len(value) - len(value.lstrip())
    return f"{head};{name}={value[:lead]}{value.split()[0]}"
