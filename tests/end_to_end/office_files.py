"""
Small files as people upload them, made here: each holds the text that it is given.
"""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pikepdf
from PIL import Image, ImageDraw, ImageFont

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = "application/vnd.openxmlformats-officedocument"


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return _archive(
        {
            "[Content_Types].xml": _types(
                ("/word/document.xml", f"{_OPEN}.wordprocessingml.document.main+xml")
            ),
            "_rels/.rels": _relations("word/document.xml", "officeDocument"),
            "word/document.xml": (
                f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
            ),
        }
    )


def xlsx(*rows: tuple[str, ...]) -> bytes:
    """One sheet of texts."""
    cells = "".join(
        f'<row r="{r}">{"".join(_cell(r, c, text) for c, text in enumerate(row))}</row>'
        for r, row in enumerate(rows, 1)
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return _archive(
        {
            "[Content_Types].xml": _types(
                ("/xl/workbook.xml", f"{_OPEN}.spreadsheetml.sheet.main+xml"),
                ("/xl/worksheets/sheet1.xml", f"{_OPEN}.spreadsheetml.worksheet+xml"),
            ),
            "_rels/.rels": _relations("xl/workbook.xml", "officeDocument"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _relations("worksheets/sheet1.xml", "worksheet"),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>'
            ),
        }
    )


def _cell(row: int, column: int, text: str) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _types(*overrides: tuple[str, str]) -> str:
    named = "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in overrides)
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{named}</Types>"
    )


def _relations(target: str, kind: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Target="{target}" Type="{_OFFICE}/{kind}"/></Relationships>'
    )


def _archive(parts: dict[str, str]) -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return raw.getvalue()


def pdf(*pages: str) -> bytes:
    """One line a page, in Latin letters."""
    file = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for text in pages:
        page = file.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        content = f"BT /F1 9 Tf 40 780 Td ({shown}) Tj ET".encode("cp1252")
        page.Contents = file.make_stream(content)
    raw = BytesIO()
    file.save(raw)
    return raw.getvalue()


def png(*lines: str) -> bytes:
    """Large black letters on white."""
    font = ImageFont.load_default(size=32)
    picture = Image.new("RGB", (1500, 60 + 60 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((30, 30 + 60 * number), line, fill="black", font=font)
    raw = BytesIO()
    picture.save(raw, "PNG")
    return raw.getvalue()
