"""
Word documents (docx, docm and their templates: WordprocessingML, ECMA-376 part 1, 17).

The body comes first, then notes, comments, headers and footers, then all other parts.
"""

from __future__ import annotations

import re

from policy.documents.hidden_styles import HiddenStyles
from policy.documents.interface import Budget, Contents, Format, Nested, Part, Place
from policy.documents.ooxml import OfficeFile
from policy.documents.ooxml_flow import OFF
from policy.documents.ooxml_story import Story
from policy.documents.xml_reader import Attributes

_IN_ORDER = {
    "officeDocument": Part.BODY,
    "footnotes": Part.NOTE,
    "endnotes": Part.NOTE,
    "comments": Part.COMMENT,
    "header": Part.HEADER,
    "footer": Part.FOOTER,
    "glossaryDocument": Part.MASTER,
}
_SHIPPED_STYLE = re.compile(r"[A-Za-z ,()\-]+\d?")
"""Names of styles that come with Word are plain English: "heading 1", "Table Grid"."""


def read_docx(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text of a Word document. Raises `UnreadError`."""
    file = OfficeFile(raw, budget, nested)
    hidden_styles = _hidden_styles(file)
    by_role: dict[str, list[str]] = {}
    for part, role in file.relations.roles.items():
        by_role.setdefault(role, []).append(part)
    by_role["officeDocument"] = [file.main]
    for role, place in _IN_ORDER.items():
        for part in by_role.get(role, ()):
            if file.is_unread(part):
                file.read_story(part, Place(part=place), hidden_styles=hidden_styles)
    return file.contents(Format.DOCX)


def _hidden_styles(file: OfficeFile) -> HiddenStyles:
    hidden = HiddenStyles()
    for part in file.relations.named(file.main, "styles"):
        if file.is_unread(part):
            file.hear(part, _Styles(file, hidden))
    return hidden


class _Styles(Story):
    """Hears the styles: their texts as of any part, and which of them hide what they style."""

    def __init__(self, file: OfficeFile, hidden: HiddenStyles) -> None:
        place = Place(part=Part.PROPERTY)
        super().__init__(file.collector, file.attributes, place, loose=Part.PROPERTY)
        self._file = file
        self._hidden = hidden
        self._style = ""
        self._is_custom = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "w:name":
            self._tell_name(attributes.get("w:val", ""))
            attributes = {}
        super().start(name, attributes)
        if name == "w:style":
            self._style = attributes.get("w:styleId", "")
            self._is_custom = attributes.get("w:customStyle", "0") not in OFF
        elif name == "w:basedOn":
            self._hidden.base(self._style, attributes.get("w:val", ""))
        elif name == "w:vanish":
            self._hidden.say(self._style, hides=attributes.get("w:val", "1") not in OFF)

    def _tell_name(self, name: str) -> None:
        if self._is_custom or not _SHIPPED_STYLE.fullmatch(name):
            self._file.collector.add_once(name, Place(part=Part.PROPERTY))
