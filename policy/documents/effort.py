"""
How much markup is read in one document with all its files: time, where bytes do not tell it.
"""

from __future__ import annotations

from policy.documents.interface import Budget, Unread, UnreadError
from policy.documents.xml_reader import MAX_MARKS

_MARKS = "marks"


def spend_effort(budget: Budget, marks: int) -> None:
    """
    Pay for `marks`, counted before they are read, in the unit of one XML tag (about 1 µs).

    Raises `UnreadError` (TOO_LARGE).
    """
    budget.spent[_MARKS] = budget.spent.get(_MARKS, 0) + marks
    if budget.spent[_MARKS] > MAX_MARKS:
        raise UnreadError(Unread.TOO_LARGE)
