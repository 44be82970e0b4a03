"""
What the pages of a PDF say: text as PDFium tells it, and by OCR what that leaves untold.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pypdfium2 import PdfDocument, PdfiumError

from policy.documents.interface import Budget, Unread, UnreadError
from policy.documents.pdf_content import Drawing
from policy.documents.pdf_looks import Look, Looks
from policy.documents.pdf_render import picture_of
from policy.documents.pdf_text import agrees, joined


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says."""

    told: str = field(repr=False)
    read: str = field(default="", repr=False)
    """By OCR."""


def open_pages(raw: bytes) -> PdfDocument:
    """The document in PDFium. Raises `UnreadError` (BROKEN)."""
    try:
        return PdfDocument(raw)
    except PdfiumError:
        raise UnreadError(Unread.BROKEN) from None


class Pages:
    """Reads the pages of a document. Raises `UnreadError`."""

    def __init__(self, document: PdfDocument, budget: Budget) -> None:
        self._document = document
        self._budget = budget
        self._looks = Looks()

    def read(self, index: int, drawing: Drawing) -> Page:
        """The page with this index, of which `drawing` tells what it draws."""
        try:
            told, look = self._tell(index, drawing)
            return Page(told, self._read(index, look, told) if look else "")
        except PdfiumError:
            raise UnreadError(Unread.BROKEN) from None

    def _tell(self, index: int, drawing: Drawing) -> tuple[str, Look | None]:
        page = self._document[index]
        letters = page.get_textpage()
        told = joined(letters.get_text_range())
        look = self._looks.at(page, letters, told, drawing)
        letters.close()
        page.close()
        return told, look

    def _read(self, index: int, look: Look, told: str) -> str:
        self._budget.spend("pictures", 1)
        limits = self._budget.limits
        picture = picture_of(self._document, index, look.box, look.per_inch, limits)
        read = self._budget.read_picture(picture)
        if look.doubt and agrees(told, read):
            self._looks.believed.add(look.doubt)
        return read
