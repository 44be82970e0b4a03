"""
Codes inside the texts of a sheet: headers and footers, and what formulas say in words.
"""

from __future__ import annotations

import re

_SECTION = frozenset("LCR")
_CODE = re.compile(
    r'&(?:(?P<amp>&)|"[^"]*"|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|(?P<size>\d+)|(?P<letter>[A-Za-z]))'
)
_LARGEST_SIZE = 3
_LONGEST_FORMULA = 8_192
"""Excel takes no longer ones; a longer one is all words."""
_QUICK = re.compile(r"[\"']|\d{6}")
_LITERAL = re.compile(r'"((?:[^"]|"")+)"|(?<![\w$.])(\d{6,})(?![\w.])|(\'[^\']*\')')


def without_codes(text: str) -> str:
    """A header or footer without its fonts, sizes and fields (ECMA-376 part 1, 18.3.1.46)."""
    return _CODE.sub(_shown, text).strip()


def says_something(formula: str) -> bool:
    """Whether there may be words in a formula: a quick look, which most formulas need only."""
    return _QUICK.search(formula) is not None


def words_in_formula(formula: str) -> tuple[str, ...]:
    """The texts, long numbers and paths of files that stand in a formula."""
    if len(formula) > _LONGEST_FORMULA:
        return (formula,)
    if not says_something(formula):
        return ()
    return tuple(
        (text or number or path).replace('""', '"')
        for text, number, path in _LITERAL.findall(formula)
        if text or number or "/" in path or "\\" in path
        if any(map(str.isalnum, text or number or path))
    )


def _shown(code: re.Match[str]) -> str:
    if code["amp"]:
        return "&"
    if code["size"]:
        # Longer than a size: somebody's number, which a program might show.
        return code["size"] if len(code["size"]) > _LARGEST_SIZE else ""
    return "\n" if code["letter"] in _SECTION else ""
