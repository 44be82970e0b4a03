"""
Documents such as staff upload them, made here: public text, and in each the number that makes it
new, for a gateway that has judged the same bytes before does not judge them again.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pikepdf

from bench.ocr_pictures import Style, as_screen

_SPACE: Final = "http://schemas.openxmlformats.org"
_SENTENCES: Final = (
    "De gemeente maakt het centrum groener en veiliger voor wie te voet gaat of fietst.",
    "De werken starten na de zomer en duren ongeveer acht weken, als het weer meezit.",
    "Tijdens de werken blijven de handelszaken bereikbaar langs een pad van twee meter breed.",
    "Het plein krijgt nieuwe bomen, zitbanken en een stalling voor zestig fietsen.",
    "De ophaling van restafval gebeurt in die weken aan het begin van de straat.",
    "Wie vragen heeft over de planning, vindt de laatste stand op de website van de gemeente.",
    "Een subsidie bedraagt ten hoogste de helft van de bewezen kosten van een activiteit.",
    "Verenigingen dienen hun aanvraag in met het formulier dat bij dit reglement hoort.",
    "Het reglement geldt voor vijf jaar en wordt elk jaar geëvalueerd.",
    "De bibliotheek organiseert elke maand een voorleesuur voor kinderen van vier tot zeven.",
    "In het containerpark kan iedereen tuinafval, hout en steenpuin gratis brengen.",
    "De jaarmarkt vindt plaats op de laatste zondag van augustus, van tien tot achttien uur.",
    "Voor een fuif op het openbaar domein is een toelating nodig, net als voor een tent.",
    "Het recyclagepark is op maandag gesloten en op zaterdag de hele dag open.",
    "De speelpleinwerking zoekt animatoren die graag buiten zijn en goed met kinderen omgaan.",
    "Een boom planten in de voortuin mag zonder vergunning, een haag ook.",
)
_GOODS: Final = ("tafel", "stoel", "beamer", "tent", "podiumdeel", "nadarhek", "verlengsnoer")
_STORES: Final = ("loods", "sporthal", "bibliotheek", "gemeentehuis", "school")
_PAGE: Final = 2_600
"""Characters on a full page of a report."""


def _text(rng: random.Random, characters: int) -> str:
    sentences: list[str] = []
    while characters > 0:
        sentences.append(rng.choice(_SENTENCES))
        characters -= len(sentences[-1])
    return " ".join(sentences)


def letter(number: int, pages: int = 10) -> bytes:
    """A report as Word writes it: paragraphs in several runs, each with its looks."""
    rng = random.Random(number)
    looks = '<w:rPr><w:lang w:val="nl-BE"/></w:rPr>'
    paragraphs = []
    for _ in range(pages * 5):
        words = f"{number}. {_text(rng, _PAGE // 5)}".split(" ")
        runs = (" ".join(words[at : at + 12]) for at in range(0, len(words), 12))
        body = "".join(
            f'<w:r w:rsidR="00A1B2C3">{looks}<w:t xml:space="preserve">{run} </w:t></w:r>'
            for run in runs
        )
        paragraphs.append(
            f'<w:p w:rsidR="00D4E5F6"><w:pPr><w:jc w:val="both"/></w:pPr>{body}</w:p>'
        )
    space = f"{_SPACE}/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    kind = "wordprocessingml.document.main+xml"
    return _package({"word/document.xml": document}, {"/word/document.xml": kind})


def stock(number: int, rows: int = 5_000) -> bytes:
    """A sheet of six columns, two of them shared strings, as Excel writes it."""
    rng = random.Random(number)
    strings = [*_GOODS, *_STORES, f"lijst {number}"]
    cells = []
    for row in range(1, rows + 1):
        values = (
            f'<c r="A{row}"><v>{row}</v></c>'
            f'<c r="B{row}" t="s"><v>{rng.randrange(len(_GOODS))}</v></c>'
            f'<c r="C{row}" t="s"><v>{len(_GOODS) + rng.randrange(len(_STORES))}</v></c>'
            f'<c r="D{row}"><v>{rng.randint(1, 90)}</v></c>'
            f'<c r="E{row}"><v>{rng.randint(1, 90) + 0.5}</v></c>'
            f'<c r="F{row}" t="s"><v>{len(strings) - 1}</v></c>'
        )
        cells.append(f'<row r="{row}">{values}</row>')
    space = f"{_SPACE}/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{"".join(cells)}</sheetData></worksheet>'
    items = "".join(f"<si><t>{string}</t></si>" for string in strings)
    links = f"{_SPACE}/officeDocument/2006/relationships"
    return _package(
        {
            "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{links}"><sheets>'
            '<sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                {"worksheets/sheet1.xml": "worksheet", "sharedStrings.xml": "sharedStrings"}
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": f'<sst xmlns="{space}">{items}</sst>',
        },
        {
            "/xl/workbook.xml": "spreadsheetml.sheet.main+xml",
            "/xl/worksheets/sheet1.xml": "spreadsheetml.worksheet+xml",
            "/xl/sharedStrings.xml": "spreadsheetml.sharedStrings+xml",
        },
    )


def report(number: int, pages: int = 50) -> bytes:
    """A PDF of full pages of text, line by line."""
    rng = random.Random(number)
    file = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for _ in range(pages):
        page = file.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = _lines(f"{number}. {_text(rng, _PAGE)}")
        shown = "".join(f"({line}) Tj T* " for line in lines)
        content = f"BT /F1 10 Tf 14 TL 50 790 Td {shown}ET".encode("cp1252")
        page.Contents = file.make_stream(content)
    raw = io.BytesIO()
    file.save(raw, compress_streams=True)
    return raw.getvalue()


def screenshot(number: int) -> bytes:
    """A whole screen with a public text in a window."""
    rng = random.Random(number)
    lines = [line for _ in range(14) for line in (rng.choice(_SENTENCES), "")]
    raw = io.BytesIO()
    screen = as_screen(lines, Style(size=14))
    screen.putpixel((screen.width - 1, screen.height - 1), (number % 256, number // 256 % 256, 0))
    screen.save(raw, "PNG")
    return raw.getvalue()


PAPERS: Final[Mapping[str, Callable[[int], bytes]]] = {
    "10-page docx": letter,
    "50-page pdf": report,
    "5,000-row xlsx": stock,
    "screenshot": screenshot,
}
"""What is promised a time, by what it is called."""


def _lines(text: str, width: int = 90) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if len(line) + len(word) > width:
            yield line
            line = ""
        line += f"{word} "
    yield line


def _relations(targets: Mapping[str, str]) -> str:
    kind = f"{_SPACE}/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{number}" Type="{kind}/{name}" Target="{target}"/>'
        for number, (target, name) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_SPACE}/package/2006/relationships">{links}</Relationships>'


def _package(parts: Mapping[str, str], kinds: Mapping[str, str]) -> bytes:
    """An Office file whose first part is its main one."""
    office = "application/vnd.openxmlformats-officedocument"
    named = "".join(
        f'<Override PartName="{name}" ContentType="{office}.{kind}"/>'
        for name, kind in kinds.items()
    )
    types = (
        f'<Types xmlns="{_SPACE}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{named}</Types>"
    )
    main = {next(iter(parts)): "officeDocument"}
    everything = {"[Content_Types].xml": types, "_rels/.rels": _relations(main), **parts}
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in everything.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return raw.getvalue()
