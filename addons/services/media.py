"""
Files that travel as text: data URLs (RFC 2397) and base64 (RFC 4648).
"""

from __future__ import annotations

import binascii
import re
from contextlib import suppress
from typing import Final
from urllib.parse import unquote_to_bytes

from addons.services.interface import UnreadableError

_DATA_URL: Final = re.compile(r"data:(?:[\w.+\-]+/[\w.+\-]+|;)[^,\s]{0,200},", re.IGNORECASE)
_BLOB: Final = re.compile(r"[A-Za-z0-9+/_=\-\s]{4096,}")
_LONGEST_WORD: Final = 40
"""Prose has a space more often than this; base64 breaks its lines at 64 or 76."""
_SPACE: Final = b" \t\n\r\f\v\x1c\x1d\x1e\x1f"
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_STRETCH: Final = 1 << 20
"""Letters that are decoded at once, in a millisecond or two: other threads may go on between."""


def is_media(text: str) -> bool:
    """Whether `text` is a file in disguise: a data URL, or a long stretch of base64."""
    if _DATA_URL.match(text):
        return True
    # The first look is cheap; prose has a full stop or a comma soon.
    if not (_BLOB.fullmatch(text, 0, 4096) and _BLOB.fullmatch(text)):
        return False
    return len(text.split()) < len(text) // _LONGEST_WORD


def file_in(text: str) -> bytes:
    """
    The file that `text` is. Raises `UnreadableError` (`media`) for what decoders may read in
    different ways: then we would judge another file than the service.
    """
    if not (head := _DATA_URL.match(text)):
        return _decoded(text)
    payload = text[head.end() :]
    if head[0][:-1].lower().endswith(";base64"):
        if "%" in payload:
            payload = unquote_to_bytes(payload).decode("latin-1")
        return _decoded(payload)
    return unquote_to_bytes(payload)


def _decoded(text: str) -> bytes:
    with suppress(binascii.Error, ValueError):
        letters = text.encode("ascii").translate(_STANDARD, _SPACE).rstrip(b"=")
        if b"=" in letters:
            raise UnreadableError("media")
        letters += b"=" * (-len(letters) % 4)
        stretches = (letters[at : at + _STRETCH] for at in range(0, len(letters), _STRETCH))
        return b"".join(binascii.a2b_base64(each, strict_mode=True) for each in stretches)
    raise UnreadableError("media")
