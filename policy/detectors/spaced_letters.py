"""
Words with something between all their letters: `J o r i s`, `P.e.e.t.e.r.s`, `(J)an`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.families import Trigger
from policy.detectors.rewriting import Edit

_MARK = r"[.\-_,|/*~+^=:;'`#&!\x1a]"
_START = r"(?:^|[^a-z0-9])"
_ONE = "[a-z0-9@]"
TRIGGER = Trigger(
    name="disguises.spaced-letters",
    expression=(
        rf"{_START}{_ONE} {_ONE} {_ONE}|{_ONE}  {_ONE}  {_ONE}|{_ONE}   {_ONE}   {_ONE}"
        rf"|\t{_ONE}\t{_ONE}\t{_ONE}|\n[a-z]\r?\n[a-z]\r?\n[a-z]\r?\n"
        rf"|{_START}[a-z0-9] ?{_MARK}{{1,3}} ?[a-z0-9] ?{_MARK}"
        r"|[(\[{<][a-z]{1,3}[)\]}>][a-z(\[{<]"
    ),
    before=0,
    after=0,
    once=True,
)
_WIDTHS = (r"[ ]", r"[ ]{2}", r"[ ]{3}", r"\t")
_SPACED = re.compile(
    "|".join(
        rf"(?<![A-Za-z0-9])\S(?:{gap}(?:[ ]{{1,4}})?\S(?![A-Za-z0-9])){{2,}}" for gap in _WIDTHS
    )
)
_UPRIGHT = re.compile(r"(?<=\n)[A-Za-z](?:\r?\n[A-Za-z](?![^\r\n])){2,}(?=\r?\n)")
_LETTER = "[A-Za-z0-9]"
_MARKED = re.compile(
    rf"(?<!{_LETTER}){_LETTER}(?P<s> ?{_MARK}{{1,3}} ?){_LETTER}(?:(?P=s){_LETTER})+"
    rf"(?: {{1,3}}{_LETTER}(?:(?P=s){_LETTER})+)*(?!{_LETTER})"
)
_GAP = re.compile(r"\s+")
_BRACKETED = re.compile(r"[(\[{<][A-Za-z]{1,3}[)\]}>](?=[A-Za-z(\[{<])")
_SHORT_NAME = re.compile(r"[A-Z][a-z]{2}")
_THREE = re.compile(r"[A-Za-z0-9@]{3}")
_ENOUGH = 4
"""Letters from which a run is a word; three only if they look like a first name."""


def marked(folded: str, plain: str) -> Iterator[Edit]:
    """Takes out marks that stand between all letters, and brackets round some."""
    del plain
    for run in _MARKED.finditer(folded):
        mark = run["s"]
        if _is_word(run[0].replace(mark, "")):
            for found in re.finditer(re.escape(mark), run[0]):
                wide = _new_word(run[0], *found.span())
                yield run.start() + found.start(), run.start() + found.end(), " " * wide


def bracketed(folded: str, plain: str) -> Iterator[Edit]:
    """Takes brackets off the first letters of a word."""
    del plain
    for found in _BRACKETED.finditer(folded):
        yield found.start(), found.start() + 1, ""
        yield found.end() - 1, found.end(), ""


def spaced(folded: str, plain: str) -> Iterator[Edit]:
    """Takes out the spaces between the letters, but not those between the words."""
    del plain
    for run in _SPACED.finditer(folded):
        gaps = list(_GAP.finditer(run[0]))
        if not _is_word(_GAP.sub("", run[0])):
            continue
        inner = min(len(gap[0]) for gap in gaps)
        for gap in gaps:
            wide = len(gap[0]) > inner or _new_word(run[0], *gap.span())
            yield run.start() + gap.start(), run.start() + gap.end(), " " * wide


def upright(folded: str, plain: str) -> Iterator[Edit]:
    """Words with every letter on a line of its own."""
    del plain
    for run in _UPRIGHT.finditer(folded):
        for gap in _GAP.finditer(run[0]):
            yield run.start() + gap.start(), run.start() + gap.end(), ""


def _is_word(bare: str) -> bool:
    if bare.isdigit() or not _THREE.search(bare):  # digits alone: see `number_runs`
        return False
    letters = "".join(filter(str.isalnum, bare))
    if 2 * len(letters) < len(bare):
        return False
    return len(letters) >= _ENOUGH or _SHORT_NAME.fullmatch(letters) is not None


def _new_word(run: str, start: int, end: int) -> bool:
    """Where all gaps are alike, a capital opens the next word."""
    return run[start - 1 : start].islower() and run[end : end + 1].isupper()
