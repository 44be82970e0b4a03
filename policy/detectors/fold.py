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
    "r": "г", "s": "ѕ", "t": "тτ", "u": "υ", "v": "ѵνѴ", "w": "ԝωш", "x": "хχ", "y": "уγ",
    "z": "ʐζз", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј",
    "K": "КΚ", "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ",
    "Y": "УΥ", "Z": "Ζ", "f": "ф", "D": "Δ", "L": "Λ", "R": "Я", "G": "Г",
}  # fmt: skip
_ELSEWHERE = {
    "a": "ꭺ", "c": "ⲥꮯ", "g": "ց", "h": "հ", "j": "յ", "n": "ո", "o": "օⲟ", "p": "ⲣ", "q": "զ",
    "s": "ꮪ", "u": "ս", "v": "ꮩ", "w": "ꮃ", "z": "ꮓ", "A": "ꓮᎪⲀ", "B": "ꓐᏴⲂ", "C": "ꓚᏟⲤ",
    "D": "ꓓᎠ", "E": "ꓰᎬⲈ", "F": "ꓝ", "G": "ꓖᏀ", "H": "ꓧᎻⲎ", "I": "ꓲⲒ", "J": "ꓙᎫ", "K": "ꓗᏦⲔ",
    "L": "ꓡᏞ", "M": "ꓟᎷⲘ", "N": "ꓠⲚ", "O": "ꓳⲞՕ", "P": "ꓑᏢⲢ", "R": "ꓣᎡ", "S": "ꓢᏚՏ", "T": "ꓔᎢⲦ",
    "U": "ꓴՍ", "V": "ꓦᏙ", "W": "ꓪᎳ", "X": "ꓫⲬ", "Y": "ꓬⲨ", "Z": "ꓜᏃⲌ",
}  # fmt: skip
"""Look-alikes of Armenian, Cherokee, Coptic and Lisu."""
_LATIN = {"ß": "s", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
_LATIN |= {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T", "ħ": "h", "ŋ": "n"}

_LOOKALIKES = {
    char: plain
    for table in (_CONFUSABLE, _ELSEWHERE)
    for plain, chars in table.items()
    for char in chars
}
_ORDINARY = {char: plain for plain, chars in _PUNCTUATION.items() for char in chars}
_DRESSED = {
    "a": "ᴀɑ", "b": "ʙ", "c": "ᴄ", "d": "ᴅ", "e": "ᴇ", "f": "ꜰ", "g": "ɢɡ", "h": "ʜ", "i": "ɪɩ",
    "j": "ᴊȷ", "k": "ᴋ", "l": "ʟ", "m": "ᴍ", "n": "ɴ", "o": "ᴏ", "p": "ᴘ", "q": "ꞯ", "r": "ʀ",
    "s": "ꜱ", "t": "ᴛ", "u": "ᴜ", "v": "ᴠʋ", "w": "ᴡ", "y": "ʏ", "z": "ᴢ",
}  # fmt: skip
_SQUARED = (range(0x1F130, 0x1F14A), range(0x1F150, 0x1F16A), range(0x1F170, 0x1F18A))
"""Letters in squares and discs, of which Unicode gives the letter for some only."""
_FLAGS = range(0x1F1E6, 0x1F200)
_BOXED = {
    chr(code): chr(ord("a") + code - letters.start)
    for letters in (*_SQUARED, _FLAGS)
    for code in letters
}
_LETTERS = {char: plain for plain, chars in _DRESSED.items() for char in chars} | _BOXED
"""Small capitals of phonetic script, letters in squares, halves of flags: all without case."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0131\u0530-\u058f\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff"
    "\uab70-\uabbf]"
)
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
    if char in _LETTERS:
        return _LETTERS[char]
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
    """`text` without exotic forms; accents, case and whole words in another script stay."""
    if text.isascii():
        return text
    text = _NOT_ASCII.sub(lambda found: found[0].translate(_TO_PLAIN), text)
    if not _OTHER_SCRIPT.search(text):
        return text
    return _WORD.sub(_unmixed, text)


def _unmixed(word: re.Match[str]) -> str:
    # One alphabet per word is how people write; a mixture is a disguise.
    if _OTHER_SCRIPT.search(word[0]) and _LATIN_LETTER.search(word[0]):
        return "".join(_LOOKALIKES.get(char, char) for char in word[0])
    return word[0]


def ascii_only(text: str) -> str:
    """`text` in ASCII, character by character."""
    if text.isascii():
        return text
    return _NOT_ASCII.sub(lambda found: found[0].translate(_TO_ASCII), text)
