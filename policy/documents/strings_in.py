"""
Readable words in binary data that has no format worth knowing: printer settings, form controls,
the compiled half of a macro. What a person with a viewer would see, no less.
"""

from __future__ import annotations

import re

_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x00-\x7f]\x01){4,}")
"""UTF-16LE up to U+017F: Latin with its accents."""
_NARROW = re.compile(rb"[\x20-\x7e\xc0-\xff]{6,}")
_WORD = re.compile(r"[^\W_]{3}")


def strings_in(data: bytes) -> str:
    """The runs of letters and digits in `data`, one a line, each once and in order."""
    runs = [
        (run.start(), run[0].decode(encoding, "replace"))
        for pattern, encoding in ((_WIDE, "utf-16-le"), (_NARROW, "cp1252"))
        for run in pattern.finditer(data)
    ]
    words = (text.strip() for _, text in sorted(runs) if _WORD.search(text))
    return "\n".join(dict.fromkeys(words))
