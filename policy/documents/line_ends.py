"""
What the end of a line broke in texts that are laid out in lines: PDF and pictures.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<=\d)([-/.])\n(?=\d)")
_ADDRESS = re.compile(r"(?<=[a-z])\n(?=\d{1,3}[a-zA-Z]?(?: bus \w{1,4})?, ?\d{4} [A-Z])")
"""A line that ends in the street, and one that begins with the number and the town."""


def mended(text: str) -> str:
    """The text with such numbers and addresses in one piece."""
    return _ADDRESS.sub(" ", _NUMBER.sub(r"\1", text))
