"""
Who signed: the names in the certificates of an electronic signature (RFC 5652, RFC 5280).

Belgian identity cards sign with a certificate that holds the holder's national number.
"""

from __future__ import annotations

from collections.abc import Iterator

_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
"""UTF8String, PrintableString, T61String, IA5String, BMPString (X.690, 8.23)."""
_LONG = 0x81
_LEAST = 2


def names_in_signature(signature: bytes) -> list[str]:
    """The strings in DER, each once. They are found by their form, so damage hides none."""
    return list(dict.fromkeys(_strings(signature)))


def _strings(signature: bytes) -> Iterator[str]:
    at = 0
    while at < len(signature) - _LEAST:
        charset = _TEXTS.get(signature[at])
        is_long = signature[at + 1] == _LONG
        start = at + 3 if is_long else at + 2
        length = signature[start - 1]
        at += 1
        if charset is None or length < _LEAST or (length >= _LONG - 1 and not is_long):
            continue
        try:
            text = signature[start : start + length].decode(charset)
        except UnicodeDecodeError:
            continue
        if text.isprintable() and len(signature) >= start + length:
            at = start + length
            yield text
