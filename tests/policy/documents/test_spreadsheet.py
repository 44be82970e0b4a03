"""
All that a workbook says, with sheet, row and column.
"""

from itertools import groupby
from random import Random

import pytest

from policy.documents.interface import Contents, Part, Place, Unread, UnreadError
from policy.documents.spreadsheet import read_xlsx
from policy.documents.spreadsheet_codes import without_codes, words_in_formula
from policy.documents.spreadsheet_plain import plain_sheet
from tests.policy.documents.build_office import (
    PICTURE,
    PICTURE_TEXT,
    SPACES,
    budget,
    nested,
    parts_with,
    places,
    root,
    text_body,
    texts,
)
from tests.policy.documents.build_sheets import cell, part, row, sheet, strings, styles, xlsx


def read(raw: bytes, **limits: int) -> Contents:
    return read_xlsx(raw, budget(**limits), nested)


def reason(raw: bytes, **limits: int) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(raw, **limits)
    return caught.value.reason


def rows(contents: Contents, part: Part = Part.TABLE) -> list[str]:
    """Rows as a reader joins them: neighbours of one part, sheet and row, with tabs."""
    cells = [piece for piece in contents.pieces if piece.place.part is part and piece.place.row]
    joined = groupby(cells, key=lambda piece: (piece.place.sheet, piece.place.row))
    return ["\t".join(piece.text for piece in group) for _, group in joined]


def shown(value: str, code: str, workbook: str = "", kind: str = "") -> str:
    raw = xlsx(
        sheet(row(1, cell("A1", value, kind, style="0"))), workbook=workbook, formats=styles(code)
    )
    (text,) = texts(read(raw), Part.TABLE)
    return text


def test_cells_are_pieces_that_join_to_rows_under_their_headings():
    """
    Shared, own and computed texts, in order, each with its place.
    """
    shared = strings(
        "<t>Naam</t>", "<t>Rijksregister</t>", "<r><t>Jan </t></r><r><t>Peeters</t></r>"
    )
    raw = xlsx(
        sheet(
            row(
                1, cell("A1", "0", "s"), cell("B1", "1", "s"), cell("D1", "<t>Opm</t>", "inlineStr")
            )
            + row(2, cell("A2", "2", "s"), cell("B2", "85073003328"), cell("D2", "ziek", "str"))
            + row(5, cell("", "1", "b"), cell("", "#N/A", "e"))
        ),
        shared=shared,
    )

    contents = read(raw)

    assert rows(contents) == [
        "Naam\tRijksregister\tOpm",
        "Jan Peeters\t85073003328\tziek",
        "TRUE\t#N/A",
    ]
    assert places(contents, "Jan Peeters") == [Place(part=Part.TABLE, sheet=1, row=2, column=1)]
    assert places(contents, "#N/A") == [Place(part=Part.TABLE, sheet=1, row=5, column=2)]
    assert places(contents, "ziek")[0].column == 4
    assert contents.pages == 1


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("31118", "14", "12/03/1985"),
        ("31118", "dd/mm/yyyy", "12/03/1985"),
        ("31118", "[$-813]d mmmm yyyy;@", "12/03/1985"),
        ("31118.604166666664", "m/d/yy h:mm", "12/03/1985 14:30"),
        ("0.604166666666667", "h:mm", "14:30"),
        ("1.5", "[h]:mm", "36:00"),
        ("1", "14", "01/01/1900"),
        ("60", "14", "29/02/1900"),
        ("61", "14", "01/03/1900"),
        ("-4", "14", "-4"),
        ("9999999", "14", "9999999"),
        ("1985", "General", "1985"),
        ("8.5073003328E10", "0", "85073003328"),
        ("4.75123456E8", "0000 00 00 00", "0475 12 34 56"),
        ("475123456", "0000\\/00\\.00\\.00", "0475/12.34.56"),
        (
            "85073003328",
            "00&quot;.&quot;00&quot;.&quot;00&quot;-&quot;000&quot;.&quot;00",
            "85.07.30-033.28",
        ),
        ("5073003328", "00000000000", "05073003328"),
        ("123456789012", "00 00", "1234567890 12"),
        ("12", "&quot;Dossier &quot;#00", "Dossier 12"),
        ("1234.5", "#,##0.00 &quot;euro&quot;", "1234.5"),
        ("0.30000000000000004", "General", "0.3"),
        ("1.2345678901234568E+17", "General", "123456789012345680"),
        ("1E-3", "0.00", "0.001"),
        ("geen getal", "0", "geen getal"),
    ],
)
def test_numbers_are_shown_as_people_see_them(value, code, expected):
    """
    Dates as dates, all digits, leading zeros and separators of the format, no exponent.
    """
    assert shown(value, code) == expected


def test_days_from_1904_and_dates_in_iso_form():
    """
    The other epoch, and the other way to write a date.
    """
    assert shown("29656", "14", workbook='<workbookPr date1904="1"/>') == "12/03/1985"
    assert shown("1985-03-12T00:00:00", "14", kind="d") == "12/03/1985"
    assert shown("1985-03-12T14:30:00Z", "14", kind="d") == "12/03/1985 14:30"


def test_words_in_number_formats():
    """
    A format may show any text beside or instead of a number.
    """
    contents = read(
        xlsx(sheet(""), formats=styles("0 &quot;Jan Peeters&quot;", "\\g\\e\\h\\e\\i\\m"))
    )

    assert texts(contents, Part.PROPERTY) == ["Personeel 1", "Jan Peeters", "geheim"]


def test_hidden_rows_and_columns_come_after_with_their_headings():
    """
    Rows that are shown stay whole; hidden ones are hidden text under the first row.
    """
    raw = xlsx(
        sheet(
            row(1, cell("A1", "Naam", "str"), cell("B1", "Loon", "str"), cell("C1", "Gsm", "str"))
            + row(2, *(cell(f"{c}2", f"zicht{c}", "str") for c in "ABC"))
            + row(3, *(cell(f"{c}3", f"weg{c}", "str") for c in "ABC"), attributes='hidden="1"'),
            before='<cols><col min="2" max="2" width="0" hidden="1"/></cols>',
        )
    )

    contents = read(raw)

    assert rows(contents) == ["Naam\tGsm", "zichtA\tzichtC"]
    assert rows(contents, Part.HIDDEN) == ["Naam\tLoon\tGsm", "zichtB", "wegA\twegB\twegC"]


def test_rows_that_a_filter_hides_keep_their_headings():
    """
    Usually the first row is shown and most others are not.
    """
    raw = xlsx(
        sheet(
            row(1, cell("A1", "Naam", "str"), cell("B1", "Stamnr", "str"))
            + row(2, cell("B2", "123"), attributes='hidden="true"')
        )
    )

    assert rows(read(raw), Part.HIDDEN) == ["Stamnr", "123"]


def test_headings_stand_below_a_title():
    """
    What is hidden stands under the headings, not under the title of the sheet.
    """
    raw = xlsx(
        sheet(
            row(1, cell("A1", "Personeel", "str"))
            + row(2, cell("A2", "Naam", "str"), cell("B2", "Geboren", "str"))
            + row(3, cell("A3", "Jan", "str"), cell("B3", "1985", "str"), attributes='hidden="1"')
            + row(4, cell("A4", "Els", "str"), cell("B4", "1990", "str"))
        )
    )
    behind = xlsx(
        sheet(
            row(1, cell("A1", "Personeel", "str"))
            + row(2, cell("A2", "Naam", "str"), cell("B2", "Geboren", "str"))
            + row(3, cell("A3", "Jan", "str"), cell("B3", "1985", "str")),
            before='<cols><col min="2" max="2" hidden="1"/></cols>',
        )
    )

    assert rows(read(raw), Part.HIDDEN) == ["Naam\tGeboren", "Jan\t1985"]
    assert rows(read(raw)) == ["Personeel", "Naam\tGeboren", "Els\t1990"]
    assert rows(read(behind), Part.HIDDEN) == ["Geboren", "1985"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets(state):
    """
    Their cells are hidden text with their own sheet number.
    """
    raw = xlsx(sheet(""), sheet(row(1, cell("A1", "geheim", "str"))), states=("visible", state))

    contents = read(raw)

    assert places(contents, "geheim") == [Place(part=Part.HIDDEN, sheet=2, row=1, column=1)]
    assert places(contents, "Personeel 2") == [Place(part=Part.PROPERTY, sheet=2)]
    assert contents.pages == 2


def test_formulas_tell_their_texts_once():
    """
    What a formula says in words is read with its cell; a column of the same formula says it once;
    a formula without a value is its own text.
    """
    raw = xlsx(
        sheet(
            row(1, cell("A1", "ja", "str", formula='IF(B1="Jan Peeters","ja","nee")'))
            + row(2, cell("A2", "nee", "str", formula='IF(B2="Jan Peeters","ja","nee")'))
            + row(3, cell("A3", "", formula='HYPERLINK("mailto:jan@example.be","mail")'))
            + row(4, cell("A4", "3", formula="SUM(A1:B2)"))
            + row(
                5, cell("A5", "1", formula="VLOOKUP(475123456,'C:\\hr\\[loon.xlsx]Blad1'!A1:B9,2)")
            )
        )
    )

    contents = read(raw)

    assert rows(contents)[2] == '=HYPERLINK("mailto:jan@example.be","mail")'
    assert [(p.text, p.place.row) for p in contents.pieces if p.place.part is Part.HIDDEN] == [
        ('=IF(B1="Jan Peeters","ja","nee")', 1),
        ("=VLOOKUP(475123456,'C:\\hr\\[loon.xlsx]Blad1'!A1:B9,2)", 5),
    ]


def test_words_and_codes():
    """
    Codes of fonts and sections in headers are no text; texts in formulas are.
    """
    assert without_codes('&L&"Arial,Bold"&12Dienst&CJan && Els&R&P/&N &KFF0000rood') == (
        "Dienst\nJan & Els\n/ rood"
    )
    assert without_codes("&0475123456") == "0475123456"
    assert words_in_formula('A1&"x ""y"""&123456&AB1234567&"--"') == ('x "y"', "123456")


def test_strings_that_no_cell_shows_and_how_words_are_pronounced():
    """
    Both are in the file.
    """
    shared = strings("<t>Jan</t><rPh sb='0' eb='1'><t>jean</t></rPh>", "<t>vergeten</t>")
    raw = xlsx(sheet(row(1, cell("A1", "0", "s"))), shared=shared)

    contents = read(raw)

    assert texts(contents, Part.TABLE) == ["Jan"]
    assert texts(contents, Part.HIDDEN) == ["vergeten", "jean"]


@pytest.mark.parametrize("end", ["", "<!-- -->"], ids=["usual", "for expat"])
def test_characters_that_xml_does_not_hold_are_what_they_stand_for(end):
    """
    An end of a line as Excel writes it parts two names; `_x005F_` is a `_`.
    """
    lines, told = "Jan Peeters_x000D_\nLotte Janssens_x000d_\n", "Jan Peeters\r\nLotte Janssens\r\n"
    shared = part("sst", f"<si><t>{lines}</t></si><si><t>a_x005F_x000D_b</t></si>{end}")
    cells = sheet(
        row(1, cell("A1", "0", "s"), cell("B1", "1", "s"), cell("C1", lines, "str"))
        + row(2, cell("A2", f"<t>{lines}</t>", "inlineStr")),
        after=f"<headerFooter><oddFooter>&amp;L_x000D_&amp;1#Jan_x000D_</oddFooter></headerFooter>{end}",
    )
    comment = f'<comment ref="A1"><text><t>{lines}</t></text></comment>'
    raw = xlsx(
        cells,
        shared=shared,
        parts={"xl/c.xml": part("comments", f"<commentList>{comment}</commentList>")},
        of_sheet=(("r1", "comments", "c.xml"),),
    )

    contents = read(raw)

    assert texts(contents, Part.TABLE) == [told, "a_x000D_b", told, told]
    assert texts(contents, Part.COMMENT) == [told]
    assert texts(contents, Part.FOOTER) == ["#Jan"]


def test_comments_stand_at_their_cells():
    """
    Notes, threaded comments, and who wrote them.
    """
    comments = part(
        "comments",
        '<authors><author>An Maes</author></authors><commentList><comment ref="B3" authorId="0">'
        "<text><r><t>bel </t></r><r><t>Jan</t></r></text></comment></commentList>",
    )
    threaded = root(
        "tc:ThreadedComments",
        '<tc:threadedComment ref="C4"><tc:text>Els is ziek</tc:text></tc:threadedComment>',
    )
    persons = root(
        "tc:personList", '<tc:person displayName="Piet Claes" userId="S::piet@x.be::1"/>'
    )
    raw = xlsx(
        sheet(""),
        parts={"xl/c.xml": comments, "xl/t.xml": threaded, "xl/p.xml": persons},
        of_sheet=(("r1", "comments", "c.xml"), ("r2", "threadedComment", "t.xml")),
        told=(("r9", "person", "p.xml"),),
    )

    contents = read(raw)

    assert places(contents, "bel Jan") == [Place(part=Part.COMMENT, sheet=1, row=3, column=2)]
    assert places(contents, "Els is ziek") == [Place(part=Part.COMMENT, sheet=1, row=4, column=3)]
    assert {"An Maes", "Piet Claes", "S::piet@x.be::1"} <= set(texts(contents, Part.PROPERTY))


def test_what_a_sheet_has_beside_its_cells():
    """
    Headers and footers, choices and prompts, links, filters, names.
    """
    after = (
        "<dataValidations><dataValidation prompt='Kies een cliënt' errorTitle='Fout van An'>"
        '<formula1>"Jan,Piet"</formula1></dataValidation></dataValidations>'
        "<autoFilter ref='A1:A9'><filterColumn><filters><filter val='Els Claes'/></filters>"
        "</filterColumn></autoFilter>"
        '<hyperlinks><hyperlink ref="A1" r:id="h1" tooltip="Mail An"/></hyperlinks>'
        "<headerFooter><oddHeader>&amp;CVertrouwelijk</oddHeader><oddFooter>&amp;LPag &amp;P"
        "</oddFooter></headerFooter>"
        "<extLst><ext><x14:dataValidation><x14:formula1><xm:f>Lijst!$A$1:$A$5</xm:f></x14:formula1>"
        '</x14:dataValidation><x14:dataValidation><xm:f>"Mia"</xm:f></x14:dataValidation></ext></extLst>'
    )
    names = (
        "<definedNames><definedName name='wachtwoord'>\"Zomer2024\"</definedName></definedNames>"
    )
    raw = xlsx(
        sheet("", after=after),
        workbook=names,
        of_sheet=(("h1", "hyperlink", "mailto:an@example.be"),),
    )

    contents = read(raw)

    assert texts(contents, Part.HEADER) == ["Vertrouwelijk"]
    assert texts(contents, Part.FOOTER) == ["Pag"]
    assert texts(contents, Part.FORM_FIELD) == [
        *("Kies een cliënt", "Fout van An", '"Jan,Piet"', '"Mia"')
    ]
    assert texts(contents, Part.HIDDEN) == ["Els Claes"]
    assert {"wachtwoord", '"Zomer2024"', "Mail An", "mailto:an@example.be"} <= set(
        texts(contents, Part.PROPERTY)
    )
    assert not places(contents, "$A$1")
    assert places(contents, "Vertrouwelijk") == [Place(part=Part.HEADER, sheet=1)]


def test_drawings_in_sheets():
    """
    Text boxes, forms in VML (with its open breaks), pictures and charts are on their sheet.
    """
    drawing = root(
        "xdr:wsDr",
        f"<xdr:sp><xdr:from><xdr:col>3</xdr:col></xdr:from><xdr:txBody>{text_body('In een kader')}"
        "</xdr:txBody></xdr:sp>",
    )
    vml = (
        f"<xml {SPACES}><v:shape><v:textbox><div><font>Knop<br>van Jan</font></div></v:textbox>"
        "<x:ClientData><x:Anchor> 1, 15, 0, 2</x:Anchor><x:Row>2</x:Row></x:ClientData>"
        "</v:shape></xml>"
    )
    raw = xlsx(
        sheet(""),
        parts={"xl/d.xml": drawing, "xl/v.vml": vml, "xl/media/i.png": PICTURE}
        | {"xl/_rels/d.xml.rels": '<Relationships xmlns="x"><Relationship Id="r1"'
           ' Type="x/image" Target="media/i.png"/></Relationships>'},
        of_sheet=(("r1", "drawing", "d.xml"), ("r2", "vmlDrawing", "v.vml")),
    )  # fmt: skip

    contents = read(raw)

    assert places(contents, "In een kader") == [Place(part=Part.TEXT_BOX, sheet=1)]
    assert {place.sheet for place in places(contents, "Knop") + places(contents, "van Jan")} == {1}
    assert places(contents, PICTURE_TEXT) == [Place(part=Part.PICTURE, sheet=1)]
    assert not places(contents, "15")


def test_what_the_workbook_remembers_of_other_data():
    """
    Pivot caches, other workbooks, connections: values that no sheet shows.
    """
    definition = part(
        "pivotCacheDefinition",
        '<cacheFields><cacheField name="Cliënt"><sharedItems><s v="Jan Peeters"/>'
        '<n v="8.5073003328E10"/><d v="1985-03-12T00:00:00"/></sharedItems></cacheField>'
        "</cacheFields>",
    )
    records = part("pivotCacheRecords", '<r><s v="Els"/><x v="0"/></r><r><s v="Piet"/></r>')
    link = part(
        "externalLink",
        '<externalBook><sheetNames><sheetName val="Lonen 2024"/></sheetNames><sheetDataSet>'
        '<sheetData><row r="2"><cell r="C2" t="str"><v>An Maes</v></cell></row></sheetData>'
        "</sheetDataSet></externalBook>",
    )
    connections = part(
        "connections",
        '<connection name="hr"><dbPr connection="Server=srv1;Pwd=Zomer2024"/></connection>',
    )
    raw = xlsx(
        sheet(""),
        parts={
            "xl/d.xml": definition,
            "xl/r.xml": records,
            "xl/l.xml": link,
            "xl/c.xml": connections,
        },
        told=(
            ("r1", "pivotCacheDefinition", "d.xml"),
            ("r2", "pivotCacheRecords", "r.xml"),
            ("r3", "externalLink", "l.xml"),
            ("r4", "connections", "c.xml"),
        ),
    )

    contents = read(raw)

    assert {"Jan Peeters", "85073003328", "12/03/1985", "Els", "Piet", "An Maes"} <= set(
        texts(contents, Part.HIDDEN)
    )
    assert {"Cliënt", "Lonen 2024", "Server=srv1;Pwd=Zomer2024"} <= set(
        texts(contents, Part.PROPERTY)
    )
    assert places(contents, "An Maes")[0].column == 3


def test_a_link_that_starts_a_program_is_refused():
    """
    Dynamic data exchange is no text.
    """
    link = part("externalLink", '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>')
    raw = xlsx(sheet(""), parts={"xl/l.xml": link}, told=(("r1", "externalLink", "l.xml"),))

    assert reason(raw) is Unread.ACTIVE


def test_printer_settings_are_words():
    """
    The name of a printer, in a structure of Windows.
    """
    settings = "\\\\srv\\Printer Personeelsdienst".encode("utf-16-le") + b"\x01\x04\0\x06\xdc"
    raw = xlsx(
        sheet(""),
        parts={"xl/printerSettings1.bin": settings},
        of_sheet=(("r1", "printerSettings", "printerSettings1.bin"),),
    )

    assert parts_with(read(raw), "Printer Personeelsdienst") == {Part.PROPERTY}


def test_sheets_that_the_workbook_does_not_list():
    """
    Old macro sheets and forgotten parts are text all the same.
    """
    raw = xlsx(sheet(""), parts={"xl/oud.xml": sheet(row(1, cell("A1", "vergeten", "str")))})

    assert parts_with(read(raw), "vergeten") == {Part.HIDDEN}


@pytest.mark.parametrize(
    "data",
    [
        "<c r='A1' t='str'><v>85.07.30-033.28</v></c>",
        "85.07.30-033.28",
        "<row r='1'>85.07.30-033.28</row>",
        "<row r='1'><c r='A1'><extLst>85.07.30-033.28</extLst></c></row>",
        "<row r='1'><c r='A1' t='inlineStr'><is><x>85.07.30-033.28</x></is></c></row>",
        "<row r='1'><c r='ZZZZZ1' t='str'><v>85.07.30-033.28</v></c></row>",
        "<!--85.07.30-033.28-->",
        "<row r='x'><c r='?' t='str'><v>85.07.30-<!-- -->033.28</v></c></row>",
    ],
)
def test_text_where_no_cell_should_be_is_read(data):
    """
    Nothing in a sheet is passed over.
    """
    assert places(read(xlsx(sheet(data))), "85.07.30-033.28")


ODD_ROWS = (
    '<row r="{n}"><c r="A{n}" t="str"><v>a &amp; b</v></c></row>',
    '<row r="{n}"/>',
    '<row r="{n}"> <c r="A{n}"><v>1</v></c></row>',
    '<row r="{n}">tekst<c r="A{n}"><v>1</v></c></row>',
    '<row r="{n}"><c r="A{n}"><v>1</v></c>tekst</row>',
    '<row r="{n}"><c r="A{n}"/>tekst<c r="B{n}"/></row>',
    '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x</t></is></c></row>',
    '<row r="{n}"><c r="A{n}" s="1" t="str"><f>"een"</f><v>een</v></c></row>',
    '<row r="{n}"><c r="A{n}"><f>"twee"</f></c><c r="C{n}"><v></v></c></row>',
    '<row r="{n}" hidden="1"><c r="A{n}"><v>12</v></c></row>',
    '<row r="{n}" spans="1:3"><c t="b" r="A{n}"><v>1</v></c></row>',
    '<row r="{n}"><c r="A{n}" t="b"><v>1</v></c><c r="D{n}" t="e"><v>#N/A</v></c></row>',
    "<row><c><v>7</v></c></row>",
    '<row r="{n}"><c r="a{n}"><v>3</v></c></row>',
    '<row r="{n}"><c r="B{n}"><v>4</v></c><extLst><ext x="1">e</ext></extLst></row>',
)  # fmt: skip
USUAL = '<row r="{n}"><c r="A{n}" s="0"><v>{n}</v></c><c r="B{n}" t="s"><v>1</v></c></row>'


@pytest.mark.parametrize("seed", range(20))
def test_usual_rows_are_read_like_all_others(seed):
    """
    A quick way for rows of the usual shape and expat for all: the same pieces in the same order.
    """
    shapes = [*ODD_ROWS, *[USUAL] * 250]
    Random(seed).shuffle(shapes)  # noqa: S311 - no secret
    lines = [shape.format(n=n) for n, shape in enumerate(shapes, 1)]
    items = ("<t>nul</t>", '<t xml:space="preserve"> een &lt;&#233;&gt; </t>', "<r><t>t</t></r>")
    before = '<cols><col min="2" max="2" hidden="1"/></cols>' if seed % 2 else ""
    after = "<headerFooter><oddHeader>kop</oddHeader></headerFooter>"
    quick = sheet("".join(lines), before, after)
    slow = sheet("".join(lines), before, after + "<!-- -->")
    shared, as_slow = (part("sst", "".join(f"<si>{item}</si>" for item in items) + end)
                       for end in ("", "<!-- -->"))  # fmt: skip

    ours = read(xlsx(quick, shared=shared, formats=styles("0.0", "0")))

    assert plain_sheet(quick.encode()) is not None
    assert plain_sheet(slow.encode()) is None
    assert ours.pieces == read(xlsx(slow, shared=as_slow, formats=styles("0.0", "0"))).pieces
    assert {"kop", "tekst", "a & b"} <= set(texts(ours))


@pytest.mark.parametrize(
    "data",
    [
        "<row r='1'><c r='A1'></row>",
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><row r="2"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><v>&x;</v></c></row>',
        "</sheetData><sheetData>",
    ],
)
def test_rows_that_are_no_xml_are_refused(data):
    """
    Also those that stand among usual ones.
    """
    usual = "".join(USUAL.format(n=n) for n in range(2, 60))
    raw = sheet(data + usual)

    if data.startswith("</"):
        assert plain_sheet(raw.encode()) is None
    else:
        assert reason(xlsx(raw, shared=strings("<t>a</t>", "<t>b</t>"))) is Unread.BROKEN


@pytest.mark.parametrize(
    "raw",
    [
        xlsx(sheet(row(1, cell("A1", "7", "s"))), shared=strings("<t>een</t>")),
        xlsx(sheet(row(1, cell("A1", "-1", "s"))), shared=strings("<t>een</t>")),
        xlsx(sheet("<row><c><c/></c></row>")),
        xlsx(sheet("<row><row/></row>")),
        xlsx(sheet("<row><c><v><v/></v></c></row>")),
        xlsx(
            sheet(
                "", before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 20_000 + "</cols>"
            )
        ),
        xlsx(sheet(""), shared="<!DOCTYPE a><a/>"),
    ],
)
def test_sheets_that_contradict_themselves_are_refused(raw):
    """
    A string that is not there, cells in cells.
    """
    assert reason(raw) is Unread.BROKEN


def test_a_small_file_of_many_repeated_texts_is_refused():
    """
    A hundred thousand cells may show one long text.
    """
    cells = "<c t='s'><v>0</v></c>" * 1_000
    raw = xlsx(sheet(f"<row>{cells}</row>" * 10), shared=strings(f"<t>{'x' * 30_000}</t>"))

    assert reason(raw) is Unread.TOO_LARGE


def test_a_bomb_of_empty_rows_is_refused_in_time():
    """
    Millions of rows without a word cost time, not memory.
    """
    assert reason(xlsx(sheet("<row/>" * 4_100_000))) is Unread.TOO_LARGE


def test_too_many_sheets_are_refused():
    """
    They count as pages.
    """
    assert reason(xlsx(*[sheet("")] * 12), pages=11) is Unread.TOO_LARGE
