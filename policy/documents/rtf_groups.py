"""
What becomes of the groups of an RTF document when they end: pieces, labels, pictures, objects.
"""

from __future__ import annotations

import re

from policy.documents.binaries import Binaries
from policy.documents.collector import Collector
from policy.documents.embedded import Embedded
from policy.documents.interface import Budget, Nested, Part, Place, Unread, UnreadError
from policy.documents.labels import is_label_property, labels_in_force
from policy.documents.rtf_flow import Flow, Layer
from policy.documents.rtf_objects import old_object, read_store, read_theme
from policy.documents.rtf_words import BINARY

_HIDDEN = Place(part=Part.HIDDEN)
_CHANGE = Place(part=Part.CHANGE)
_LINE_ENDS = frozenset({"par", "sect", "page", "column", "softline", "softpage"})
_CELL_ENDS = frozenset({"cell", "nestcell"})
_ROW_ENDS = frozenset({"row", "nestrow"})
_NO_HEX = re.compile(rb"[^0-9a-fA-F]+")
_HEX = re.compile(r"[0-9a-fA-F\s]{64,}")
_SHAPES = {
    "gtextUNICODE": Part.WATERMARK,
    "wzDescription": Part.ALT_TEXT,
    "wzTooltip": Part.ALT_TEXT,
}
_NUMBERS = re.compile(r"[-\d.,;() \t]*")
"""Values of shapes' properties that are sizes, places and colours."""
_FINGERPRINTS = {
    "blipuid": re.compile(r"[0-9a-fA-F]{32}"),
    "panose": re.compile(r"[0-9a-fA-F]{20}"),
    "wgrffmtfilter": re.compile(r"[0-9a-fA-F]{4}"),
}
"""Numbers by which Word knows a picture, a font or its own settings again."""
_FONT = re.compile(r"@?(?=(?:\D*\d){0,4}\D*\Z)\w[\w.&()+'-]*(?: [\w.&()+'-]+){0,5}")
_ASKS_OTHERS = re.compile(r"DDE(?:AUTO)?\b", re.IGNORECASE)
_WORD = re.compile(r"\w")


class Groups:
    """
    Keeps what the groups of one document say.

    Raises `UnreadError`: what the readers of pictures and objects say.
    """

    def __init__(
        self, collector: Collector, embedded: Embedded, budget: Budget, nested: Nested
    ) -> None:
        self._collector = collector
        self._embedded = embedded
        self._budget = budget
        self._nested = nested
        self._binaries = Binaries(collector, budget, nested)
        self._name = ""
        self._properties: list[tuple[str, str]] = []
        self._row = 0
        self._column = 0
        self._in_table = False
        self._later: list[tuple[str, bytes]] = []

    @property
    def labels(self) -> list[str]:
        return [*labels_in_force(self._properties), *self._binaries.labels]

    def add(self, text: str, part: Part) -> None:
        self._collector.add(self._embedded.taken_from(text).strip(), Place(part=part))

    def finish(self) -> None:
        """Read the pictures and the objects, which come after the text."""
        for word, data in self._later:
            self._read_bytes(word, data)
        for name, value in self._properties:
            if not is_label_property(name, value):
                self.add(f"{name}: {value}", Part.PROPERTY)

    def breaks(self, word: str, flow: Flow) -> bool:
        """End a line, a cell or a row where `word` says so."""
        if word in _LINE_ENDS:
            self.end_line(flow)
        elif word in _CELL_ENDS:
            self._column += 1
            self._end_cell(flow)
        elif word in _ROW_ENDS:
            self._end_cell(flow)
            self._row, self._column = self._row + 1, 0
        elif word == "intbl" and not flow.word:
            self._in_table = True
        elif word == "pard" and not flow.word:
            self._in_table = False
        else:
            return False
        return True

    def end_line(self, flow: Flow) -> None:
        if flow.word:
            flow.add_text("\n", Layer.SHOWN)
        elif self._in_table:
            self._tell(flow, Place(part=Part.TABLE, row=self._row + 1, column=self._column + 1))
        else:
            self._row = self._column = 0
            self._tell(flow, Place(part=flow.part))

    def end_inner(self, flow: Flow) -> None:
        """A group in a group of the same text ended: a style, a font, a variable."""
        if flow.word not in BINARY and flow.part in {Part.PROPERTY, Part.HIDDEN}:
            flow.add_text("\n", Layer.SHOWN)

    def end(self, flow: Flow) -> None:
        """The group ended that `flow` is the text of."""
        if flow.word in BINARY:
            self._later.append((flow.word, flow.take_bytes()))
        elif not flow.word:
            self.end_line(flow)
        elif flow.word in {"sn", "propname"}:
            self._name = "".join(flow.take()).strip()
        elif flow.word == "staticval":
            self._properties.append((self._name, "".join(flow.take()).strip()))
        elif flow.word == "sv":
            self._shape("".join(flow.take()).strip())
        elif flow.word == "fonttbl":
            self._fonts("".join(flow.take()))
        elif flow.word == "fldinst":
            self._instruction("".join(flow.take()).strip())
        elif flow.part is Part.HIDDEN:
            self._unknown(flow.word, "".join(flow.take()).strip())
        else:
            self._tell(flow, Place(part=flow.part))

    def _end_cell(self, flow: Flow) -> None:
        place = Place(part=Part.TABLE, row=self._row + 1, column=max(1, self._column))
        self._tell(flow, place if not flow.word else Place(part=flow.part))

    def _tell(self, flow: Flow, place: Place) -> None:
        for text, where in zip(flow.take(), (place, _HIDDEN, _CHANGE), strict=True):
            if text:
                self._collector.add(self._embedded.taken_from(text).strip(), where)

    def _shape(self, value: str) -> None:
        part = _SHAPES.get(self._name, Part.PROPERTY)
        if part is not Part.PROPERTY:
            self.add(value, part)
        elif not _NUMBERS.fullmatch(value):
            self.add(f"{self._name}: {value}", part)

    def _unknown(self, word: str, text: str) -> None:
        if word in _FINGERPRINTS and _FINGERPRINTS[word].fullmatch(text):
            return
        if word == "falt":
            self._fonts(text)
        elif _HEX.fullmatch(text):
            self._later.append((word, text.encode()))
        elif _WORD.search(text):  # numbering has groups with points only
            self.add(text, Part.HIDDEN)

    def _instruction(self, text: str) -> None:
        """Tell what a field does. What asks another program is refused."""
        if _ASKS_OTHERS.match(text):
            raise UnreadError(Unread.ACTIVE)
        self.add(text, Part.PROPERTY)

    def _fonts(self, names: str) -> None:
        """Tell what is no name of a font. In office documents such names are markup too."""
        for name in re.split(r"[;\n]", names):
            if not _FONT.fullmatch(name.strip()):
                self.add(name, Part.PROPERTY)

    def _read_bytes(self, word: str, letters: bytes) -> None:
        letters = _NO_HEX.sub(b"", letters)
        if len(letters) % 2:
            raise UnreadError(Unread.BROKEN)
        self._budget.spend("unpacked_bytes", len(letters) // 2)
        data = bytes.fromhex(letters.decode())
        place = Place(part=Part.BODY)
        if word == "pict":
            self._budget.spend("members", 1)
            self._binaries.read(data, place)
        elif word == "objdata":
            self._budget.spend("members", 1)
            name, data, rest = old_object(data)
            self.add(name, Part.PROPERTY)
            self._binaries.read(data, place)
            self._binaries.read_words(rest, place)
        elif word == "datastore":
            read_store(old_object(data)[1], self._budget, self._nested, self._collector)
        elif word == "themedata":
            read_theme(data, self._budget, self._binaries, self._collector)
        else:
            self._binaries.read_words(data, place)
