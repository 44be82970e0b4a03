"""
Digits that were written as letters: O for 0, l for 1.

Text from a photo has them by accident, text from somebody who knows the filter on purpose.
"""

from __future__ import annotations

import re

from policy.detectors.families import Trigger

MISREAD = Trigger(
    name="digits.misread",
    digit=True,
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


def as_read(folded: str) -> str:
    """`folded` with the letters in runs of digits taken for digits; the same length."""
    return _RUN.sub(_translated, folded)


def _translated(run: re.Match[str]) -> str:
    if sum(map(str.isdigit, run[0])) < _ENOUGH:
        return run[0]
    return run[0].translate(_LOOKS_LIKE)
