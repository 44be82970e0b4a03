"""
One PDF, or one save of it, from its objects to its pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b

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
from policy.documents.pdf_open import stream_bytes, was_rebuilt
from policy.documents.pdf_pages import Pages, open_pages
from policy.documents.pdf_places import ObjectId, owners_of, page_list
from policy.documents.pdf_text import squeezed


@dataclass(slots=True)
class Known:
    """What was told by later saves of the same document, and need not be told again."""

    drawings: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set, repr=False)
    files: set[bytes] = field(default_factory=set, repr=False)

    def add(self, other: Known) -> None:
        """Know what the other does, too."""
        self.drawings |= other.drawings
        self.texts |= other.texts
        self.files |= other.files


class Document:
    """One document, or what one save of it says beside what is known. Raises `UnreadError`."""

    def __init__(self, raw: bytes, pdf: Pdf, budget: Budget, nested: Nested, known: Known) -> None:
        self._raw = raw
        self._pdf = pdf
        self._budget = budget
        self._nested = nested
        self._known = known
        self._news = Known()
        self._collector = Collector(budget)

    def contents(self) -> Contents:
        pages = page_list(self._pdf, self._budget.limits)
        walk = Walk(self._budget)
        drawings = [walk.page(page) for page in pages]
        self._budget.spend("pages", sum(map(self._is_new, drawings)))
        objects = Objects(self._budget, owners_of(pages), walk)
        objects.read(self._pdf)
        hidden = self._hidden(objects, walk)
        self._read_pages(walk, drawings, hidden, objects)
        for text, place in sorted(objects.texts, key=lambda told: told[1].page):
            if self._is_news(text):
                self._collector.add_once(text, place)
        self._read_files(objects)
        self._known.add(self._news)
        return Contents(
            format=Format.PDF,
            pieces=tuple(self._collector.pieces),
            pages=len(pages),
            labels=objects.labels(),
        )

    def _is_new(self, drawing: Drawing) -> bool:
        self._news.drawings.add(drawing.digest)
        return drawing.digest not in self._known.drawings

    def _is_news(self, text: str) -> bool:
        short = squeezed(text)
        self._news.texts.add(short)
        return short not in self._known.texts

    def _hidden(self, objects: Objects, walk: Walk) -> list[Hidden]:
        """What is drawn on no page, as pages at the end of the document."""
        self._budget.spend("pages", len(objects.pages))
        pages = [add_page(self._pdf, page, walk) for page in objects.pages]
        forms = hidden_forms(objects.forms, walk, objects.owners)
        return pages + [add_form(self._pdf, form, walk, objects.owners) for form in forms]

    def _read_pages(
        self, walk: Walk, drawings: list[Drawing], hidden: list[Hidden], objects: Objects
    ) -> None:
        shown = [Hidden(one, Place(part=Part.BODY, page=at)) for at, one in enumerate(drawings, 1)]
        everything = shown + hidden
        fresh = [at for at, one in enumerate(everything) if self._is_new(one.drawing)]
        if not fresh:
            return
        self._refuse_many_scans(everything[at].drawing for at in fresh)
        is_bare = lay_bare(self._pdf, walk)
        must_copy = bool(hidden) or is_bare or was_rebuilt(self._pdf)
        told = {squeezed(text) for text, _ in objects.texts}
        with self._opened(len(everything), must_copy=must_copy) as document:
            pages = Pages(document, self._budget)
            for at in fresh:
                page, one = pages.read(at, everything[at].drawing), everything[at]
                is_again = at >= len(shown) and squeezed(page.told) in told
                if not is_again and self._is_news(page.told):
                    self._collector.add(page.told, one.place)
                for text in one.drawing.actual_texts:
                    self._collector.add(text, replace(one.place, part=Part.ALT_TEXT))
                self._collector.add(page.read, replace(one.place, part=Part.PICTURE))

    def _refuse_many_scans(self, drawings: Iterable[Drawing]) -> None:
        """Before any page is read by OCR: all that time would be for nothing."""
        seen: set[ObjectId] = set()
        scans = 0
        for drawing in drawings:
            scans += not drawing.has_text and bool(drawing.pictures - seen)
            seen |= drawing.pictures
        if scans > self._budget.limits.pictures:
            raise UnreadError(Unread.TOO_LARGE)

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

    def _read_files(self, objects: Objects) -> None:
        members = Members(self._collector, self._budget, self._nested)
        for number, name in objects.files.items():
            stream = self._pdf.get_object(number)
            if not isinstance(stream, Stream) or not (file := stream_bytes(stream, self._budget)):
                continue
            digest = blake2b(file, digest_size=16).digest()
            self._news.files.add(digest)
            if digest not in self._known.files:
                self._budget.spend("members", 1)
                members.add(name, file)
