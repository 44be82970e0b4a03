"""
What a document says about itself: `docProps/core.xml`, `app.xml` and `custom.xml` (ECMA-376 part 1,
15.2.12, and part 2, 11).
"""

from __future__ import annotations

import re

from policy.documents.collector import Collector
from policy.documents.interface import Part, Place
from policy.documents.labels import is_label_property
from policy.documents.program_names import is_font, is_program
from policy.documents.xml_reader import Attributes

_PLACE = Place(part=Part.PROPERTY)
_COUNTS = frozenset(
    (
        *("Pages", "Words", "Characters", "Lines", "Paragraphs", "TotalTime", "DocSecurity"),
        *("CharactersWithSpaces", "AppVersion", "Slides", "Notes", "HiddenSlides", "MMClips"),
        *("ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "i4", "bool", "revision"),
        *("created", "modified", "lastPrinted", "filetime", "Application"),
    )
)
"""Elements with numbers and times of saving, which are passed over when they look like it."""
_COUNT = re.compile(r"-?[\d.]{1,10}|true|false|\d{4}-\d\d-\d\dT[\d:.]+Z?|Microsoft [A-Za-z ]+")

_LIBRARIES = {
    "creator": frozenset({"Steve Canny", "python-docx", "openpyxl", "Apache POI", "docx4j"}),
    "lastModifiedBy": frozenset({"Steve Canny"}),
}
"""Authors that come with the empty document of a library: python-pptx ships its maker's name."""


class Properties:
    """Hears such a part: a piece for each property; what a person named, with its name."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._name = ""
        self._parts: list[str] = []
        self.custom: list[tuple[str, str]] = []
        """The document's own properties, for `labels_of_office_file`."""

    def start(self, name: str, attributes: Attributes) -> None:
        self._collector.add("".join(self._parts), _PLACE)  # in front of another element
        if name == "cust:property":
            self._name = attributes.get("name", "")
            self.custom.append((self._name, ""))
            if "linkTarget" in attributes:
                self._collector.add(attributes["linkTarget"], _PLACE)
        self._parts.clear()

    def text(self, data: str) -> None:
        self._parts.append(data)

    def end(self, name: str) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        if name == "cust:property":
            self._name = ""
        elif self._name:
            self._tell_custom(text)
        elif not _is_machine(name.rpartition(":")[2], text):
            self._collector.add(text, _PLACE)

    def aside(self, data: str) -> None:
        self._collector.add(data, _PLACE)

    def _tell_custom(self, text: str) -> None:
        if not text:
            return
        name, before = self.custom[-1]
        self.custom[-1] = (name, before + text)
        if not is_label_property(name, text):
            self._collector.add(f"{name}: {text}", _PLACE)


def _is_machine(name: str, text: str) -> bool:
    is_count = name in _COUNTS and bool(_COUNT.fullmatch(text))
    is_ours = text in _LIBRARIES.get(name, ()) or (name == "lpstr" and is_font(text))
    return is_count or is_ours or is_program(name, text)
