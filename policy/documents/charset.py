"""
Bytes that are text: in which characters.

A byte order mark wins (Unicode 16, 23.8), then UTF-8 where the bytes allow it, because no other
text is UTF-8 by accident; then what the document declares; then a guess among the three one-byte
charsets of Western Europe. What has too few plain letters for that guess, or control characters,
is no text.
"""

from __future__ import annotations

import codecs
import re

from policy.documents.interface import Unread, UnreadError

_MARKS = (
    # The four-byte mark of UTF-32 begins as the one of UTF-16 does, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    # Where the zeros stand in Latin text without a mark.
    (re.compile(rb"(?:[^\0]\0{3}){2}|[^\0]\0{3}\Z"), "utf-32-le"),
    (re.compile(rb"(?:\0{3}[^\0]){2}|\0{3}[^\0]\Z"), "utf-32-be"),
    (re.compile(rb"(?:[^\0]\0){2}|[^\0]\0\Z"), "utf-16-le"),
    (re.compile(rb"(?:\0[^\0]){2}|\0[^\0]\Z"), "utf-16-be"),
)
_SEVEN_BITS = re.compile(r"utf[-_]?7|.*iso[-_]?2022|hz|unicode[-_]?1[-_]1", re.IGNORECASE)
"""Charsets whose bytes all look like ASCII."""
_NO_CHARSET = re.compile(r"unicode|raw|puny|idna|undefined|mbcs|oem", re.IGNORECASE)
"""Python's own codecs that no other program has."""
_LATIN = re.compile(r"(?:iso)?[-_]?8859[-_]1|latin[-_]?1|l1|(?:us[-_])?ascii", re.IGNORECASE)
"""Read as Windows-1252, as all programs do (WHATWG Encoding, 4.2)."""
_GUESSES = ("cp1252", "cp850", "mac_roman")
_ACCENTED = re.compile("[A-Za-z][àâäáçéèêëíîïñóôöúùûü]|[àâäáçéèêëíîïñóôöúùûü][A-Za-z]")
_MISREAD = re.compile("[A-Za-z][^\x00-\x7f\u00c0-\u00ff\u2019\u2013\u0153 ][A-Za-z]")
_HIGH = re.compile(rb"[\x80-\xff]")
_MOST_HIGH = 0.3
"""Share of letters with marks above which a text is in no language of Western Europe."""
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_PLAIN = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
_MOST_PLAIN = 0.6
"""Share of bytes that are plain letters; in Latin text of two bytes each it is half of them."""
_ESCAPE = re.compile(r"\x1b(?!\[)")
"""Text has no use for controls, but that ESC colours logs."""


def text_of(raw: bytes, declared: str = "") -> str:
    """
    The text in `raw`, without its byte order mark. Raises `UnreadError` (BROKEN) for no text.

    `declared` is the charset that the document itself names, if it names one.
    """
    text = _decoded(raw, declared).rstrip("\x1a\0")  # ends of files in DOS, and padding
    told = text.encode("utf-8", "surrogatepass")
    if len(told.translate(None, _CONTROLS)) < len(told) or _ESCAPE.search(text):
        raise UnreadError(Unread.BROKEN)
    return text


def has_mark(raw: bytes) -> bool:
    """Whether a byte order mark says that this is text."""
    return any(raw.startswith(mark) for mark, _ in _MARKS)


def _decoded(raw: bytes, declared: str) -> str:
    for mark, name in _MARKS:
        text = _try(raw[len(mark) :], name) if raw.startswith(mark) else None
        if text is not None and not (_is_wide(name) and _is_narrow(raw)):
            return text
    names = [declared] if _SEVEN_BITS.match(declared) else []
    if b"\0" in raw[:4096] and not _is_narrow(raw):
        names += [name for pattern, name in _WIDE if pattern.match(raw)]
    for name in (*names, "utf-8", "cp1252" if _LATIN.fullmatch(declared) else declared):
        if (text := _try(raw, name)) is not None:
            return text
    return _guessed(raw)


def _is_wide(name: str) -> bool:
    return name.startswith(("utf-16", "utf-32"))


def _is_narrow(raw: bytes) -> bool:
    """
    Whether these are letters of one byte behind a few that claim otherwise: read in pairs they
    would be Chinese to us, and still a sentence to whoever reads them one by one.
    """
    plain = len(raw) - len(raw.translate(None, _PLAIN))
    return plain > _MOST_PLAIN * len(raw)


def _guessed(raw: bytes) -> str:
    if len(_HIGH.findall(raw)) > max(1, _MOST_HIGH * len(raw)):
        raise UnreadError(Unread.BROKEN)
    texts = [text for name in _GUESSES if (text := _try(raw, name)) is not None]
    return max(texts, key=lambda text: len(_ACCENTED.findall(text)) - len(_MISREAD.findall(text)))


def _try(raw: bytes, name: str) -> str | None:
    if not name or _NO_CHARSET.match(name):
        return None
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None
