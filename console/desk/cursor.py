"""
Paging that stays quick on page a thousand, and neither skips nor repeats a row when others arrive.

A page begins after a row, not after a number of rows. The address names that row by its id: the
fields that it is sorted by, the moment of an event among them, stay here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

_CURSOR: Final = re.compile(r"([np])(\d{1,18})")
_NEXT, _PREVIOUS = "n", "p"


@dataclass(frozen=True, slots=True)
class Page[Row: Model]:
    """Some rows, and the addresses of the pages around them ("" where there is none)."""

    rows: Sequence[Row]
    next: str
    previous: str
    is_lost: bool = False
    """Whether the row that the cursor named is no longer there; then this is the first page."""


def paged[Row: Model](
    rows: QuerySet[Row], keys: Sequence[str], cursor: str, size: int
) -> Page[Row]:
    """
    The page of `rows` that `cursor` names, in the order of `keys` (as for `order_by`; the last
    one unique). An unknown cursor is the first page.
    """
    found = _CURSOR.fullmatch(cursor)
    direction, pk = (found[1], int(found[2])) if found else (_NEXT, 0)
    mark = QuerySet(rows.model).filter(pk=pk).values(*_names(keys)).first() if pk else None
    if mark is None:
        direction = _NEXT
    order = [_turned(key) for key in keys] if direction == _PREVIOUS else list(keys)
    after = rows.filter(_after(order, mark)) if mark else rows
    kept = list(after.order_by(*order)[: size + 1])
    more, kept = len(kept) > size, kept[:size]
    if direction == _PREVIOUS:
        kept.reverse()
        return _page(kept, has_next=mark is not None, has_previous=more)
    made = _page(kept, has_next=more, has_previous=mark is not None)
    return replace(made, is_lost=found is not None and mark is None)


def _page[Row: Model](rows: Sequence[Row], *, has_next: bool, has_previous: bool) -> Page[Row]:
    return Page(
        rows,
        next=f"{_NEXT}{rows[-1].pk}" if rows and has_next else "",
        previous=f"{_PREVIOUS}{rows[0].pk}" if rows and has_previous else "",
    )


def _after(order: Sequence[str], mark: dict[str, Any]) -> Q:
    """Rows that come after `mark`. The first bound is said apart, for the index to begin there."""
    first = order[0]
    bound = Q(**{f"{_name(first)}__{_further(first)}e": mark[_name(first)]})
    beyond = Q()
    same = Q()
    for key in order:
        beyond |= same & Q(**{f"{_name(key)}__{_further(key)}": mark[_name(key)]})
        same &= Q(**{_name(key): mark[_name(key)]})
    return bound & beyond


def _further(key: str) -> str:
    return "lt" if key.startswith("-") else "gt"


def _turned(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def _name(key: str) -> str:
    return key.removeprefix("-")


def _names(keys: Sequence[str]) -> list[str]:
    return [_name(key) for key in keys]
