"""
The text that PDFium tells of a page: put right, or found wanting.
"""

from __future__ import annotations

import re

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from policy.documents.line_ends import mended

_HYPHEN = "\ufffe"
"""What PDFium tells for a hyphen at the end of a line with letters on both sides of it."""
_CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1f\xad]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_WORD = re.compile(r"[^\W_]{4,}")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_PRIVATE = 5
"""Bullets and arrows of symbol fonts, so many different ones on a page."""
_MOST_UNMAPPED = 3
_SAMPLE = 4
_ENOUGH_WORDS = 40
_LEAST_USUAL = 0.03
_AGREED = 0.5
_USUAL = frozenset(
    # The most frequent words of Dutch, French, English and German.
    "de het een en van in is op te dat die voor met zijn niet aan er om ook als of bij wordt"  # noqa: SIM905
    " le la les des et un une est que pour dans qui du sur au pas ce avec par sont"
    " the and of to that for on with as be this are by or at from"
    " der das und ist nicht mit den ein von zu auf".split()
)


def joined(text: str) -> str:
    """The text with words and numbers that a line's end broke in one piece."""
    text = text.replace("\r\n", "\n").replace(_HYPHEN + "\n", "").replace(_HYPHEN, "")
    return mended(_CONTROL.sub("", text))


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def letters_in(text: str) -> int:
    """How many letters and digits there are."""
    return sum(map(str.isalnum, text))


def has_odd_letters(page: PdfTextPage, text: str) -> bool:
    """
    Whether letters are drawn that nobody told the meaning of: fonts without a table to Unicode
    (ISO 32000-2, 9.10), or with one that leads to private characters.
    """
    if len(set(_PRIVATE.findall(text))) > _MOST_PRIVATE or "\ufffd" in text:
        return True
    # Every fourth is enough to see that there are some: a font without a table has none at all.
    return bool(_unmapped(page, _SAMPLE)) and len(_unmapped(page, 1)) > _MOST_UNMAPPED


def _unmapped(page: PdfTextPage, step: int) -> set[int]:
    handle, has_error = page.raw, pdfium.FPDFText_HasUnicodeMapError
    count = pdfium.FPDFText_CountChars(handle)
    odd = (index for index in range(0, count, step) if has_error(handle, index) == 1)
    return {pdfium.FPDFText_GetUnicode(handle, index) for index in odd}


def is_strange(text: str) -> bool:
    """
    Whether a text is in no language that is read here: a list of names, or letters that are drawn
    as others than they are told.
    """
    usual, count = _usual_words(text)
    return count >= _ENOUGH_WORDS and usual < _LEAST_USUAL * count


def is_language(text: str) -> bool:
    """Whether a text has as many frequent words as sentences have, however short it is."""
    usual, count = _usual_words(text)
    return usual > 0 and usual >= _LEAST_USUAL * count


def _usual_words(text: str) -> tuple[int, int]:
    """How many words of a text are frequent ones, and how many there are."""
    words = _WORD.findall(text.lower())
    return sum(word in _USUAL for word in words), len(words)


def agrees(told: str, read: str) -> bool:
    """Whether what OCR read is what was told, by their longer words."""
    words = {word.lower() for word in _LONG_WORD.findall(read)}
    return bool(words) and len(
        words & {w.lower() for w in _LONG_WORD.findall(told)}
    ) >= _AGREED * len(words)
