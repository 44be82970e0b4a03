"""
Elements of OOXML that begin or end something in the flow of text (ECMA-376 part 1, 17.3, 17.4 and
17.13; 20.1.2 and 21.1.2 for those of DrawingML; 19.3 for shapes on slides).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from policy.documents.flow import Flow
from policy.documents.interface import Part
from policy.documents.xml_reader import Attributes, whole

OFF = frozenset({"0", "false", "off"})
_MAX_COLUMNS = 16_384


class HasFlow(Protocol):
    flow: Flow


type Start = Callable[[HasFlow, Attributes], None]
type End = Callable[[HasFlow], None]


def count_of(value: str) -> int:
    """A number of columns, within reason."""
    return min(whole(value, 1), _MAX_COLUMNS)


STARTS: dict[str, Start] = {
    **dict.fromkeys(("w:p", "a:p"), lambda story, _: story.flow.open_paragraph()),
    "w:r": lambda story, _: story.flow.open_run(),
    **dict.fromkeys(("w:del", "w:moveFrom"), lambda story, _: story.flow.open_deletion()),
    **dict.fromkeys(("w:ins", "w:moveTo"), lambda story, _: story.flow.open_insertion()),
    **dict.fromkeys(
        ("w:txbxContent", "v:textbox"), lambda story, _: story.flow.enter(Part.TEXT_BOX)
    ),
    **dict.fromkeys(
        ("p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp"),
        lambda story, _: story.flow.enter(),
    ),
    **dict.fromkeys(("w:tbl", "a:tbl"), lambda story, _: story.flow.open_table()),
    **dict.fromkeys(("w:tr", "a:tr"), lambda story, _: story.flow.open_row()),
    "w:tc": lambda story, _: story.flow.open_cell(),
    "a:tc": lambda story, told: story.flow.open_cell(count_of(told.get("gridSpan", "1"))),
    "w:gridBefore": lambda story, told: story.flow.skip_columns(count_of(told.get("w:val", ""))),
    "w:gridSpan": lambda story, told: story.flow.span_cell(count_of(told.get("w:val", "1"))),
}
ENDS: dict[str, End] = {
    **dict.fromkeys(("w:p", "a:p"), lambda story: story.flow.close_paragraph()),
    "w:r": lambda story: story.flow.close_run(),
    **dict.fromkeys(("w:del", "w:moveFrom"), lambda story: story.flow.close_deletion()),
    **dict.fromkeys(("w:ins", "w:moveTo"), lambda story: story.flow.close_insertion()),
    **dict.fromkeys(
        ("w:txbxContent", "v:textbox", "p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp"),
        lambda story: story.flow.leave(),
    ),
    **dict.fromkeys(("w:tbl", "a:tbl"), lambda story: story.flow.close_table()),
    **dict.fromkeys(("w:tc", "a:tc"), lambda story: story.flow.close_cell()),
}
