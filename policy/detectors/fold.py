"""
Every character to one ordinary character: same length, so that positions stay what they are.

The prefilter and the patterns read ASCII. Folding keeps them from missing `à usage interne`,
full-width digits, or a Latin word with Cyrillic letters in it.
"""

# ruff: noqa: RUF001 -- look-alikes are what this table is about

from __future__ import annotations

import re
import unicodedata

OTHER = "\x1a"
"""Stands for a character without any ASCII counterpart. It belongs to no word."""

_PUNCTUATION = {
    "'": "‘’‚‛′ʼʹ´`＇",
    '"': "“”„‟″«»",
    "-": "‐‑‒–—―−﹘﹣－⁃",
    ".": "…․·。．｡",
    ",": "，、‚",
    "/": "⁄∕／",
    ":": "：∶ː",
    "@": "＠﹫",
    "^": "°º˚",
    "*": "×•∙●",
    "|": "│┃",
    " ": "\u2800",
}
_CONFUSABLE = {
    "a": "аα", "b": "ЬƄ", "c": "сϲ", "d": "ԁ", "e": "еєε", "g": "ɡ", "h": "һ", "i": "іιı",
    "j": "јϳ", "k": "κк", "l": "ӏ", "m": "м", "n": "пη", "o": "оοσ", "p": "рρ", "q": "ԛ",
    "r": "г", "s": "ѕ", "t": "тτ", "u": "υ", "v": "ѵν", "w": "ԝωш", "x": "хχ", "y": "уγ",
    "z": "ʐζз", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј",
    "K": "КΚ", "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ",
    "Y": "УΥ", "Z": "Ζ", "f": "ф", "D": "Δ", "L": "Λ", "R": "Я", "G": "Г",
}  # fmt: skip
_LATIN = {"ß": "s", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
_LATIN |= {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T", "ħ": "h", "ŋ": "n"}

_LOOKALIKES = {char: plain for plain, chars in _CONFUSABLE.items() for char in chars}
_ORDINARY = {char: plain for plain, chars in _PUNCTUATION.items() for char in chars}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u03ff\u0400-\u052f\u0131]")
_WORD = re.compile(r"[^\W_]+")
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")


class _Plain(dict[int, str]):
    """Compatibility forms and exotic digits and spaces to the ordinary character."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _plain(chr(code))
        return found


class _Ascii(dict[int, str]):
    """What is left to ASCII."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _ascii(chr(code))
        return found


def _plain(char: str) -> str:
    if unicodedata.category(char) == "Zs":
        return " "
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    compatible = unicodedata.normalize("NFKC", char)
    if len(compatible) == 1:
        return compatible
    # A circled or bracketed letter or digit such as ⒜ says one thing with more characters.
    ordinary = [part for part in compatible if part.isalnum()]
    return ordinary[0] if len(ordinary) == 1 else char


def _ascii(char: str) -> str:
    for table in (_ORDINARY, _LOOKALIKES, _LATIN):
        if char in table:
            return table[char]
    if char in "\u0085\u2028\u2029":
        return "\n"
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isascii() else OTHER


_TO_PLAIN = _Plain()
_TO_ASCII = _Ascii()


def plain(text: str) -> str:
    """`text` without exotic forms; accents, case and whole Greek or Cyrillic words stay."""
    if text.isascii():
        return text
    text = _NOT_ASCII.sub(lambda found: found[0].translate(_TO_PLAIN), text)
    if not _GREEK_OR_CYRILLIC.search(text):
        return text
    return _WORD.sub(_unmixed, text)


def _unmixed(word: re.Match[str]) -> str:
    # One alphabet per word is how people write; a mixture is a disguise.
    if _GREEK_OR_CYRILLIC.search(word[0]) and _LATIN_LETTER.search(word[0]):
        return "".join(_LOOKALIKES.get(char, char) for char in word[0])
    return word[0]


def ascii_only(text: str) -> str:
    """`text` in ASCII, character by character."""
    if text.isascii():
        return text
    return _NOT_ASCII.sub(lambda found: found[0].translate(_TO_ASCII), text)
