"""
Words and accounts that are cut where one text ends and the next begins, and values that the text
before only announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from policy.detectors.validators import IBAN_LENGTHS, is_iban
from policy.finding import CONFIDENTIAL_KINDS, Kind
from policy.seam_look import CHECKED, Look, Rows
from policy.text_ends import Ends, Piece

_CHAIN = 4
"""Texts over which a word may be cut, which is then all that the inner ones say."""
_EDGE = re.compile(r"[\"'`<>(){}\[\],;]+")
_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_HARDLY = re.compile(r"@[^@.]+\.[A-Za-z]\Z")
_KEY = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_\-.:/=+]{20,400}")
_DIGIT = re.compile(r"[0-9]")
_SOON = 8
"""Characters before the next digit of an account: the four letters of a bank, and spaces."""
_MOST_LETTERS = 7
"""Two of the country, four of a bank (NL, GB), one more; what has more is words and numbers."""
_ACCOUNT = 48
"""Characters of the longest IBAN in groups of four, and some."""
_ANNOUNCES = re.compile(
    r".*(?:[:=]|->)|is|was|luidt|est|are"
    r"|.*(?:wachtwoord|paswoord|password|passe|pincode|code|nummer|number)",
    re.IGNORECASE,
)
"""What a text ends in that only says what is coming."""

_TOKENS = frozenset({Kind.EMAIL, Kind.API_KEY, Kind.CONNECTION_STRING})
_ANNOUNCED = frozenset(
    kind
    for kind in Kind
    if not kind.is_special
    and kind not in CONFIDENTIAL_KINDS
    and kind not in {Kind.PERSON, Kind.ADDRESS}
)
"""Exact values. Of stories and names a turn is judged by itself: what it is about, it says."""


def words(rows: Rows) -> Iterator[Look]:
    """Words and accounts that are cut where one text ends and the next begins."""
    first = next(i for i, (at, _) in enumerate(rows) if at >= 0)
    for begin in range(max(0, first - _CHAIN + 1), len(rows) - 1):
        chain = [rows[begin]]
        for row in rows[begin + 1 : begin + _CHAIN]:
            chain.append(row)
            if row[0] >= 0:
                yield from _token(chain)
                yield from _account(chain)
            if not row[1].is_whole:
                break


def _token(chain: Rows) -> Iterator[Look]:
    words = [_last_word(chain[0][1]), *(_first_word(ends) for _, ends in chain[1:])]
    text = "".join(words)
    if "@" not in text and not _KEY.fullmatch(text):
        return
    inner = zip(words[1:-1], chain[1:-1], strict=True)
    is_one = all(words) and all(word == ends.head.strip() for word, (_, ends) in inner)
    if is_one and ("@" not in text or _is_cut(words)):
        yield Look(text, tuple(_placed_words(chain, words)), _TOKENS)


def _is_cut(words: Sequence[str]) -> bool:
    """Whether neither the first nor the last of them is an address; what is one, may be public."""
    return bool(
        _MAIL.search("".join(words))
        and not (words[-1][0].isalnum() and _MAIL.search(words[-1]))
        and (_HARDLY.search(words[0]) or not _MAIL.search(words[0]))
    )


def _placed_words(chain: Rows, words: Sequence[str]) -> Iterator[tuple[int, Piece]]:
    for index, ((at, ends), word) in enumerate(zip(chain, words, strict=True)):
        start = len(ends.head) - len(ends.head.lstrip())
        if index == 0:
            start = ends.length - (len(ends.tail) - len(ends.tail.rstrip())) - len(word)
        yield at, Piece(start, start + len(word), word)


def _last_word(ends: Ends) -> str:
    words = ends.tail.rsplit(None, 1)
    return _EDGE.split(words[-1])[-1] if words else ""


def _first_word(ends: Ends) -> str:
    words = ends.head.split(None, 1)
    return _EDGE.split(words[0], maxsplit=1)[0] if words else ""


def _account(chain: Rows) -> Iterator[Look]:
    """An account that begins in the first text and ends in the last, also inside its country."""
    if not _DIGIT.search(chain[-1][1].head, 0, _SOON):
        return
    (at, first), inner, (_, last) = chain[0], chain[1:-1], chain[-1]
    chars = [*reversed([*takewhile(_is_account, _backward(at, first))])]
    own = len(chars)
    for number, ends in inner:
        said = [(number, place, char) for place, char in enumerate(ends.head)]
        if not all(map(_is_account, said)):
            return
        chars += said
    ahead = ((chain[-1][0], place, char) for place, char in enumerate(last.head[:_ACCOUNT]))
    chars += takewhile(_is_account, ahead)
    yield from _accounts_in(chars, own, len(chain))


type _Chars = list[tuple[int, int, str]]


def _backward(at: int, ends: Ends) -> Iterator[tuple[int, int, str]]:
    said = ends.tail[-_ACCOUNT:]
    for back, char in enumerate(reversed(said), 1):
        yield at, ends.length - back, char


def _is_account(char: tuple[int, int, str]) -> bool:
    return char[2].isascii() and (char[2].isalnum() or char[2] in " .-/\n")


def _accounts_in(chars: _Chars, own: int, texts: int) -> Iterator[Look]:
    letters = [at for at, (_, _, char) in enumerate(chars) if char.isalnum()]
    value = "".join([chars[at][2] for at in letters]).upper()
    mine = sum(at < own for at in letters)
    for start in range(mine):
        length = IBAN_LENGTHS.get(value[start : start + 2], 0)
        is_word = not start or letters[start] - letters[start - 1] > 1
        if is_word and start + length > mine and _is_account_number(value[start : start + length]):
            used = [chars[at] for at in letters[start : start + length]]
            pieces = tuple(_pieces_of(used))
            if len(pieces) == texts:
                yield Look(value[start : start + length], pieces, CHECKED)


def _is_account_number(value: str) -> bool:
    letters = sum(map(str.isalpha, value))
    return value[2:4].isdigit() and letters <= _MOST_LETTERS and is_iban(value)


def _pieces_of(used: _Chars) -> Iterator[tuple[int, Piece]]:
    for at in dict.fromkeys(at for at, _, _ in used):
        places = [place for other, place, _ in used if other == at]
        value = "".join(char for other, _, char in used if other == at)
        yield at, Piece(places[0], places[-1] + 1, value)


def announced(rows: Rows) -> Iterator[Look]:
    """Values that the text before only announces: `the password is`."""
    for (_, ends), (at, later) in pairwise(rows):
        if at < 0 or not _announces(ends):
            continue
        head = later.head if later.is_whole else later.head.rpartition(" ")[0]
        said = head.lstrip()
        start = len(head) - len(said)
        before = f"{ends.tail.strip()} "
        yield Look(before + said, ((at, Piece(start, len(head), said)),), _ANNOUNCED, len(before))


def _announces(ends: Ends) -> bool:
    words = ends.tail.rsplit(None, 1)
    return bool(words and _ANNOUNCES.fullmatch(words[-1]))
