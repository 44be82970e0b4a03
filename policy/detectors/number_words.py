"""
Numbers in words, in Dutch, French and English, also mixed with digits: `nul vier zeven vijf`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.detectors import confirmed, validators
from policy.detectors.families import Trigger
from policy.detectors.rewriting import Edit

_UNITS = (
    "nul zero oh nought naught", "een un une one ene", "twee deux two", "drie trois three",
    "vier quatre four", "vijf cinq five", "zes six", "zeven sept seven zeuven",
    "acht huit eight", "negen neuf nine",
)  # fmt: skip
_TEENS = {
    "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15,
    "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_DUTCH_TENS = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70,
    "tachtig": 80, "negentig": 90,
}  # fmt: skip
_OTHER_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90, "twenty": 20, "thirty": 30,
    "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_REPEATS = {"double": 2, "dubbel": 2, "dubbele": 2, "triple": 3, "driedubbele": 3, "tweemaal": 2,
            "driemaal": 3}  # fmt: skip
_UNIT_OF = {word: value for value, words in enumerate(_UNITS) for word in words.split()}
_VALUE = _UNIT_OF | _TEENS | _DUTCH_TENS | _OTHER_TENS
_HUNDRED = frozenset({"honderd", "cent", "cents", "hundred"})
_VINGT = frozenset({"vingt", "vingts"})
_TIMES = frozenset({"keer", "maal", "fois", "times"})
_AND = frozenset({"en", "et", "and"})
_PIECES = (*_VALUE, *_REPEATS, *_HUNDRED)


def _any_of(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_PIECE = _any_of(_PIECES)
_FILLER = (
    "punt|point|dot|streepje|streep|tiret|dash|slash|spatie|espace|space|komma|virgule|en|et|and"
    "|dan|puis|then|en dan|eh|euh|uh|uhm|keer|maal|fois|times|schuine streep|plus|barre"
)
_WORD = rf"(?:{_PIECE})(?:(?:en)?(?:{_PIECE})){{0,5}}"
_GAP = r"[^A-Za-z0-9]{1,6}"
_COMMON = frozenset({"een", "un", "une", "one", "ene", "dix", "ten", "elf", "cent", "cents"})
_TELLING = _any_of([word for word in _PIECES if word not in _COMMON])
_TWO = rf"(?:{_TELLING})(?:[ ,.\-/\n]|en)[ ]?(?:{_TELLING}|[0-9]{{2}})"
TRIGGER = Trigger(name="disguises.number-words", expression=_TWO, before=0, after=0, once=True)
_ADJACENT = re.compile(_TWO, re.IGNORECASE)
"""Two in a row or in one word, or one before digits: every number has it. Common words aside."""
_RUN = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_WORD}|[0-9]{{1,4}})"
    rf"(?:{_GAP}(?:(?:{_FILLER}){_GAP}){{0,2}}(?:{_WORD}|[0-9]{{1,4}})(?![A-Za-z0-9])){{2,40}}",
    re.IGNORECASE | re.ASCII,
)
_TOKEN = re.compile(rf"(?:{_PIECE}|{_any_of(tuple(_TIMES | _AND))})|[0-9]+|[a-z]+", re.ASCII)
_BE = re.compile(r"(?<![A-Za-z0-9])[Bb][ .-]?[Ee][ .:-]{0,3}$")


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int
    joined: bool
    """Whether nothing but a space or a hyphen stands before it: `vingt deux`, `vingt-deux`."""
    glued: bool
    """Whether nothing at all stands before it: `honderd` in `vierhonderd`."""

    @property
    def value(self) -> int:
        return _VALUE.get(self.word, -1)


@dataclass(frozen=True, slots=True)
class _Spoken:
    start: int
    end: int
    digits: str
    is_word: bool


def edits(folded: str, plain: str) -> Iterator[Edit]:
    """Numbers that somebody reads out, in digits, where check digits or a plan confirm them."""
    del plain
    for run in _RUN.finditer(folded):
        if _ADJACENT.search(run[0]):
            tokens = _tokens(run)
            found = list(_numbers(_read(tokens), folded))
            yield from found or _numbers(_read(tokens, hundreds=False), folded)


def _tokens(run: re.Match[str]) -> Sequence[_Token]:
    tokens: list[_Token] = []
    lowered, offset, end = run[0].lower(), run.start(), 0
    for found in _TOKEN.finditer(lowered):
        gap = lowered[end : found.start()]
        end = found.end()
        span = (offset + found.start(), offset + end)
        tokens.append(_Token(found[0], *span, gap in ("", " ", "-"), not gap))
    return tokens


def _read(tokens: Sequence[_Token], *, hundreds: bool = True) -> Sequence[_Spoken]:
    """
    What is said, number by number, each with its digits; without `hundreds`, `cinq cent dix` is
    five, and a hundred and ten.
    """
    spoken: list[_Spoken] = []
    at = 0
    while at < len(tokens):
        first = tokens[at]
        digits, until = _number(tokens, at, hundreds=hundreds)
        if digits:
            is_word = not first.word.isdigit()
            spoken.append(_Spoken(first.start, tokens[until - 1].end, digits, is_word))
        at = until
    return spoken


def _number(tokens: Sequence[_Token], at: int, *, hundreds: bool) -> tuple[str, int]:
    first = tokens[at]
    if first.word.isdigit():
        return first.word, at + 1
    if times := _REPEATS.get(first.word, 0):
        return _repeated(tokens, at + 1, times)
    if first.value > 0 and _is(tokens, at + 1, _TIMES):
        return _repeated(tokens, at + 2, first.value)
    value, until = _below_hundred(tokens, at)
    counted = 0 < value < 10 and _is(tokens, until, _HUNDRED)  # noqa: PLR2004 -- hundreds
    if first.word in _HUNDRED or (
        counted and (tokens[until].glued or _apart(tokens, until, hundreds=hundreds))
    ):
        value, until = _hundreds(tokens, at, max(value, 1), until)
    return ("" if value < 0 else str(value)), until


def _apart(tokens: Sequence[_Token], at: int, *, hundreds: bool) -> bool:
    """`vier honderd zestig`, but `vier honderdzestig` is four and a hundred and sixty."""
    return hundreds and not (at + 1 < len(tokens) and tokens[at + 1].glued)


def _repeated(tokens: Sequence[_Token], at: int, times: int) -> tuple[str, int]:
    if at < len(tokens) and (value := tokens[at].value) in range(10):
        return str(value) * min(times, 4), at + 1
    return "", at


def _is(tokens: Sequence[_Token], at: int, words: frozenset[str]) -> bool:
    return at < len(tokens) and tokens[at].joined and tokens[at].word in words


def _hundreds(tokens: Sequence[_Token], at: int, base: int, until: int) -> tuple[int, int]:
    until = at + 1 if tokens[at].word in _HUNDRED else until + 1
    rest = until + 1 if _is(tokens, until, _AND) else until
    if rest < len(tokens) and tokens[rest].joined:
        value, end = _below_hundred(tokens, rest)
        if value > 0:
            return 100 * base + value, end
    return 100 * base, until


def _below_hundred(tokens: Sequence[_Token], at: int) -> tuple[int, int]:
    first = tokens[at]
    value, until = first.value, at + 1
    if value in range(1, 10) and _is(tokens, until, _AND):
        tens = tokens[until + 1] if until + 1 < len(tokens) else first
        # vier en twintig
        return (value + tens.value, until + 2) if tens.word in _DUTCH_TENS else (value, until)
    if value == 4 and _is(tokens, until, _VINGT):  # noqa: PLR2004 -- quatre-vingts
        return _with_units(tokens, 80, until + 1)
    if first.word in _OTHER_TENS or first.word == "dix":
        return _with_units(tokens, value, until)
    return value, until


def _with_units(tokens: Sequence[_Token], value: int, until: int) -> tuple[int, int]:
    """What follows twenty, trente or quatre-vingts, if it belongs to it."""
    rest = until + 1 if _is(tokens, until, _AND) else until
    if rest >= len(tokens) or not tokens[rest].joined or _is(tokens, rest + 1, _HUNDRED):
        return value, until  # as in vingt, deux cent neuf
    more = 0 if tokens[rest].word in _DUTCH_TENS else tokens[rest].value
    if (value > 10 and 0 < more < 10) or _goes_on(value, more):  # noqa: PLR2004 -- one digit
        return _with_seventeen(tokens, value + more, rest + 1)
    return value, until


def _goes_on(value: int, more: int) -> bool:
    """Soixante-dix, quatre-vingt-treize, dix-sept."""
    return (value in (60, 80) and 10 <= more <= 16) or (value == 10 and 7 <= more <= 9)  # noqa: PLR2004


def _with_seventeen(tokens: Sequence[_Token], value: int, at: int) -> tuple[int, int]:
    """Soixante-dix-sept has a third part."""
    if value in (70, 90) and at < len(tokens) and tokens[at - 1].word == "dix":
        more = tokens[at].value if tokens[at].joined else -1
        if 7 <= more <= 9:  # noqa: PLR2004 -- dix-sept to dix-neuf
            return value + more, at + 1
    return value, at


def _numbers(spoken: Sequence[_Spoken], folded: str) -> Iterator[Edit]:
    at = 0
    while at < len(spoken):
        until, edit = _longest(spoken, at, folded)
        if edit is not None:
            yield edit
        at = until


def _longest(spoken: Sequence[_Spoken], at: int, folded: str) -> tuple[int, Edit | None]:
    best: tuple[int, Edit | None] = (at + 1, None)
    digits, in_words, in_digits, cuts = "", False, False, set[int]()
    start = spoken[at].start
    for index in range(at, min(len(spoken), at + confirmed.LONGEST)):
        cuts |= {len(digits)} - {0}
        digits += spoken[index].digits
        in_words = in_words or spoken[index].is_word
        in_digits = in_digits or not spoken[index].is_word
        if len(digits) > confirmed.LONGEST:
            break
        # Words are cut anywhere; figures beside a word may be a date or an amount.
        new = confirmed.writing(digits, cuts if in_digits else frozenset()) if in_words else None
        if new is not None:
            best = (index + 1, (start, spoken[index].end, new))
        if in_words and len(digits) == 14 and validators.is_iban(f"BE{digits}"):  # noqa: PLR2004 -- an account
            country = _BE.search(folded, max(0, start - 8), start)
            begin = country.start() if country else start
            best = (index + 1, (begin, spoken[index].end, f"BE{digits}"))
    return best
