"""
Words that OCR found, how sure it is of them, and what it takes for letters amid digits, put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

SURE = 60
"""Confidence from which a word counts as read. Text upside down comes out at 30 to 55."""
_SHORTEST = 3

_ACCOUNT = re.compile(r"\b(BE)([\dOoSsIlB]{2})([ .]?\d{4}[ .]?\d{4}[ .]?\d{4})\b")
_NATIONAL = re.compile(r"\b(\d\d)[.,](\d\d)[.,](\d\d)([-\u2013\u2014])(\d{3})[.,](\d\d)\b")
_DIGITS = re.compile(
    r"(?<=\d[ .])(?:[OoIl]\d|\d[Oo])(?=[ .]\d)|(?<=\d\d[ ./]\d\d[ ./])(?:[OoIl]\d|\d[Oo])\b"
)
_LOOKALIKES = str.maketrans("OoSsIlB", "0055118")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, where it stands, and how sure the reader is of it (0 to 100)."""

    text: str = field(repr=False)
    confidence: float
    line: tuple[int, ...]
    """Which line it stands on: band, block, paragraph, line."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom."""

    @property
    def letters(self) -> int:
        """How many letters and digits it has."""
        return sum(char.isalnum() for char in self.text)

    @property
    def is_sure(self) -> bool:
        """Whether it counts as read."""
        return self.confidence >= SURE and self.letters >= _SHORTEST

    def lies_on(self, other: Word) -> bool:
        """Whether its middle is in the box of the other word."""
        left, top, right, bottom = self.box
        x, y = (left + right) / 2, (top + bottom) / 2
        return other.box[0] <= x <= other.box[2] and other.box[1] <= y <= other.box[3]

    def below(self, rows: int) -> Word:
        """The same word in a sheet of which a band begins at row `rows`."""
        left, top, right, bottom = self.box
        return replace(self, line=(rows, *self.line), box=(left, top + rows, right, bottom + rows))

    def times(self, scale: float) -> Word:
        """The same word in a picture that is `scale` times larger."""
        left, top, right, bottom = (round(side * scale) for side in self.box)
        return replace(self, box=(left, top, right, bottom))

    def on_line(self, prefix: tuple[int, ...]) -> Word:
        """The same word on a line of its own kind."""
        return replace(self, line=(*prefix, *self.line))


def words_in(table: str) -> list[Word]:
    """The words in Tesseract's table with tabs (level 5 is a word)."""
    words = []
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():  # noqa: PLR2004
            left, top, width, height = map(int, cells[6:10])
            line = tuple(map(int, cells[2:5]))
            box = (left, top, left + width, top + height)
            words.append(Word(cells[11], float(cells[10]), line, box))
    return words


def how_good(words: Sequence[Word]) -> float:
    """The share of letters and digits that are in sure words, from 0 to 1."""
    letters = letters_in(words)
    return letters_read(words) / letters if letters else 0.0


def letters_in(words: Iterable[Word]) -> int:
    """How many letters and digits there are."""
    return sum(word.letters for word in words)


def letters_read(words: Iterable[Word]) -> int:
    """How many letters and digits are in sure words."""
    return sum(word.letters for word in words if word.is_sure)


def corrected(text: str) -> str:
    """Account and national numbers with the digits that were taken for letters or commas."""
    text = _ACCOUNT.sub(lambda m: m[1] + m[2].translate(_LOOKALIKES) + m[3], text)
    text = _DIGITS.sub(lambda m: m[0].translate(_LOOKALIKES), text)
    return _NATIONAL.sub(r"\1.\2.\3\4\5.\6", text)
