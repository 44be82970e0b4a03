"""
PDF documents of the console: A4, an embedded font, page numbers, language and title for readers
that speak, and on every page for whom it was made and when.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT, BOLD = "Vera", "VeraBd"
"""They come with reportlab, so every machine has them."""

INK, SOFT, EDGE, BAND = map(HexColor, ("#1b2733", "#4a5a68", "#d3dbe2", "#eef3f6"))
_WATERMARK: Final = HexColor("#e4e9ee")
_MARGIN: Final = 18 * mm
WIDTH: Final = A4[0] - 2 * _MARGIN
"""Of the text, in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a document is, and for whom."""

    title: str
    subject: str
    language: str
    watermark: str
    """Who asked for it and when; on every page, large and in the foot."""
    page: str
    """`{page}` and `{pages}` in words."""
    made_at: datetime


@cache
def styles() -> dict[str, ParagraphStyle]:
    """Title, heading, text, label and small print."""
    _fonts()
    text = ParagraphStyle("text", fontName=FONT, fontSize=9, leading=12.5, textColor=INK)
    return {
        "text": text,
        "label": ParagraphStyle("label", parent=text, textColor=SOFT),
        "small": ParagraphStyle("small", parent=text, fontSize=7.5, leading=10, textColor=SOFT),
        "number": ParagraphStyle("number", parent=text, alignment=2),
        "title": ParagraphStyle(
            "title", parent=text, fontName=BOLD, fontSize=16, leading=20, spaceAfter=4
        ),
        "heading": ParagraphStyle(
            "heading", parent=text, fontName=BOLD, fontSize=11, leading=14, spaceBefore=9,
            spaceAfter=3, keepWithNext=1,
        ),
    }  # fmt: skip


@cache
def _fonts() -> None:
    pdfmetrics.registerFont(TTFont(FONT, "Vera.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))


def printable(text: str) -> str:
    """`text` in letters that the font has: others lose their marks, or become a question mark."""
    return "".join(char if _has(char) else _plain(char) for char in text)


def _has(char: str) -> bool:
    _fonts()
    return char in "\n\t" or ord(char) in pdfmetrics.getFont(FONT).face.charToGlyph


def _plain(char: str) -> str:
    bare = unicodedata.normalize("NFKD", char)
    return "".join(c for c in bare if _has(c)) or "?"


def words(text: str, style: str = "text") -> Paragraph:
    """A paragraph of plain text: nothing in it is markup."""
    return Paragraph(escape(printable(text)).replace("\n", "<br/>"), styles()[style])


def gap(millimetres: float) -> Spacer:
    return Spacer(1, millimetres * mm)


def pairs(rows: Sequence[tuple[str, str]]) -> Flowable:
    """A label and a text on each line."""
    cells = [[words(label, "label"), words(text)] for label, text in rows]
    table = Table(cells, colWidths=[WIDTH * 0.32, WIDTH * 0.68], splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, EDGE),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    first: float = 0.5,
    width: float = WIDTH,
    others: str = "number",
) -> Flowable:
    """A table: words in the first column, numbers (or other words) in the others."""
    share = (1 - first) / max(len(head) - 1, 1)
    cells = [[words(t, "label" if i == 0 else others) for i, t in enumerate(head)]]
    cells += [[words(t, "text" if i == 0 else others) for i, t in enumerate(row)] for row in rows]
    table = Table(cells, colWidths=[width * first, *[width * share] * (len(head) - 1)])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), BAND),
                ("VALIGN", (0, 0), (-1, -1), "TOP" if others == "text" else "BOTTOM"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, EDGE),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


def document(cover: Cover, story: Sequence[Flowable]) -> bytes:
    """The PDF."""
    _fonts()
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=16 * mm,
        bottomMargin=18 * mm,
        title=cover.title,
        subject=cover.subject,
        author="promptwacht",
        creator="promptwacht",
        lang=cover.language,
        displayDocTitle=True,
        initialFontName=FONT,
    )

    def below(canvas: Canvas, _: object) -> None:
        _watermark(canvas, cover)

    template.build(list(story), onFirstPage=below, onLaterPages=below, canvasmaker=_paper(cover))
    return out.getvalue()


def _paper(cover: Cover) -> Any:
    """A canvas class that knows `cover`; it draws pages when it knows how many there are."""

    class Paper(Canvas):  # type: ignore[misc]  # reportlab ships no types
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 -- reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._pages, start=1):
                self.__dict__.update(state)
                _foot(self, cover, number, len(self._pages))
                super().showPage()
            super().save()

    return Paper


def _watermark(canvas: Canvas, cover: Cover) -> None:
    """Below everything else, so that it disturbs no reading."""
    canvas.saveState()
    canvas.setFillColor(_WATERMARK)
    canvas.setFont(BOLD, 26)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(55)
    canvas.drawCentredString(0, 0, printable(cover.watermark))
    canvas.restoreState()


def _foot(canvas: Canvas, cover: Cover, number: int, pages: int) -> None:
    canvas.saveState()
    canvas.setFillColor(SOFT)
    canvas.setFont(FONT, 7.5)
    canvas.drawString(_MARGIN, 10 * mm, printable(f"{cover.title} · {cover.watermark}"))
    canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, cover.page.format(page=number, pages=pages))
    canvas.restoreState()
