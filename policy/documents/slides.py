"""
Presentations (pptx, pptm, their templates and shows: PresentationML, ECMA-376 part 1, 19).

Slide after slide in the order of the show, each with its drawings, charts, notes and comments; then
masters and layouts. Slides that are hidden, or that the show does not know, are hidden text.
"""

from __future__ import annotations

from policy.documents.interface import Budget, Contents, Format, Nested, Part, Place
from policy.documents.ooxml import OfficeFile
from policy.documents.ooxml_flow import OFF
from policy.documents.ooxml_story import Story
from policy.documents.xml_reader import Attributes


def read_pptx(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text of a presentation. Raises `UnreadError`."""
    file = OfficeFile(raw, budget, nested)
    show = _Show(file)
    file.hear(file.main, show)
    ordered = (file.relations.target(file.main, number) for number in show.slides)
    shown = dict.fromkeys(part for part in ordered if part and file.is_unread(part))
    slides = dict.fromkeys((*shown, *file.relations.named(file.main, "slide")))
    budget.spend("pages", len(slides))
    for page, part in enumerate(slides, 1):
        if file.is_unread(part):
            _read_slide(file, part, page, is_hidden=part not in shown)
    return file.contents(Format.PPTX, pages=len(slides))


def _read_slide(file: OfficeFile, part: str, page: int, *, is_hidden: bool) -> None:
    mark = len(file.collector.pieces)
    slide = _Slide(file, Place(part=Part.HIDDEN if is_hidden else Part.BODY, page=page))
    file.hear(part, slide)
    if slide.is_hidden and not is_hidden:
        file.collector.move(mark, Part.HIDDEN)
    for role, where in (("notesSlide", Part.SPEAKER_NOTES), ("comments", Part.COMMENT)):
        for about in file.relations.named(part, role):
            if file.is_unread(about):
                file.read_story(about, Place(part=where, page=page), loose=where)
                file.read_related(about, page=page)
    file.read_related(part, page=page, hidden=is_hidden or slide.is_hidden)


class _Show(Story):
    """Hears the presentation: the order of its slides, and names of sections and shows."""

    def __init__(self, file: OfficeFile) -> None:
        super().__init__(file.collector, file.attributes, Place(part=Part.PROPERTY))
        self.slides: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        if name == "p:sldId":
            self.slides.append(attributes.get("r:id", ""))


class _Slide(Story):
    """Hears a slide, which says itself whether it is shown."""

    def __init__(self, file: OfficeFile, place: Place) -> None:
        super().__init__(file.collector, file.attributes, place)
        self.is_hidden = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "p:sld":
            self.is_hidden = attributes.get("show", "1") in OFF
        super().start(name, attributes)
