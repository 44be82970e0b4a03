"""
How an unknown word may be an ordinary one: made of two that are known, bent, or mistyped.

A dictionary never holds all compounds of Dutch. What is none of them and stands in no list is a
name oftener than not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policy.detectors.context import word_set

COMPOUND: Final = "compound"
MISTYPED: Final = "mistyped"
NEITHER: Final = ""

_LINKS = ("", "s", "e", "n", "en", "-")
_BEGINNINGS = (
    *("ge", "be", "ver", "ont", "her", "on", "aan", "af", "bij", "door", "in", "mee", "na", "om"),
    *("op", "over", "toe", "uit", "voor", "re", "anti", "pre", "co", "bio", "eco", "auto", "tele"),
)
_ENDINGS = (
    *("tjes", "heid", "lijk", "lijke", "baar", "loos", "ende", "ings", "ingen", "ing", "tje"),
    *(
        "jes",
        "ste",
        "end",
        "den",
        "ten",
        "ers",
        "kes",
        "je",
        "ke",
        "de",
        "te",
        "en",
        "er",
        "st",
        "e",
        "s",
        "n",
    ),
    *("t", "d", "ees", "ment", "ements", "ness", "less", "ing", "ed", "ly", "nr", "nrs"),
)
_SHORT = word_set(
    "aan bad bal bed bek bij bod bon box bus cel dag dak dal dam das dek eis erf gas gat geld"
    " gft god hek hof hok hal jas kat kas ijs kar kom kop lak lat les lid lip lof log lot mat"
    " mee mes mis mol mos mug nek net oog oor oud pak pan pas pen pet pil pin pit pop pot pub"
    " rad ram rat reu rij rok rug ski spa tak tas tax tel top tuk uit uur van vak vat vee vet"
    " vis vlo voet web weg wet wad wal wol zak zee zit zon zus uur gym gsm app bio wmo eco een"
    " twee zes"
)
"""Words of three letters that Dutch makes longer ones of: all others would fit anywhere."""
_LEAST = 4
_DEPTH = 2
"""Three words at most make one."""
_LONGEST = 28
_MIN_MISTYPED = 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def make_of(word: str, is_word: Callable[[str], bool], is_usual: Callable[[str], bool]) -> str:
    """What `word` (lower-case ASCII) is made as; time grows with its length, up to a limit."""
    if not word.isascii() or len(word) > _LONGEST:
        return NEITHER
    if _is_bent(word, is_word) or _is_compound(word, is_word, _DEPTH):
        return COMPOUND
    return MISTYPED if _is_mistyped(word, is_usual) else NEITHER


def _is_compound(word: str, is_word: Callable[[str], bool], depth: int) -> bool:
    for at in range(3, len(word) - 2):
        if not _is_part(word[:at], is_word):
            continue
        for link in _LINKS:
            if not word.startswith(link, at):
                continue
            rest = word[at + len(link) :]
            if _is_part(rest, is_word) or (depth > 1 and _is_compound(rest, is_word, depth - 1)):
                return True
    return False


def _is_part(part: str, is_word: Callable[[str], bool]) -> bool:
    return part in _SHORT or (len(part) >= _LEAST and is_word(part))


def _is_bent(word: str, is_word: Callable[[str], bool]) -> bool:
    """`herindelingen`, `gegroet`: a known word with a beginning or an ending of the language."""
    stems = {word, *(word.removeprefix(each) for each in _BEGINNINGS if word.startswith(each))}
    for stem in stems:
        for ending in ("", *_ENDINGS):
            bare = stem.removesuffix(ending)
            if len(bare) >= _LEAST and (bare != word and stem.endswith(ending)) and is_word(bare):
                return True
    return False


def _is_mistyped(word: str, is_usual: Callable[[str], bool]) -> bool:
    """Whether one letter too many, too few, changed or exchanged makes a very usual word of it."""
    size = len(word)
    if size < _MIN_MISTYPED:
        return False
    for at in range(1, size):
        begin, rest = word[:at], word[at:]
        long = size > _MIN_MISTYPED
        if (long and is_usual(begin + rest[1:])) or is_usual(
            begin + rest[1:2] + rest[:1] + rest[2:]
        ):
            return True
        after = rest[1:]
        for letter in _LETTERS:
            if is_usual(begin + letter + rest) or (long and is_usual(begin + letter + after)):
                return True
    return any(is_usual(word + letter) for letter in _LETTERS)
