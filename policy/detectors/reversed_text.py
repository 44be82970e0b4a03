"""
Text from back to front, where a prompt says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.families import Trigger
from policy.detectors.rewriting import Edit

_SAID = (
    "achterstevoren|achterste voren|omgekeerd|omgedraaid|omkeren"
    "|van achter(?:en)? naar voor|achteruit|gespiegeld|spiegelschrift|van rechts naar links"
    "|a l'envers|a rebours|inverse|de droite a gauche|verlan|backward|revers|right to left"
    "|mirror"
)
TRIGGER = Trigger(
    name="disguises.reversed",
    expression=_SAID,
    before=0,
    after=0,
    once=True,
)
_ANNOUNCED = re.compile(_SAID)
_ANYTHING = re.compile(
    r"(?P<mail>[a-z]{2,3}\.[\w.-]{1,60}@[\w.+-]{1,60})"
    r'|"(?P<quoted>[^"\n]{4,300})"'
    r"|(?<![A-Za-z0-9])(?P<number>[0-9](?:[ ./-]{0,2}[0-9]){6,20}"
    r"(?: ?[A-Za-z]{2}(?![A-Za-z0-9])|\+)?)"
    r"|(?<![A-Za-z0-9])(?P<name>[a-z'-]{1,20}[A-Z](?: {1,2}[a-z'-]{1,20}[A-Z]){0,3})"
    r"(?![A-Za-z0-9])"
)


def edits(folded: str, plain: str) -> Iterator[Edit]:
    """Turns round what looks reversed; the families judge whether it then says anything."""
    for found in _ANYTHING.finditer(folded) if _ANNOUNCED.search(folded.lower()) else ():
        start, end = found.span(found.lastgroup or 0)
        yield start, end, plain[start:end][::-1]
