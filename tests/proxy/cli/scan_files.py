"""
Files with people in them, for the tests of `promptwacht scan`.
"""

import json

from proxy.__main__ import main
from tests.policy.documents.build_office import DECLARATION, docx, paragraph, root, run
from tests.policy.documents.build_sheets import cell, row, sheet, strings, xlsx

NUMBER = "85.07.30-033.28"
NAME = "Jan Peeters"
PHONE = "0475 12 34 56"

CORE = (
    '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="http://schemas.'
    'openxmlformats.org/package/2006/metadata/core-properties">'
    f"<dc:creator>{NAME}</dc:creator></cp:coreProperties>"
)
SHEET_TYPES = (
    f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def letter(*runs: str, footer: str = "Gemeente Kortenberg", **parts: str) -> bytes:
    """A Word document with one paragraph of these runs, a line below it and a footer."""
    body = paragraph(*map(run, runs)) + paragraph(run("Vriendelijke groeten", "<w:b/>"))
    return docx(
        body,
        {"word/footer1.xml": root("w:ftr", paragraph(run(footer)))} | parts,
        ("f1", "footer", "footer1.xml"),
    )


def workbook(*rows: tuple[str, str]) -> bytes:
    """A sheet with two columns of shared strings, split over runs as Excel does for marks."""
    texts = list(dict.fromkeys(text for pair in rows for text in pair))
    cells = (
        row(
            number,
            cell(f"A{number}", str(texts.index(first)), "s"),
            cell(f"B{number}", str(texts.index(second)), "s"),
        )
        for number, (first, second) in enumerate(rows, 1)
    )
    shared = strings(*(f"<r><t>{text[:3]}</t></r><r><t>{text[3:]}</t></r>" for text in texts))
    return xlsx(sheet("".join(cells)), shared=shared, parts={"[Content_Types].xml": SHEET_TYPES})


def scanned(capsys, *words) -> tuple[int, dict[str, dict]]:
    """Exit code, and the reports by the names of their files."""
    code = main(["scan", "--json", *map(str, words)])
    reports = map(json.loads, capsys.readouterr().out.splitlines())
    return code, {report["source"].rpartition("/")[2]: report for report in reports}


def places(report) -> list[tuple[str, dict]]:
    return [(one["kind"], one["place"]) for one in report["findings"]]
