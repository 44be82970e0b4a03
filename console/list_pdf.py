"""
The published list as a PDF, for the intranet, Smartschool and the notice board (R-420).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from console.tools_list import Tool, ToolsList

MEDIA_TYPE: Final = "application/pdf"

_FONTS: Final = Path(reportlab.__file__).parent / "fonts"
# Bitstream Vera, which comes with the library: it is embedded, so that accents are there on every
# machine.
_PLAIN, _BOLD = "Vera", "VeraBd"
_INK, _SOFT, _EDGE = HexColor("#1b2733"), HexColor("#4a5a68"), HexColor("#d3dbe2")
_BAND = HexColor("#e8f3f0")
_LINE = 1.35
_WIDTHS = (55 * mm, 115 * mm)


def list_pdf(tools: ToolsList, words: Mapping[str, Any], *, version: str, language: str) -> bytes:
    """The list in `language`, with `words` of the page and the line that tells its `version`."""
    _register_fonts()
    page, site = words["list"], words["site"]
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=22 * mm,
        title=f"{page['title']} – {site['organisation']}",  # noqa: RUF001 -- a dash in a title
        author=site["organisation"],
        subject=version,
        lang=f"{language}-BE",
        displayDocTitle=True,
    )

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(_PLAIN, 8)
        canvas.setFillColor(_SOFT)
        canvas.drawString(20 * mm, 12 * mm, version)
        canvas.drawRightString(A4[0] - 20 * mm, 12 * mm, str(canvas.getPageNumber()))

    document.build(_story(tools, page, site, version), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _story(
    tools: ToolsList, page: Mapping[str, Any], site: Mapping[str, Any], version: str
) -> list[Flowable]:
    parts: list[Flowable] = [
        _text(site["organisation"], size=9, colour=_SOFT),
        _text(page["title"], size=18, bold=True, after=6),
        _text(version, size=9, colour=_SOFT, after=8),
        _text(page["rule"], after=10),
        *_section(page["allowed"], page["allowed_intro"]),
        _allowed(tools.allowed, page),
    ]
    if tools.suspended:
        parts += _section(page["suspended"], page["suspended_intro"])
        parts.append(_refused(tools.suspended, page))
    parts += _section(page["excluded"], page["excluded_intro"])
    parts.append(_refused(tools.excluded, page))
    parts += _section(page["unlisted"], page["unlisted_intro"])
    return parts


def _allowed(tools: Sequence[Tool], page: Mapping[str, Any]) -> Flowable:
    if not tools:
        return _text(page["allowed_none"])
    rows = [(t, t.conditions or page["conditions_default"], t.is_readable) for t in tools]
    told = [(t, text if ok else f"{text} {page['not_readable']}") for t, text, ok in rows]
    return _table(page["tool"], page["conditions"], told)


def _refused(tools: Sequence[Tool], page: Mapping[str, Any]) -> Flowable:
    if not tools:
        return _text(page["excluded_none"])
    return _table(
        page["tool"], page["reason"], [(t, t.reason or page["reason_default"]) for t in tools]
    )


def _table(left: str, right: str, rows: Sequence[tuple[Tool, str]]) -> Table:
    head = [_text(left, bold=True), _text(right, bold=True)]
    body = [[_tool(tool), _text(text)] for tool, text in rows]
    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), _BAND),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, _EDGE),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    return Table([head, *body], colWidths=_WIDTHS, repeatRows=1, style=style)


def _tool(tool: Tool) -> Paragraph:
    name = f'<font name="{_BOLD}">{escape(tool.name)}</font>'
    return Paragraph(f'{name}<br/><font size="8">{escape(tool.vendor)}</font>', _style())


def _section(title: str, intro: str) -> list[Flowable]:
    return [Spacer(1, 12), _text(title, size=13, bold=True, after=3), _text(intro, after=5)]


def _text(
    text: str, *, size: float = 10, bold: bool = False, after: float = 0, colour: Any = _INK
) -> Paragraph:
    return Paragraph(escape(text), _style(size, bold=bold, after=after, colour=colour))


def _style(
    size: float = 10, *, bold: bool = False, after: float = 0, colour: Any = _INK
) -> ParagraphStyle:
    return ParagraphStyle(
        "text",
        fontName=_BOLD if bold else _PLAIN,
        fontSize=size,
        leading=size * _LINE,
        spaceAfter=after,
        textColor=colour,
    )


def _register_fonts() -> None:
    known = pdfmetrics.getRegisteredFontNames()
    for name in (_PLAIN, _BOLD):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
