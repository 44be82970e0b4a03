"""
What a PDF draws on no page that is shown: as pages at the end of a copy, to be read like others.

The looks of annotations and fields, forms and patterns with text, deleted pages and templates.
The copy is also what PDFium reads where the file is damaged, layers are off, or text is drawn in
ways that it does not tell.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf, StreamDecodeLevel

from policy.documents.interface import Part, Place, Unread, UnreadError
from policy.documents.pdf_content import Drawing, ObjectId, Walk
from policy.documents.pdf_places import Owner
from policy.documents.pdf_tricks import without_tricks

_SHEET = (0, 0, 612, 792)
_FURTHEST = 20_000.0


@dataclass(frozen=True, slots=True)
class Hidden:
    """A page that was added, and where what it says stands in the document."""

    drawing: Drawing
    place: Place


def hidden_forms(forms: list[Any], walk: Walk, owners: dict[ObjectId, Owner]) -> list[Any]:
    """Those of `forms` that neither a page nor another form draws, and that may say something."""
    drawn = [(form, walk.form(form)) for form in forms if form.objgen not in walk.drawn]
    return [
        form
        for form, drawing in drawn
        if form.objgen not in walk.drawn and _says(form, drawing, owners)
    ]


def add_form(pdf: Pdf, form: Any, walk: Walk, owners: dict[ObjectId, Owner]) -> Hidden:
    """A page that draws nothing but this form."""
    owner = owners.get(form.objgen, Owner(part=Part.HIDDEN))
    if form.get("/Subtype") != Name.Form:
        form.Subtype = Name.Form  # a pattern can be drawn as a form; it stays a pattern too
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(_box(form)),
        Resources=Dictionary(XObject=Dictionary(X=form)),
        Contents=pdf.make_stream(b"/X Do"),
    )
    _append(pdf, pdf.make_indirect(page))
    return Hidden(walk.form(form), Place(part=owner.part, page=owner.page))


def add_page(pdf: Pdf, page: Any, walk: Walk) -> Hidden:
    """A page that is in the file and in no tree."""
    drawing = walk.page(page)
    page.Type = Name.Page  # a template is one in all but name
    _append(pdf, page)
    return Hidden(drawing, Place(part=Part.HIDDEN))


def lay_bare(pdf: Pdf, walk: Walk) -> bool:
    """Put layers on, and write text so that it is told. Whether anything had to change."""
    has_layers = "/OCProperties" in pdf.Root
    if has_layers:
        del pdf.Root["/OCProperties"]
    for stream in walk.tricky_streams:
        stream.write(without_tricks(stream.read_bytes()))
    for marks in walk.tricky_marks:
        del marks["/ActualText"]
    return has_layers or bool(walk.tricky_streams or walk.tricky_marks)


def copy_of(pdf: Pdf) -> bytes:
    """The document as qpdf writes it, with nothing unpacked and no password."""
    copy = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what others would make of the copy
        pdf.save(
            copy,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.preserve,
            fix_metadata_version=False,
        )
    return copy.getvalue()


def _append(pdf: Pdf, page: Any) -> None:
    try:
        pdf.pages.append(Page(page))
    except (pikepdf.PdfError, RuntimeError):  # a tree that qpdf cannot add to
        raise UnreadError(Unread.BROKEN) from None


def _says(form: Any, drawing: Drawing, owners: dict[ObjectId, Owner]) -> bool:
    owner = owners.get(form.objgen, Owner())
    return bool(
        drawing.has_text or drawing.pictures or drawing.has_inline_pictures or owner.is_stamp
    )


def _box(form: Any) -> list[float]:
    try:
        sides = [float(side) for side in form.BBox]
    except (AttributeError, TypeError, ValueError, pikepdf.PdfError):
        return list(_SHEET)
    matrix = form.get("/Matrix")
    if len(sides) != len(_SHEET) or any(abs(side) > _FURTHEST for side in sides):
        return list(_SHEET)
    if matrix is None:
        return sides
    rectangle = pikepdf.Matrix(matrix).transform(pikepdf.Rectangle(*sides))
    return [float(side) for side in rectangle.as_array()]
