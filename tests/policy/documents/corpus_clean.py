"""
Public documents of a municipality in every format: none of them may be refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from html import escape

from tests.policy.documents.build_odf import cell as open_cell
from tests.policy.documents.build_odf import odp, ods, odt, p, table
from tests.policy.documents.build_odf import row as open_row
from tests.policy.documents.build_office import docx
from tests.policy.documents.build_pdf import PdfFile
from tests.policy.documents.build_pictures import saved
from tests.policy.documents.build_rtf import rtf
from tests.policy.documents.build_sheets import cell, row, sheet, xlsx
from tests.policy.documents.build_text import zipped
from tests.policy.documents.corpus import Trap
from tests.policy.documents.corpus_clean_texts import BUDGET, SENSORS, TARIFFS, TEXTS
from tests.policy.documents.corpus_office import dressed
from tests.policy.documents.corpus_pdf import written
from tests.policy.documents.corpus_pictures import drawn, svg
from tests.policy.documents.corpus_slides import shape, show, slide
from tests.policy.documents.corpus_text import in_rtf
from tests.policy.documents.corpus_word import said

type Lines = Sequence[str]
type Table = Sequence[Sequence[str]]


def as_docx(lines: Lines) -> bytes:
    return dressed(docx("".join(map(said, lines))))


def as_pptx(lines: Lines) -> bytes:
    return dressed(show(*(slide(shape(lines[0]), shape(line)) for line in lines[1:])))


def as_odt(lines: Lines) -> bytes:
    return odt("".join(p(escape(line)) for line in lines))


def as_odp(lines: Lines) -> bytes:
    pages = (
        "<draw:page><draw:frame><draw:text-box>"
        f"{p(escape(line))}</draw:text-box></draw:frame></draw:page>"
        for line in lines
    )
    return odp("".join(pages))


def as_pdf(lines: Lines) -> bytes:
    file = PdfFile()
    file.page(written(*(part for line in lines for part in wrapped(line))))
    return file.raw()


def wrapped(line: str, width: int = 80) -> list[str]:
    """A text in lines as long as a sheet is wide."""
    lines = [""]
    for word in line.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    return lines


def as_rtf(lines: Lines) -> bytes:
    return rtf("".join(rf"\pard {in_rtf(line)}\par " for line in lines))


def as_text(lines: Lines) -> bytes:
    return "\r\n".join(lines).encode("cp1252")


def as_markdown(lines: Lines) -> bytes:
    return "\n\n".join((f"# {lines[0]}", *(f"- {line}" for line in lines[1:]))).encode()


def as_html(lines: Lines) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
    title = escape(lines[0])
    head = f"<!DOCTYPE html><html lang=nl><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1>{body}</body></html>".encode()


def as_mail(lines: Lines) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Gemeente Kortenberg <info@kortenberg.be>"
    mail["To"] = "communicatie@kortenberg.be"
    mail["Subject"] = lines[0]
    mail["Date"] = "Mon, 05 Jan 2026 10:00:00 +0100"
    mail["Message-ID"] = "<20260105100000.1@mail.kortenberg.be>"
    for at in (3, 2, 1):
        mail["Received"] = (
            f"from relay{at}.kortenberg.be (relay{at}.kortenberg.be [10.20.{at}.7]) by "
            f"mx{at}.kortenberg.be with ESMTPS id 4Zx{at}; Mon, 5 Jan 2026 10:00:0{at} +0100"
        )
    mail.set_content("\n".join(lines[1:]))
    return mail.as_bytes()


def as_drawing(lines: Lines) -> bytes:
    return svg(
        "".join(f'<text x="5" y="{20 * at}">{escape(line)}</text>' for at, line in enumerate(lines))
    )


def as_picture(lines: Lines) -> bytes:
    return saved(drawn([part for line in lines for part in wrapped(line, 60)], 20), "PNG")


def as_sheet(rows: Table) -> bytes:
    told = (
        row(
            at,
            *(cell(f"{'ABCDEF'[column]}{at}", *_typed(text)) for column, text in enumerate(cells)),
        )
        for at, cells in enumerate(rows, 1)
    )
    return dressed(xlsx(sheet("".join(told))))


def _typed(text: str) -> tuple[str, str]:
    number = text.replace(",", ".").lstrip("-")
    if number.replace(".", "").isdecimal():
        return text.replace(",", "."), ""
    return f"<t>{escape(text)}</t>", "inlineStr"


def as_open_sheet(rows: Table) -> bytes:
    return ods(table("Blad1", *(open_row(*map(open_cell, map(escape, cells))) for cells in rows)))


def as_csv(rows: Table) -> bytes:
    return "\r\n".join(";".join(cells) for cells in rows).encode()


def as_tsv(rows: Table) -> bytes:
    return "\n".join("\t".join(cells) for cells in rows).encode()


def as_json(records: Sequence[dict[str, object]]) -> bytes:
    return json.dumps({"bron": "open data", "records": list(records)}, indent=1).encode()


def as_xml(records: Sequence[dict[str, object]]) -> bytes:
    told = (
        "<meting>" + "".join(f"<{key}>{value}</{key}>" for key, value in one.items()) + "</meting>"
        for one in records
    )
    head = '<?xml version="1.0"?><metingen xmlns="urn:open:data">'
    return f"{head}{''.join(told)}</metingen>".encode()


def as_geojson(records: Sequence[dict[str, object]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one["lon"], one["lat"]]},
            "properties": {"id": one["id"], "aantal": one["aantal"]},
        }
        for one in records
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def calendar() -> bytes:
    events = (
        "\r\n".join(
            (
                *(
                    "BEGIN:VEVENT",
                    f"UID:ophaling-{day}@kortenberg.be",
                    f"DTSTART;VALUE=DATE:202602{day:02}",
                ),
                *(
                    "SUMMARY:Restafval",
                    "DESCRIPTION:Zet de zakken buiten vanaf 20 uur.",
                    "END:VEVENT",
                ),
            )
        )
        for day in (2, 9, 16, 23)
    )
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", "")).encode()


def card() -> bytes:
    return "\r\n".join(
        (
            *("BEGIN:VCARD", "VERSION:3.0", "N:;Gemeente Kortenberg;;;", "FN:Gemeente Kortenberg"),
            *("ORG:Gemeente Kortenberg", "TEL;TYPE=WORK:02 755 30 70", "EMAIL:info@kortenberg.be"),
            *("URL:https://www.kortenberg.be", "END:VCARD", ""),
        )
    ).encode()


def archive() -> bytes:
    return zipped(
        {
            "brochure.docx": as_docx(TEXTS["premie"]),
            "tarieven.csv": as_csv(TARIFFS),
            "lees mij.txt": as_text(TEXTS["sport"]),
        }
    )


_OF_LINES: dict[str, Callable[[Lines], bytes]] = {
    "docx": as_docx,
    "pdf": as_pdf,
    "odt": as_odt,
    "pptx": as_pptx,
    "html": as_html,
    "txt": as_text,
    "eml": as_mail,
    "md": as_markdown,
    "rtf": as_rtf,
    "odp": as_odp,
    "svg": as_drawing,
    "png": as_picture,
}
_OF_TABLES: dict[str, Callable[[Table], bytes]] = {
    "xlsx": as_sheet,
    "ods": as_open_sheet,
    "csv": as_csv,
    "tsv": as_tsv,
}
_OF_RECORDS: dict[str, Callable[[Sequence[dict[str, object]]], bytes]] = {
    "json": as_json,
    "xml": as_xml,
    "geojson": as_geojson,
}
EACH = 3
"""In how many formats each text comes."""


def clean_files(each: int = EACH) -> Iterator[Trap]:
    """Each text in `each` of the formats in turn, each table and all records in every one."""
    formats = list(_OF_LINES)
    for number, (name, lines) in enumerate(TEXTS.items()):
        for step in range(each):
            # Five formats further each time, so that every text comes in unlike ones.
            kind = formats[(number + 5 * step) % len(formats)]
            yield Trap(kind, name, _OF_LINES[kind](lines), ())
    for kind, of_rows in _OF_TABLES.items():
        yield Trap(kind, "tarieven", of_rows(TARIFFS), ())
        yield Trap(kind, "budget", of_rows(BUDGET), ())
    for kind, of_records in _OF_RECORDS.items():
        yield Trap(kind, "tellingen", of_records(SENSORS), ())
    yield Trap("ics", "afvalkalender", calendar(), ())
    yield Trap("vcf", "gemeente", card(), ())
    yield Trap("zip", "pakket", archive(), ())
