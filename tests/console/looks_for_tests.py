"""
A `TextLook` that knows a few words, and one that fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from console.text_look import LookError
from policy.finding import Finding, Kind

WORDS = {
    "Jef Peeters": (Kind.PERSON, "names"),
    "BE71 0961 2345 6769": (Kind.IBAN, "numbers"),
    "schuldbemiddeling": (Kind.SPECIAL_SOCIAL, "special"),
    "welkom123": (Kind.PASSWORD, "passwords"),
    "Lieve Hoedemakers": (Kind.PERSON, "register:personeel"),
}


@dataclass
class WordLook:
    """Finds `WORDS`; remembers what it was shown."""

    shown: list = field(default_factory=list)

    def findings(self, texts):
        self.shown.append(tuple(texts))
        return tuple(
            Finding(
                kind=kind,
                part=part,
                start=text.index(word),
                end=text.index(word) + len(word),
                score=1.0,
                detector=detector,
            )
            for part, text in enumerate(texts)
            for word, (kind, detector) in WORDS.items()
            if word in text
        )

    def warm_up(self):
        pass


class BlindLook:
    """Detectors that are down."""

    def findings(self, texts):
        raise LookError("down")

    def warm_up(self):
        pass
