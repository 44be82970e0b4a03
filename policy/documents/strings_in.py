"""
Readable words in binary data that has no format worth knowing: printer settings, form controls,
the compiled half of a macro. What a person with a viewer would see, no less.
"""

from __future__ import annotations

import re

_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x00-\x7f]\x01){5,}")
"""UTF-16LE up to U+017F: Latin with its accents."""
_NARROW = re.compile(rb"[\x20-\x7e\xc0-\xff]{6,}")
_WORD = re.compile(r"[^\W_]{3}")


def strings_in(data: bytes) -> str:
    """The runs of letters and digits in `data`, one a line, each once and in order."""
    wide = [(run.start(), run[0].decode("utf-16-le")) for run in _WIDE.finditer(data)]
    narrow = [(run.start(), run[0].decode("cp1252", "replace")) for run in _NARROW.finditer(data)]
    words = [text.strip() for _, text in sorted(wide + narrow) if _WORD.search(text)]
    return "\n".join(dict.fromkeys(words))
