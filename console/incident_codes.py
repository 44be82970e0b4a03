"""
The code that a person read on a notice, however they typed it.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"KB-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
"""Two groups in Crockford's base 32, which has no I, L, O and U."""
_LOOKALIKES = str.maketrans("ILO", "110")
_LONGEST = 40
_LENGTH = 8


def canonical_code(typed: str) -> str | None:
    """
    `KB-7F3K-9Q2M` for any spelling of it (lower case, spaces, no hyphens, O for 0), or None
    for what cannot be a code.
    """
    if len(typed) > _LONGEST or not typed.isascii():
        return None
    letters = "".join(char for char in typed.upper() if char.isalnum())
    # Without the prefix an eight-letter code may itself begin with KB.
    body = letters[2:] if letters.startswith("KB") and len(letters) > _LENGTH else letters
    body = body.translate(_LOOKALIKES)
    code = f"KB-{body[:4]}-{body[4:]}"
    return code if _CODE.fullmatch(code) else None
