"""
Names of files, as people mean them.
"""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = re.compile(r"[_+]+|(?<=\w)[-.](?=\w)")
_LONGEST: Final = 300
"""Characters; what is longer is no name of a file, and is judged as it stands."""


def readings_of_name(text: str) -> tuple[str, ...]:
    """
    `text`, and with spaces where names of files have other marks: `klas_3B_Jan-Peeters.xlsx`. Both
    are as long, so that a place in one is the same in the other.
    """
    if len(text) > _LONGEST:
        return (text,)
    spaced = _MARKS.sub(lambda mark: " " * len(mark[0]), text)
    return (text,) if spaced == text else (text, spaced)
