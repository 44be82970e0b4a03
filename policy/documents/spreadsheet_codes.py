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
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CHARACTER = re.compile(r"_x[0-9A-Fa-f]{4}_|.", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"]|"")+)"|(?<![\w$.])(\d{6,})(?![\w.])|(\'[^\']*\')')


def shown_string(text: str) -> str:
    """
    A text of a workbook without its escapes: `_x000D_` for what XML does not hold as it is, and
    `_x005F_` for a `_` that begins none (ECMA-376 part 1, 22.9.2.19). Each becomes one character.
    """
    return _ESCAPED.sub(_unescaped, text) if "_x" in text else text


def characters_of(text: str) -> list[str]:
    """The characters of such a text, each as it is written."""
    return _CHARACTER.findall(text)


def without_codes(text: str) -> str:
    """A header or footer without its fonts, sizes and fields (ECMA-376 part 1, 18.3.1.46)."""
    return _CODE.sub(_shown, shown_string(text)).strip()


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


def _unescaped(escape: re.Match[str]) -> str:
    # Half of a pair of surrogates is no character; programs write whole ones as they are.
    return chr(int(escape[1], 16)).encode("utf-8", "replace").decode()


def _shown(code: re.Match[str]) -> str:
    if code["amp"]:
        return "&"
    if code["size"]:
        # Longer than a size: somebody's number, which a program might show.
        return code["size"] if len(code["size"]) > _LARGEST_SIZE else ""
    return "\n" if code["letter"] in _SECTION else ""
