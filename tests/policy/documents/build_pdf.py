"""
PDF files for the tests, object by object.
"""

import io
import warnings
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Page, Pdf, String
from PIL import Image

from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Limits,
    Part,
    Piece,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.pdf import read_pdf

SHEET = (0, 0, 595, 842)


def line(text: str | bytes, x: float = 50, y: float = 700, size: float = 12) -> bytes:
    """Content that shows a text in the usual font."""
    raw = text if isinstance(text, bytes) else text.encode("cp1252")
    escaped = raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, escaped)


class PdfFile:
    """A document that grows; `raw()` is its bytes."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.font = self.keep(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )

    def keep(self, **entries: Any) -> Any:
        """A dictionary of its own."""
        return self.pdf.make_indirect(Dictionary(**entries))

    def stream(self, data: bytes, **entries: Any) -> Any:
        return self.pdf.make_stream(data, **entries)

    def resources(self, **entries: Any) -> Dictionary:
        return Dictionary(Font=Dictionary(F1=self.font), **entries)

    def form(self, content: bytes, box: Iterable[float] = (0, 0, 200, 50), **entries: Any) -> Any:
        """A form XObject."""
        entries = {"Resources": self.resources(), **entries}
        return self.stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(list(box)), **entries
        )

    def page(
        self, content: bytes = b"", *, box: Iterable[float] = SHEET, **entries: Any
    ) -> Dictionary:
        """Add a page."""
        entries = {"Resources": self.resources(), **entries}
        page = self.loose_page(content, box=box, **entries)
        self.pdf.pages.append(Page(page))
        return self.pdf.pages[-1].obj

    def loose_page(
        self, content: bytes = b"", *, box: Iterable[float] = SHEET, **entries: Any
    ) -> Any:
        """A page that is in no tree."""
        return self.keep(
            Type=Name.Page, MediaBox=Array(list(box)), Contents=self.stream(content), **entries
        )

    def picture(self, width: int = 300, height: int = 100, shade: int = 200, **entries: Any) -> Any:
        """A grey picture as an XObject."""
        rows = bytes([shade]) * (width * height)
        stream = self.stream(
            b"",
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            **entries,
        )
        stream.write(zlib.compress(rows), filter=Name.FlateDecode)
        return stream

    def annotation(self, kind: str, **entries: Any) -> Any:
        rect = Array([50, 50, 250, 100])
        return self.keep(Type=Name.Annot, Subtype=Name("/" + kind), Rect=rect, **entries)

    def file(self, name: str, data: bytes, **entries: Any) -> Any:
        """A file specification with the file in it."""
        inside = self.stream(data, Type=Name.EmbeddedFile)
        return self.keep(
            Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=inside), **entries
        )

    def raw(self, **options: Any) -> bytes:
        written = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # fields of no form
            self.pdf.save(written, static_id=True, fix_metadata_version=False, **options)
        return written.getvalue()


def names(*pairs: Any) -> Dictionary:
    return Dictionary(Names=Array(list(pairs)))


def encrypted(raw: bytes, **passwords: str) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(**passwords))
    return written.getvalue()


class Pictures:
    """Reads every picture as the same text, and keeps how large they were."""

    def __init__(self, text: str = "in het beeld") -> None:
        self.text = text
        self.sizes: list[tuple[int, int]] = []

    def __call__(self, picture: object) -> str:
        assert isinstance(picture, Image.Image)
        self.sizes.append(picture.size)
        return self.text


def nested(raw: bytes, budget: Budget) -> Contents:
    """A file in a file, as one text."""
    return Contents(
        format=Format.PLAIN,
        pieces=(Piece(raw.decode(), Place(part=Part.BODY)),),
        labels=("Intern",),
    )


def read(raw: bytes, look: Callable[..., str] | None = None, **limits: int) -> Contents:
    budget = Budget(limits=Limits(**limits), read_picture=look or Pictures(""))
    return read_pdf(raw, budget, nested)


def reason(raw: bytes, **limits: int) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(raw, **limits)
    return caught.value.reason


def places(contents: Contents, text: str) -> list[Place]:
    """Where a text stands."""
    return [piece.place for piece in contents.pieces if text in piece.text]
