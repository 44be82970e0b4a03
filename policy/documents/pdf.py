"""
PDF (ISO 32000-2): pages, annotations, form fields, attachments, properties, and what is hidden.

Three go over the file. qpdf (`pikepdf`) opens it and gives its objects (`pdf_objects.py`); a walk
over the contents of its pages bounds what comes next (`pdf_content.py`); PDFium then tells the text
of each page, and draws what must be read by OCR (`pdf_pages.py`). `pdf_document.py` leads them.

Decisions: a script is read as text, and refused (ACTIVE) where it makes text out of something
else. A stream or a form that stands in another file is ACTIVE too. Sound, film and 3D are an
unknown format. The names of form fields are no text, but
say what their values are where no caption does; values, options and captions are text. What
a later save took away, and the file still holds, is a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from policy.documents.interface import (
    Budget,
    Contents,
    Nested,
    Part,
    Piece,
    Unread,
    UnreadError,
)
from policy.documents.pdf_document import Document, Known
from policy.documents.pdf_open import open_pdf, was_rebuilt

MAX_SAVES = 20
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")


def read_pdf(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text in a PDF. Raises `UnreadError`."""
    known = Known()
    with open_pdf(raw) as pdf:
        contents = Document(raw, pdf, budget, nested, known).contents()
    changes: list[Piece] = []
    for saved in _earlier(raw):
        changes += _changes(saved, budget, nested, known)
    return replace(contents, pieces=(*contents.pieces, *changes))


def _earlier(raw: bytes) -> Iterator[bytes]:
    """The file as it was after each earlier save, the last first (ISO 32000-2, 7.5.6)."""
    ends = [found.end() for found in _END.finditer(raw)][:-1]
    if len(ends) > MAX_SAVES:
        raise UnreadError(Unread.TOO_LARGE)
    yield from (raw[:end] for end in reversed(ends))


def _changes(raw: bytes, budget: Budget, nested: Nested, known: Known) -> list[Piece]:
    try:
        pdf = open_pdf(raw)
    except UnreadError:
        return []  # the first part of a file that is ordered for the web (annex F) is no file
    with pdf:
        if was_rebuilt(pdf):
            return []
        pieces = Document(raw, pdf, budget, nested, known).contents().pieces
    return [
        piece if piece.place.member else Piece(piece.text, replace(piece.place, part=Part.CHANGE))
        for piece in pieces
    ]
