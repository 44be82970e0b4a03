"""
Digits that were written as something else: O for 0, l for 1, or as words.

Text from a photo has them by accident, text from somebody who knows the filter on purpose.
"""

from __future__ import annotations

import re

from policy.detectors.families import Trigger

MISREAD = Trigger(
    name="digits.misread",
    expression=(
        r"[0-9][ ./\-]?[OolI|][ ./\-]?[0-9]|(?:^|[^A-Za-z0-9])[OolI][ ./\-]?[0-9][0-9 ./\-]{5}"
        r"|[0-9 ./\-]{5}[0-9][OolI](?:$|[^A-Za-z0-9])"
    ),
    caseless=False,
    before=0,
    after=0,
)
_RUN = re.compile(r"(?<![A-Za-z0-9])[0-9OolI](?:[ ./-]{0,2}[0-9OolI]){7,}(?![A-Za-z0-9])", re.ASCII)
_LOOKS_LIKE = str.maketrans("OolI", "0011")
_ENOUGH = 6
"""Real digits without which a run of such letters is a word."""

_DIGITS = (
    "nul|zero|zéro",
    "een|één|un|une|one",
    "twee|deux|two",
    "drie|trois|three",
    "vier|quatre|four",
    "vijf|cinq|five",
    "zes|six",
    "zeven|sept|seven",
    "acht|huit|eight",
    "negen|neuf|nine",
)
_DIGIT_OF = {word: str(i) for i, words in enumerate(_DIGITS) for word in words.split("|")}
_WORD = "|".join(sorted(_DIGIT_OF, key=len, reverse=True))
_FOLDED = "|".join(word for word in _DIGIT_OF if word.isascii())
SPOKEN = Trigger(
    name="digits.spoken",
    expression=rf"\b(?:{_FOLDED})[ ,.\-]{{1,3}}(?:{_FOLDED})[ ,.\-]{{1,3}}(?:{_FOLDED})\b",
    before=0,
    after=0,
)
SPELLED = re.compile(rf"(?i)\b(?:{_WORD})(?:[ ,.-]{{1,3}}(?:{_WORD})){{7,30}}\b")
"""At least eight digits in words: a number that somebody reads out."""
_ONE = re.compile(rf"(?i)\b(?:{_WORD})\b")


def as_read(folded: str) -> str:
    """`folded` with the letters in runs of digits taken for digits; the same length."""
    return _RUN.sub(_translated, folded)


def _translated(run: re.Match[str]) -> str:
    if sum(map(str.isdigit, run[0])) < _ENOUGH:
        return run[0]
    return run[0].translate(_LOOKS_LIKE)


def spoken(run: re.Match[str]) -> list[tuple[int, int, str]]:
    """Start, end and digit of each word in a run of `SPELLED`."""
    start = run.start()
    return [
        (start + word.start(), start + word.end(), _DIGIT_OF[word[0].lower()])
        for word in _ONE.finditer(run[0])
    ]
