"""
The elements of an ODF document: what begins and ends with each (OpenDocument 1.3, part 3, 5 to 10).
"""

from __future__ import annotations

from collections.abc import Callable

from policy.documents.hidden_styles import HiddenStyles
from policy.documents.interface import Part, Place, Unread, UnreadError
from policy.documents.odf_attributes import is_shipped_style
from policy.documents.odf_listener import Listener, Shared
from policy.documents.odf_tables import Tables, count_of
from policy.documents.xml_reader import Attributes

_MAX_SPACES = 100
_INHERITED = frozenset({Part.MASTER, Part.SPEAKER_NOTES, Part.HIDDEN, Part.COMMENT, Part.CHANGE})
"""Parts that count for more than that something stands in a frame."""
_CLASSES = {
    **dict.fromkeys(
        ("title", "subtitle", "outline", "text", "table", "chart", "object"), Part.BODY
    ),
    "header": Part.HEADER,
    **dict.fromkeys(("footer", "date-time", "page-number"), Part.FOOTER),
    "notes": Part.SPEAKER_NOTES,
}


class OdfStory(Listener):
    """Hears one part of a document. Raises `UnreadError` (ACTIVE) for links to other programs."""

    def __init__(
        self, shared: Shared, hidden: HiddenStyles, place: Place, loose: Part = Part.HIDDEN
    ) -> None:
        super().__init__(shared, place, loose)
        self._place = place
        self._hidden = hidden
        self.tables = Tables(shared.collector, self.flow, hidden, place)
        self._style = ""
        self._classed: list[bool] = []
        self._change = ""
        self._insertions: set[str] = set()
        self.pages = 0

    def open_element(self, name: str, attributes: Attributes) -> None:
        if (action := _STARTS.get(name)) is not None:
            action(self, attributes)

    def close_element(self, name: str) -> None:
        if (action := _ENDS.get(name)) is not None:
            action(self)

    def open_paragraph(self, attributes: Attributes) -> None:
        style = attributes.get("text:style-name", "")
        self.flow.open_paragraph(hidden=f"paragraph:{style}" in self._hidden)

    def open_span(self, attributes: Attributes) -> None:
        style = attributes.get("text:style-name", "")
        is_hidden = self.flow.is_hidden or f"text:{style}" in self._hidden
        self.flow.open_run(hidden=is_hidden)

    def open_spaces(self, attributes: Attributes) -> None:
        self.flow.write(" " * min(count_of(attributes, "text:c"), _MAX_SPACES))

    def open_section(self, attributes: Attributes) -> None:
        is_hidden = attributes.get("text:display", "true") == "none"
        self.flow.enter(Part.HIDDEN if is_hidden else None)

    def open_frame(self, attributes: Attributes) -> None:
        part = _CLASSES.get(attributes.get("presentation:class", ""))
        self._classed.append(part is not None)
        self.flow.enter(None if self.flow.part in _INHERITED else part)

    def close_frame(self) -> None:
        self._classed.pop()
        self.flow.leave()

    def open_box(self, attributes: Attributes) -> None:
        part = _CLASSES.get(attributes.get("presentation:class", ""), Part.TEXT_BOX)
        is_placed = self.flow.part in _INHERITED or (self._classed and self._classed[-1])
        self.flow.enter(None if is_placed else part)

    def open_page(self, attributes: Attributes) -> None:
        self.pages += 1
        style = attributes.get("draw:style-name", "")
        is_hidden = f"drawing-page:{style}" in self._hidden
        part = Part.HIDDEN if is_hidden else self._place.part
        self.flow.stand(Place(part=part, page=self.pages))

    def name_region(self, attributes: Attributes) -> None:
        self._change = attributes.get("text:id") or attributes.get("xml:id", "")

    def open_insertion(self, _: Attributes) -> None:
        self._insertions.add(self._change)

    def start_change(self, attributes: Attributes) -> None:
        if attributes.get("text:change-id") in self._insertions:
            self.flow.open_insertion()

    def end_change(self, attributes: Attributes) -> None:
        if attributes.get("text:change-id") in self._insertions:
            self.flow.close_insertion()

    def open_style(self, attributes: Attributes) -> None:
        family = attributes.get("style:family", "")
        self._style = f"{family}:{attributes.get('style:name', '')}"
        shown = attributes.get("style:display-name", "")
        if is_shipped_style(shown):
            attributes.pop("style:display-name", None)
        if parent := attributes.get("style:parent-style-name"):
            self._hidden.base(self._style, f"{family}:{parent}")

    def open_properties(self, attributes: Attributes) -> None:
        """Text that is not displayed, tables that are not, slides that are not visible."""
        shows = attributes.get("text:display", attributes.get("table:display"))
        if shows is not None:
            self._hidden.say(self._style, hides=shows in {"none", "false"})
        if attributes.get("presentation:visibility") == "hidden":
            self._hidden.say(self._style, hides=True)

    def refuse(self, _: Attributes) -> None:
        raise UnreadError(Unread.ACTIVE)


def _entering(part: Part) -> Callable[[OdfStory, Attributes], None]:
    return lambda story, _: story.flow.enter(part)


_BOXES = (
    *("draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse", "draw:circle"),
    *("draw:line", "draw:connector", "draw:polygon", "draw:polyline", "draw:path"),
    *("draw:regular-polygon", "draw:caption", "draw:measure"),
)
_ENTERED = {
    "text:note": Part.NOTE,
    "text:deletion": Part.CHANGE,
    "table:tracked-changes": Part.CHANGE,
    "table:content-validations": Part.FORM_FIELD,
    "presentation:notes": Part.SPEAKER_NOTES,
    "style:master-page": Part.MASTER,
    "style:handout-master": Part.MASTER,
    **{f"style:header{which}": Part.HEADER for which in ("", "-left", "-first")},
    **{f"style:footer{which}": Part.FOOTER for which in ("", "-left", "-first")},
}
_STARTS: dict[str, Callable[[OdfStory, Attributes], None]] = {
    **dict.fromkeys(("text:p", "text:h"), OdfStory.open_paragraph),
    "text:span": OdfStory.open_span,
    "text:s": OdfStory.open_spaces,
    "text:tab": lambda story, _: story.flow.write("\t"),
    "text:line-break": lambda story, _: story.flow.write("\n"),
    "text:ruby-text": lambda story, _: story.flow.write(" "),
    "text:section": OdfStory.open_section,
    **{name: _entering(part) for name, part in _ENTERED.items()},
    "office:annotation": lambda story, _: story.flow.enter(Part.COMMENT, at_cell=True),
    "draw:frame": OdfStory.open_frame,
    **dict.fromkeys(_BOXES, OdfStory.open_box),
    "draw:page": OdfStory.open_page,
    "text:changed-region": OdfStory.name_region,
    "text:insertion": OdfStory.open_insertion,
    "text:change-start": OdfStory.start_change,
    "text:change-end": OdfStory.end_change,
    "style:style": OdfStory.open_style,
    **dict.fromkeys(
        ("style:text-properties", "style:table-properties", "style:drawing-page-properties"),
        OdfStory.open_properties,
    ),
    "config:config-item": OdfStory.open_item,
    "math:math": OdfStory.open_formula,
    **dict.fromkeys(("office:dde-source", "text:dde-connection-decl"), OdfStory.refuse),
    "table:table": lambda story, told: story.tables.open(told, story.above),
    "table:table-column": lambda story, told: story.tables.add_column(told),
    "table:table-row": lambda story, told: story.tables.open_row(told),
    **dict.fromkeys(
        ("table:table-cell", "table:covered-table-cell"),
        lambda story, told: story.tables.open_cell(told),
    ),
}
_ENDS: dict[str, Callable[[OdfStory], None]] = {
    **dict.fromkeys(("text:p", "text:h"), lambda story: story.flow.close_paragraph()),
    "text:span": lambda story: story.flow.close_run(),
    **dict.fromkeys(
        (*_ENTERED, *_BOXES, "text:section", "office:annotation"), lambda story: story.flow.leave()
    ),
    "draw:frame": OdfStory.close_frame,
    "config:config-item": OdfStory.close_item,
    "math:math": OdfStory.close_formula,
    "table:table": lambda story: story.tables.close(),
    "table:table-row": lambda story: story.tables.close_row(),
    **dict.fromkeys(
        ("table:table-cell", "table:covered-table-cell"), lambda story: story.tables.close_cell()
    ),
}
