"""
Small workbooks.
"""

from tests.policy.documents.build_office import DECLARATION, SPACES, Parts, archive, relations

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def part(name: str, content: str, attributes: str = "") -> str:
    """A part whose root is in the namespace of sheets."""
    return f"{DECLARATION}<{name} {MAIN} {SPACES} {attributes}>{content}</{name}>"


def sheet(data: str, before: str = "", after: str = "") -> str:
    return part("worksheet", f"{before}<sheetData>{data}</sheetData>{after}")


def cell(reference: str, value: str, kind: str = "", style: str = "", formula: str = "") -> str:
    attributes = f' r="{reference}"' if reference else ""
    attributes += f' t="{kind}"' if kind else ""
    attributes += f' s="{style}"' if style else ""
    inner = f"<f>{formula}</f>" if formula else ""
    if kind == "inlineStr":
        return f"<c{attributes}>{inner}<is>{value}</is></c>"
    return f"<c{attributes}>{inner}<v>{value}</v></c>" if value else f"<c{attributes}>{inner}</c>"


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def styles(*codes: str) -> str:
    """One style for each number format; 14 is the date that ships with the program."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(codes)
    )
    cells = "".join(
        f'<xf numFmtId="{code if code == "14" else 164 + at}"/>' for at, code in enumerate(codes)
    )
    return part("styleSheet", f"<numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs>")


def strings(*items: str) -> str:
    return part("sst", "".join(f"<si>{item}</si>" for item in items))


def xlsx(
    *sheets: str,
    parts: Parts | None = None,
    told: tuple[tuple[str, str, str], ...] = (),
    of_sheet: tuple[tuple[str, str, str], ...] = (),
    workbook: str = "",
    states: tuple[str, ...] = (),
    shared: str = "",
    formats: str = "",
) -> bytes:
    """
    A workbook of these sheets: "Blad 1" and so on. `told` are further relations of the workbook,
    `of_sheet` those of the first sheet.
    """
    listed = "".join(
        f'<sheet name="Personeel {at}" sheetId="{at}" r:id="s{at}"'
        + (f' state="{states[at - 1]}"/>' if at <= len(states) else "/>")
        for at in range(1, len(sheets) + 1)
    )
    all_parts: Parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": part("workbook", f"{workbook}<sheets>{listed}</sheets>"),
        "xl/_rels/workbook.xml.rels": relations(
            *((f"s{at}", "worksheet", f"sheet{at}.xml") for at in range(1, len(sheets) + 1)),
            ("x1", "sharedStrings", "sharedStrings.xml"),
            ("x2", "styles", "styles.xml"),
            *told,
        ),
        "xl/_rels/sheet1.xml.rels": relations(*of_sheet),
        **{f"xl/sheet{at}.xml": data for at, data in enumerate(sheets, 1)},
    }
    if shared:
        all_parts["xl/sharedStrings.xml"] = shared
    if formats:
        all_parts["xl/styles.xml"] = formats
    return archive(all_parts | (parts or {}))
