"""
One paragraph and its tracked changes and hidden runs: what it says now, what it said before.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy.documents.interface import Part

DELETED, INSERTED, HIDDEN = 1, 2, 4


class Paragraph:
    """Runs of text, each with marks; `hidden` when the style of the whole hides it."""

    __slots__ = ("_marks", "hidden", "runs")

    def __init__(self, *, hidden: bool = False) -> None:
        self.runs: list[tuple[str, int]] = []
        self.hidden = hidden
        self._marks = 0

    def add(self, text: str, marks: int) -> None:
        self.runs.append((text, marks))
        self._marks |= marks

    def texts(self) -> Iterator[tuple[Part | None, str]]:
        """
        What a person can read, with the part when it is not the paragraph's own place.

        Tracked changes: the text as it is now stands in its place; what was inserted, and the text
        as it was before a deletion, are changes. Hidden runs: the place shows the text without
        them, and the whole is told as hidden. So a value is found whole in at least one reading.
        """
        runs = self.runs
        if not self._marks:
            yield None, "".join([text for text, _ in runs])
            return
        shown = "".join(text for text, marks in runs if not marks & (DELETED | HIDDEN))
        inserted = "".join(text for text, marks in runs if marks & INSERTED and not marks & DELETED)
        if shown != inserted:
            yield None, shown
        if any(marks & HIDDEN and not marks & DELETED for _, marks in runs):
            yield Part.HIDDEN, "".join(text for text, marks in runs if not marks & DELETED)
        yield Part.CHANGE, inserted
        if self._marks & DELETED:
            before = (text for text, marks in runs if marks & DELETED or not marks & INSERTED)
            yield Part.CHANGE, "".join(before)
