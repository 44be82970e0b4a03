"""
Numbers whose digits lie scattered: over cells, lines and quoted pieces, or written as letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policy.detectors import confirmed, validators
from policy.detectors.families import Trigger
from policy.detectors.rewriting import Edit

_LETTERS = "OoQDlIiSsBZz"
_READ = str.maketrans(_LETTERS, "000011155822")
TRIGGERS = (
    Trigger(
        name="disguises.number-runs",
        digit=True,
        expression=(
            r"[0-9A-Z][ .,\-/_()]{0,3}[^A-Za-z0-9 .,\-/_()][^A-Za-z0-9]{0,9}"
            rf"[0-9{_LETTERS}]|[0-9], {{0,2}}[0-9]{{1,7}}, {{0,2}}[0-9]|[0-9]{{6}},[0-9]{{5}}"
            r"|[0-9][ .,\-/_()]{4}|[0-9]\)[ .\-/_]?\([0-9]"
        ),
        caseless=False,
        before=0,
        after=0,
        once=True,
    ),
    Trigger(
        name="disguises.letters-in-runs",
        digit=True,
        expression=(
            rf"[0-9][ ./\-]?[{_LETTERS}][ ./\-]?[0-9{_LETTERS}]"
            rf"|(?:^|[^A-Za-z0-9])[{_LETTERS}]{{1,2}}[./\-]?[0-9]"
            rf"|[0-9][{_LETTERS}]{{1,2}}(?:$|[^A-Za-z0-9])"
        ),
        caseless=False,
        before=0,
        after=0,
        once=True,
    ),
)
_RUN = re.compile(
    rf"(?<![A-Za-z0-9])[0-9{_LETTERS}]{{1,17}}"
    rf"(?:[^A-Za-z0-9]{{1,10}}[0-9{_LETTERS}]{{1,17}})*(?![A-Za-z0-9])"
)
_GROUP = re.compile(rf"[0-9{_LETTERS}]+")
_ORDINARY = re.compile(r"(?!\)[ .\-/_]?\()[ .,\-/_()]{1,3}")
_COMMA = re.compile(r", {0,2}")
_IBAN = re.compile(
    rf"(?<![A-Za-z0-9])(?=[A-Za-z][^A-Za-z0-9]{{0,6}}[A-Za-z][^A-Za-z0-9]{{0,6}}"
    rf"[0-9{_LETTERS}][^A-Za-z0-9]{{0,6}}[0-9{_LETTERS}])"
)
_REAL = 0.5
"""Share of true digits without which a run of such letters is a word."""
_BREAKS = 2
"""Ends of lines in one number."""
_FEWEST, _MOST = 8, 34
"""Digits of the shortest and the longest number that somebody writes one by one."""


class _Group(NamedTuple):
    start: int
    end: int
    digits: str
    real: int
    """How many of them are written as digits."""
    gap: str
    """What stands before it."""
    plus: bool
    listed: bool
    """Whether it stands between commas, which one comma does to every decimal."""

    @property
    def single(self) -> bool:
        return len(self.digits) == 1

    @property
    def odd(self) -> bool:
        """Whether a number is not ordinarily cut like this."""
        return self.listed or (bool(self.gap) and _ORDINARY.fullmatch(self.gap) is None)

    @property
    def broken(self) -> bool:
        """Whether only the end of a line stands before it."""
        return "\n" in self.gap and self.gap.strip(" \t\r\n>-.") == ""


def edits(folded: str, plain: str) -> Iterator[Edit]:
    """Scattered numbers, written as people write them."""
    del plain
    found = [*_accounts(folded)]
    for run in _RUN.finditer(folded):
        found.extend(_numbers(_groups(folded, run)))
    end = 0
    for edit in sorted(found):
        if edit[0] >= end:
            yield edit
            end = edit[1]


def _groups(folded: str, run: re.Match[str]) -> Sequence[_Group]:
    groups: list[_Group] = []
    end = run.start()
    for found in _GROUP.finditer(folded, *run.span()):
        start, gap = found.start(), folded[end : found.start()]
        end = found.end()
        real = sum(map(str.isdigit, found[0]))
        plus = folded[start - 1 : start] == "+"
        listed = _is_listed(groups, gap, end - start)
        groups.append(_Group(start, end, found[0].translate(_READ), real, gap, plus, listed))
    return groups


def _is_listed(groups: Sequence[_Group], gap: str, size: int) -> bool:
    if not groups or _COMMA.fullmatch(gap) is None:
        return False
    last = groups[-1]
    second = _COMMA.fullmatch(last.gap) is not None and len(last.digits) <= 7  # noqa: PLR2004 -- as in the trigger
    return second or (gap == "," and (len(last.digits), size) == (6, 5))


def _numbers(groups: Sequence[_Group]) -> Iterator[Edit]:
    at = 0
    for start, end in _one_by_one(groups):
        yield from _grouped(groups[at:start])
        digits = "".join(group.digits for group in groups[start:end])
        new = confirmed.writing(digits, frozenset()) or digits
        yield groups[start].start, groups[end - 1].end, new
        at = end
    yield from _grouped(groups[at:])


def _one_by_one(groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """Stretches of single digits with the same between them, as long as a number can be."""
    at = 0
    while at < len(groups):
        end = at + 1
        while end < len(groups) and groups[end].gap == groups[at + 1].gap and groups[end].single:
            end += 1
        if groups[at].single and _FEWEST <= end - at <= _MOST:
            real = sum(group.real for group in groups[at:end])
            if real >= _REAL * (end - at):
                yield at, end
        at = end


def _grouped(groups: Sequence[_Group]) -> Iterator[Edit]:
    if not any(group.odd or group.real < len(group.digits) for group in groups):
        return
    at = 0
    while at < len(groups):
        until, new = _longest(groups, at)
        if new is not None:
            yield groups[at].start, groups[until - 1].end, new
        at = until


def _longest(groups: Sequence[_Group], at: int) -> tuple[int, str | None]:
    """Where the longest number that starts with this group ends, and how it is written."""
    best: tuple[int, str | None] = (at + 1, None)
    digits, real, odd, cuts, breaks = "", 0, False, set[int](), 0
    for index in range(at, len(groups)):
        group = groups[index]
        if index > at:
            if group.gap.count("\n") > 1:
                break  # another paragraph
            odd = odd or group.odd
            breaks += group.broken
            if not group.broken:
                cuts.add(len(digits))
        digits += group.digits
        real += group.real
        if len(digits) > confirmed.LONGEST or {1, 2} <= cuts or breaks > _BREAKS:
            break
        odd = odd or group.real < len(group.digits)
        if odd and len(digits) in confirmed.LENGTHS and real >= _REAL * len(digits):
            new = confirmed.writing(digits, cuts, plus=groups[at].plus)
            if new is not None:
                best = (index + 1, new)
    return best


def _accounts(folded: str) -> Iterator[Edit]:
    for found in _IBAN.finditer(folded):
        walked = _walked(folded, found.start())
        if walked is not None:
            end, compact, odd = walked
            if odd and validators.is_iban(compact):
                groups = re.findall(".{1,4}", compact)
                yield found.start(), end, " ".join(groups)


def _walked(folded: str, start: int) -> tuple[int, str, bool] | None:
    """End and characters of the account number that could start here, and if its look is odd."""
    length, taken, gap, odd = 0, "", "", False
    for at in range(start, min(len(folded), start + 300)):
        char = folded[at]
        if not (char.isascii() and char.isalnum()):
            gap += char
            if len(gap) > 10:  # noqa: PLR2004 -- as between the groups of `_RUN`
                return None
            continue
        odd = odd or (bool(gap) and re.fullmatch(r"[ .\-/_\t]{1,3}", gap) is None)
        gap = ""
        taken += char.upper()
        if len(taken) == 2 and not (length := validators.IBAN_LENGTHS.get(taken, 0)):  # noqa: PLR2004
            return None
        if taken and len(taken) == length:
            real = sum(map(str.isdigit, taken))
            if folded[at + 1 : at + 2].isalnum() or real < _REAL * length:
                return None
            read = _read_account(taken)
            return at + 1, read, odd or read != taken
    return None


def _read_account(taken: str) -> str:
    """Letters as digits where the country has none but digits, and in the check digits."""
    upper = str.maketrans("OQDLISBZ", "00011582")
    if taken[:2] in ("NL", "GB", "IE"):
        return taken[:2] + taken[2:4].translate(upper) + taken[4:8] + taken[8:].translate(upper)
    digits_only = taken[:2] + taken[2:].translate(upper)
    return digits_only if digits_only[2:].isdigit() else taken
