"""
Private keys: PEM, PuTTY, WireGuard, age, XML and JSON web keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.finding import Kind

_PEM_TRIGGER = Trigger(
    name="tokens.pem",
    expression=r"---- ?BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY|PuTTY-User-Key-File-|AGE-SECRET-KEY-1",
    before=80,
    after=200,
)
_PEM_BEGIN = re.compile(
    r"-----?(?<=-) ?BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)? ?-----?|PuTTY-User-Key-File-\d",
    re.ASCII,
)
_PEM_NEXT = re.compile(
    r"(?P<begin>-----BEGIN )|"
    r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]+",
    re.ASCII,
)
_PEM_BODY = re.compile(
    r"(?: ?[A-Za-z0-9+/=]{16,}|\s{0,2}\n ?(?:[A-Za-z0-9+/=]{16,}|(?:Proc-Type|DEK-Info|Version|"
    r"Encryption|Comment|Public-Lines|Private-Lines|Private-Hash|Argon2-\w+|Key-Derivation): "
    r"[^\n]{1,90}))*",
    re.ASCII,
)
"""What may follow when the key breaks off: lines of base64, and the headers above them."""
_LONGEST_KEY = 20_000
_WIREGUARD_TRIGGER = Trigger(
    name="tokens.wireguard", expression=r"(?:private|preshared|privee?) ?_?key", before=20, after=80
)
_WIREGUARD = re.compile(
    rf"(?i:private|preshared) ?_?(?i:key)[\"']? ?[=:] ?[\"']?(?P<{VALUE}>[A-Za-z0-9+/]{{42,43}}=)",
    re.ASCII,
)
_XML_TRIGGER = Trigger(
    name="tokens.rsa-parameters", expression=r"rsakeyvalue|\"kty\"", before=20, after=3000
)
_XML = re.compile(
    rf"<(?:D|P|InverseQ)>(?P<{VALUE}>[A-Za-z0-9+/=\s]{{30,2000}})</|"
    r"\"[dk]\" ?: ?\"(?P<jwk>[A-Za-z0-9_-]{40,2000})\"",
    re.ASCII,
)
_AGE = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{50,60}", re.ASCII)


class PrivateKeys:
    """A whole key as one finding, however long; half a key without its end counts too."""

    name = "private-keys"
    triggers: Sequence[Trigger] = (_PEM_TRIGGER, _WIREGUARD_TRIGGER, _XML_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        read = 0
        for window in hits.of(_PEM_TRIGGER.name):
            for found in occurrences(_PEM_BEGIN, text, window, margin=60):
                if found.start() < read:
                    continue
                read = _end_of_key(text, found.end())
                if _has_body(text[found.end() : read]):
                    yield Match(Kind.PRIVATE_KEY, found.start(), read, 0.99, self.name)
            for found in occurrences(_AGE, text, window):
                yield Match(Kind.PRIVATE_KEY, *found.span(), 0.99, self.name)
        for window in hits.of(_WIREGUARD_TRIGGER.name):
            for found in occurrences(_WIREGUARD, text, window):
                yield Match(Kind.PRIVATE_KEY, *found.span(VALUE), 0.97, self.name)
        for window in hits.of(_XML_TRIGGER.name):
            for found in _XML.finditer(text, window.start, window.end):
                yield Match(Kind.PRIVATE_KEY, *found.span(found.lastgroup or 0), 0.97, self.name)


def _end_of_key(text: str, start: int) -> int:
    following = _PEM_NEXT.search(text, start, start + _LONGEST_KEY)
    if following is not None and not following["begin"]:
        return following.end()
    body = _PEM_BODY.match(text, start, start + _LONGEST_KEY)
    return body.end() if body else start


def _has_body(between: str) -> bool:
    """A BEGIN line in a manual is followed by dots or by nothing."""
    return len(re.findall(r"[A-Za-z0-9+/]", between.replace("PRIVATE KEY", ""))) > 40  # noqa: PLR2004 -- no key is as short
