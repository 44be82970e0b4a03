"""
The text of a part of WordprocessingML, DrawingML, PresentationML or VML, in reading order.

A "story" is the format's own word for a stretch of text with one flow (ECMA-376 part 1, 17.2 and
17.10): the body, a header, a note, the text of a slide. What is in none of the elements that hold
text and is text nevertheless comes out too, as hidden: nothing in a part is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container

from policy.documents.attribute_reader import AttributeReader
from policy.documents.collector import Collector
from policy.documents.flow import Flow
from policy.documents.interface import Part, Place, Unread, UnreadError
from policy.documents.ooxml_alternatives import BRANCHES, Alternatives
from policy.documents.ooxml_flow import ENDS, OFF, STARTS
from policy.documents.spreadsheet_codes import shown_string, without_codes
from policy.documents.spreadsheet_numbers import plain_number
from policy.documents.xml_reader import Attributes

_TEXT = frozenset({"w:t", "w:delText", "a:t", "m:t"})
_INSTRUCTION = frozenset({"w:instrText", "w:delInstrText"})
_IN_RUN = {
    **dict.fromkeys(("w:tab", "w:ptab", "a:tab"), "\t"),
    **dict.fromkeys(("w:br", "w:cr", "a:br"), "\n"),
    "w:noBreakHyphen": "-",
    # A word and how it is pronounced are two.
    **dict.fromkeys(("w:rubyBase", "w:rt"), " "),
}
_RUNS = frozenset({"w:r", "a:p", "w:ruby"})
_GATHERED = frozenset(
    (
        *("c:strCache", "c:numCache", "c:strLit", "c:numLit", "c:lvl", "cx:lvl"),
        *("c15:dlblRangeCache", "c15:dlblFieldTableCache"),
    )
)
"""Elements whose small texts are one: the labels along an axis."""
_PLACEHOLDERS = {
    "hdr": Part.HEADER,
    **dict.fromkeys(("ftr", "dt", "sldNum"), Part.FOOTER),
}
_MEASURED = ("wp:", "wp14:", "xdr:", "x:", "cdr:", "c:formatCode", "p14:", "p:attr")
_MEASURE = re.compile(r"\s*(?:\{?[-+.\dA-Fa-f]*\}?|(?:-?\d+,\s*)+-?\d+|[A-Za-z_.\d]{1,24})\s*")
"""A position or a switch: the text of the elements above, when it looks like it."""
_FORMULAS = (
    "s:formula",
    "s:definedName",
    "s:calculatedColumnFormula",
    "xm:",
    "c:f",
    "c15:f",
    "cx:f",
)
_CELLS = r"(?:(?:'[^']*'|[\w.\[\]]+)!)?\$?[A-Z]{0,3}\$?\d{0,7}(?::\$?[A-Z]{0,3}\$?\d{0,7})?"
_REFERENCE = re.compile(
    rf"\s*(?:{_CELLS}(?:[,\s]+{_CELLS}){{0,20}}|\d{{1,5}}|TRUE|FALSE|_xlchart[\w.]+|[\w!]*#REF!)\s*"
)
"""Which cells a formula means, and nothing else; their sheet is told by itself."""
_LOOSE = {
    "s:formula1": Part.FORM_FIELD,
    "s:formula2": Part.FORM_FIELD,
    "xm:f": Part.FORM_FIELD,
    **dict.fromkeys(("s:oddHeader", "s:evenHeader", "s:firstHeader"), Part.HEADER),
    **dict.fromkeys(("s:oddFooter", "s:evenFooter", "s:firstFooter"), Part.FOOTER),
}
"""Text of a sheet beside its cells."""
_ROUTINE_FIELD = re.compile(
    r"\s*(?:(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|SEQ|DATE|TIME|CREATEDATE|SAVEDATE|FORMTEXT"
    r"|FORMCHECKBOX|FORMDROPDOWN)\b[^@\d]{0,40}(?:\d{1,2}\b[^@\d]{0,40}){0,4}"
    r'|(?:PAGEREF|REF|NOTEREF|HYPERLINK\s+\\l)\s+"?_\w+"?[\s\\a-z]*)',
    re.IGNORECASE,
)
_LONGEST_ROUTINE = 200
_DDE = re.compile(r"\s*DDE(?:AUTO)?\b", re.IGNORECASE)
_OUTSIDE = 3
"""Length of the stack outside all elements: it starts with three, so that each has two above it."""
_SYMBOL_FONT = 0xF000
"""Symbol fonts have their 8-bit characters here, in the private use area."""


class Story:
    """
    Hears one part and adds its texts to the collector.

    `place` is where the part's own text stands, `loose` what text in an unexpected element is.
    `everything` reads all attributes: the part is somebody's own XML.
    Raises `UnreadError` (ACTIVE) for a field that would start another program.
    """

    def __init__(
        self,
        collector: Collector,
        attributes: AttributeReader,
        place: Place,
        *,
        loose: Part = Part.HIDDEN,
        everything: bool = False,
        hidden_styles: Container[str | None] = (),
    ) -> None:
        self._collector = collector
        self._attributes = attributes
        self._loose_part = loose
        self._everything = everything
        self._hidden_styles = hidden_styles
        self.flow = Flow(collector, place)
        self._alternatives = Alternatives(collector, self.flow)
        self._stack: list[str] = [""] * _OUTSIDE
        self._instruction: list[str] = []
        self._loose: list[str] = []
        self._gathered: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if self._loose:
            self._tell_loose()
        stack = self._stack
        stack.append(name)
        if attributes:
            for part, text in self._attributes.texts(name, attributes, everything=self._everything):
                shown = shown_string(text) if name.startswith("s:") else text
                self._collector.add_once(shown, self.flow.place(part))
        if (action := _STARTS.get(name)) is not None:
            action(self, attributes)

    def end(self, name: str) -> None:
        if self._loose:
            self._tell_loose()
        self._stack.pop()
        if (action := _ENDS.get(name)) is not None:
            action(self)
        if self._instruction and len(self._stack) == _OUTSIDE:
            self._tell_instruction()

    def text(self, data: str) -> None:
        name = self._stack[-1]
        if name in _TEXT:
            self.flow.write(data)
        elif name in _INSTRUCTION:
            self._instruction.append(data)
        else:
            self._loose.append(data)

    def aside(self, data: str) -> None:
        self._collector.add_once(data, self.flow.place(Part.HIDDEN))

    @property
    def is_waiting(self) -> bool:
        """Whether text waits for the next element."""
        return bool(self._loose)

    def settle(self) -> None:
        """Tell what is still waiting for the next element."""
        if self._loose:
            self._tell_loose()

    def _tell_loose(self) -> None:
        text = "".join(self._loose)
        self._loose.clear()
        name = self._stack[-1]
        if text.isspace() or (name.startswith(_MEASURED) and _MEASURE.fullmatch(text)):
            return
        if name.startswith(_FORMULAS) and _REFERENCE.fullmatch(text):
            return
        part = _LOOSE.get(name, self._loose_part)
        if part in {Part.HEADER, Part.FOOTER}:
            text = without_codes(text)
        elif name.startswith("s:"):
            text = shown_string(text)
        elif name == "c:v":
            text = plain_number(text)
        if self._gathered is not None:
            self._gathered.append(text)
        else:
            self._collector.add(text, self.flow.place(part))

    def open_character(self, _: Attributes) -> None:
        """A tab, a break, a hyphen; the same names also set tabs in the properties of styles."""
        if self._stack[-2] in _RUNS:
            self.flow.write(_IN_RUN[self._stack[-1]])

    def open_gathered(self, _: Attributes) -> None:
        self._gathered = []

    def close_gathered(self) -> None:
        if self._gathered:
            self._collector.add("\n".join(self._gathered), self.flow.place())
        self._gathered = None

    def open_field(self, _: Attributes) -> None:
        self._tell_instruction()

    def open_simple_field(self, attributes: Attributes) -> None:
        self._check_instruction(attributes.get("w:instr", ""))

    def _tell_instruction(self) -> None:
        """What a field does: where a link leads, which record a letter is merged with."""
        text = "".join(self._instruction)
        self._instruction.clear()
        self._check_instruction(text)
        if len(text) > _LONGEST_ROUTINE or not _ROUTINE_FIELD.fullmatch(text):
            self._collector.add(text, self.flow.place(Part.PROPERTY))

    @staticmethod
    def _check_instruction(text: str) -> None:
        if _DDE.match(text):
            raise UnreadError(Unread.ACTIVE)

    def hide(self, attributes: Attributes) -> None:
        if self._stack[-3:-1] == ["w:r", "w:rPr"]:
            self.flow.hide_run(hidden=attributes.get("w:val", "1") not in OFF)

    def style_run(self, attributes: Attributes) -> None:
        is_hidden = attributes.get("w:val") in self._hidden_styles
        if is_hidden and self._stack[-3:-1] == ["w:r", "w:rPr"]:
            self.flow.hide_run(hidden=True)

    def style_paragraph(self, attributes: Attributes) -> None:
        is_hidden = attributes.get("w:val") in self._hidden_styles
        if is_hidden and self._stack[-3:-1] == ["w:p", "w:pPr"]:
            self.flow.hide_paragraph()

    def open_symbol(self, attributes: Attributes) -> None:
        try:
            code = int(attributes.get("w:char", ""), 16)
        except ValueError:
            return
        self.flow.write(chr(code - _SYMBOL_FONT if code & 0xFF00 == _SYMBOL_FONT else code))

    def open_placeholder(self, attributes: Attributes) -> None:
        if part := _PLACEHOLDERS.get(attributes.get("type", "")):
            self.flow.move(part)

    def open_shape(self, attributes: Attributes) -> None:
        if attributes.get("hidden", "0") not in OFF:
            self.flow.move(Part.HIDDEN)

    def open_shape_kind(self, attributes: Attributes) -> None:
        if attributes.get("txBox", "0") not in OFF:
            self.flow.move(Part.TEXT_BOX)

    def open_branch(self, _: Attributes) -> None:
        self._alternatives.start(self._stack[-1])

    def close_branch(self, name: str) -> None:
        self._alternatives.end(name)


def _end_of_branch(name: str) -> Callable[[Story], None]:
    return lambda story: story.close_branch(name)


_STARTS: dict[str, Callable[[Story, Attributes], None]] = {
    **STARTS,
    **dict.fromkeys(_IN_RUN, Story.open_character),
    **dict.fromkeys(_GATHERED, Story.open_gathered),
    **dict.fromkeys(BRANCHES, Story.open_branch),
    "w:fldChar": Story.open_field,
    "w:fldSimple": Story.open_simple_field,
    "w:vanish": Story.hide,
    "w:rStyle": Story.style_run,
    "w:pStyle": Story.style_paragraph,
    "w:sym": Story.open_symbol,
    "p:ph": Story.open_placeholder,
    "p:cNvPr": Story.open_shape,
    "p:cNvSpPr": Story.open_shape_kind,
}
_ENDS: dict[str, Callable[[Story], None]] = {
    **ENDS,
    **dict.fromkeys(_GATHERED, Story.close_gathered),
    **{name: _end_of_branch(name) for name in BRANCHES},
}
