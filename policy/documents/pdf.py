"""
PDF (ISO 32000-2): pages, annotations, form fields, attachments, properties, and what is hidden.

Three go over the file. qpdf (`pikepdf`) opens it and gives its objects (`pdf_objects.py`); a walk
over the contents of its pages bounds what comes next (`pdf_content.py`); PDFium then tells the text
of each page, and draws what must be read by OCR (`pdf_pages.py`).

Decisions: a script is read as text, and refused (ACTIVE) where it makes text out of something
else. A stream or a form that stands in another file is ACTIVE too. Sound, film and 3D are an
unknown format. The names of form fields are no text; their values, options and captions are.
"""

from __future__ import annotations

from dataclasses import replace

from pikepdf import Pdf, Stream
from pypdfium2 import PdfDocument

from policy.documents.collector import Collector
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.members import Members
from policy.documents.pdf_content import Drawing, Walk
from policy.documents.pdf_hidden import Hidden, add_form, add_page, copy_of, hidden_forms, lay_bare
from policy.documents.pdf_objects import Objects
from policy.documents.pdf_open import open_pdf, stream_bytes, was_rebuilt
from policy.documents.pdf_pages import Page, Pages, open_pages
from policy.documents.pdf_places import owners_of, page_list
from policy.documents.pdf_text import squeezed


def read_pdf(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text in a PDF. Raises `UnreadError`."""
    with open_pdf(raw) as pdf:
        return _Document(raw, pdf, budget, nested).contents()


class _Document:
    """One document while it is read."""

    def __init__(self, raw: bytes, pdf: Pdf, budget: Budget, nested: Nested) -> None:
        self._raw = raw
        self._pdf = pdf
        self._budget = budget
        self._nested = nested
        self._collector = Collector(budget)

    def contents(self) -> Contents:
        budget, pdf = self._budget, self._pdf
        pages = page_list(pdf, budget.limits)
        budget.spend("pages", len(pages))
        walk, owners = Walk(budget), owners_of(pages)
        drawings = [walk.page(page) for page in pages]
        objects = Objects(budget, owners, walk)
        objects.read(pdf)
        hidden = self._hidden(objects, walk)
        self._read_pages(walk, drawings, hidden, objects)
        for text, place in sorted(objects.texts, key=lambda told: told[1].page):
            self._collector.add_once(text, place)
        self._read_files(objects)
        return Contents(
            format=Format.PDF,
            pieces=tuple(self._collector.pieces),
            pages=len(pages),
            labels=objects.labels(),
        )

    def _hidden(self, objects: Objects, walk: Walk) -> list[Hidden]:
        """What is drawn on no page, as pages at the end of the document."""
        self._budget.spend("pages", len(objects.pages))
        pages = [add_page(self._pdf, page, walk) for page in objects.pages]
        forms = hidden_forms(objects.forms, walk, objects.owners)
        return pages + [add_form(self._pdf, form, walk, objects.owners) for form in forms]

    def _read_pages(
        self, walk: Walk, drawings: list[Drawing], hidden: list[Hidden], objects: Objects
    ) -> None:
        everything = drawings + [one.drawing for one in hidden]
        is_bare = lay_bare(self._pdf, walk)
        must_copy = bool(hidden) or is_bare or was_rebuilt(self._pdf)
        with self._opened(len(everything), must_copy=must_copy) as document:
            pages = Pages(document, self._budget)
            for index, drawing in enumerate(drawings):
                self._add(
                    pages.read(index, drawing), drawing, Place(part=Part.BODY, page=index + 1)
                )
            told = {squeezed(text) for text, _ in objects.texts}
            for index, one in enumerate(hidden, len(drawings)):
                page = pages.read(index, one.drawing)
                if squeezed(page.told) not in told:  # not what the annotation itself says
                    self._collector.add(page.told, one.place)
                self._add(replace(page, told=""), one.drawing, one.place)

    def _opened(self, count: int, *, must_copy: bool) -> PdfDocument:
        """
        The document in PDFium with all its pages: as it is, or as qpdf writes it. Raises
        `UnreadError` (BROKEN) where the two do not see the same pages.
        """
        if not must_copy:
            document = open_pages(self._raw)
            if len(document) == count:
                return document
            document.close()
        document = open_pages(copy_of(self._pdf))
        if len(document) != count:
            document.close()
            raise UnreadError(Unread.BROKEN)
        return document

    def _add(self, page: Page, drawing: Drawing, place: Place) -> None:
        self._collector.add(page.told, place)
        for text in drawing.actual_texts:
            self._collector.add(text, replace(place, part=Part.ALT_TEXT))
        self._collector.add(page.read, replace(place, part=Part.PICTURE))

    def _read_files(self, objects: Objects) -> None:
        members = Members(self._collector, self._budget, self._nested)
        for number, name in objects.files.items():
            stream = self._pdf.get_object(number)
            if isinstance(stream, Stream) and (file := stream_bytes(stream, self._budget)):
                self._budget.spend("members", 1)
                members.add(name, file)
