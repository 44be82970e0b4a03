"""
The same thing told twice, for newer and for older programs: `mc:AlternateContent` (ECMA-376 part 3,
10.2). A text box of Word is a DrawingML shape in one branch and a VML shape in the other. Both are
read, because they may differ; what the second repeats is not told again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from policy.documents.collector import Collector
from policy.documents.flow import Flow
from policy.documents.interface import Part, Unread, UnreadError

_WHOLE = "mc:AlternateContent"
_MAX_NESTED = 16
BRANCHES = frozenset({_WHOLE, "mc:Choice", "mc:Fallback"})


@dataclass(slots=True)
class _Alternative:
    texts: set[str] = field(default_factory=set)
    """What the branches before said in pieces of their own."""
    inline: str = ""
    """What they added to the paragraph around them."""
    mark: int = 0
    runs: int = 0


class Alternatives:
    """Follows the branches of one part. Raises `UnreadError` (BROKEN) when they nest too deep."""

    def __init__(self, collector: Collector, flow: Flow) -> None:
        self._collector = collector
        self._flow = flow
        self._open: list[_Alternative] = []

    def start(self, name: str) -> None:
        if name == _WHOLE:
            self._open.append(_Alternative())
            if len(self._open) > _MAX_NESTED:
                raise UnreadError(Unread.BROKEN)
        elif self._open:
            self._open[-1].mark = len(self._collector.pieces)
            self._open[-1].runs = len(self._runs())

    def end(self, name: str) -> None:
        if name == _WHOLE:
            self._open.pop()
        elif self._open:
            self._leave_out_repeated(self._open[-1])

    def _leave_out_repeated(self, alternative: _Alternative) -> None:
        pieces = self._collector.pieces
        told = pieces[alternative.mark :]
        pieces[alternative.mark :] = [one for one in told if one.text not in alternative.texts]
        alternative.texts.update(one.text for one in told)
        runs = self._runs()
        inline = "".join(text for text, _ in runs[alternative.runs :])
        if alternative.inline and inline:
            del runs[alternative.runs :]
            if inline != alternative.inline:
                self._collector.add(inline, self._flow.place(Part.HIDDEN))
        alternative.inline = alternative.inline or inline

    def _runs(self) -> list[tuple[str, int]]:
        return self._flow.paragraphs[-1].runs if self._flow.paragraphs else []
