"""
All that an OpenDocument file says, with its place.
"""

from base64 import b64encode
from itertools import groupby

import pytest

from policy.documents.interface import Contents, Part, Place, Unread, UnreadError
from policy.documents.odf import read_odp, read_ods, read_odt
from tests.policy.documents.build_metafile import svm, svm_text
from tests.policy.documents.build_odf import (
    HIDES,
    cell,
    document,
    entry,
    odp,
    ods,
    odt,
    p,
    package,
    part,
    row,
    style,
    table,
)
from tests.policy.documents.build_office import (
    PICTURE,
    PICTURE_TEXT,
    budget,
    docx,
    nested,
    paragraph,
    parts_with,
    places,
    run,
    texts,
)

NUMBER = "85.07.30-033.28"


def text_of(raw: bytes, **limits: int) -> Contents:
    return read_odt(raw, budget(**limits), nested)


def sheets_of(raw: bytes, **limits: int) -> Contents:
    return read_ods(raw, budget(**limits), nested)


def slides_of(raw: bytes, **limits: int) -> Contents:
    return read_odp(raw, budget(**limits), nested)


def reason(raw: bytes, **limits: int) -> Unread:
    with pytest.raises(UnreadError) as caught:
        text_of(raw, **limits)
    return caught.value.reason


def rows(contents: Contents, part: Part = Part.TABLE) -> list[str]:
    cells = [piece for piece in contents.pieces if piece.place.part is part and piece.place.row]
    joined = groupby(cells, key=lambda piece: (piece.place.sheet, piece.place.row))
    return ["\t".join(piece.text for piece in group) for _, group in joined]


def test_paragraphs_with_their_spaces():
    """
    Spans are joined, white space of the markup collapses, written spaces and tabs stay.
    """
    body = (
        "<text:h>Titel</text:h>\n  "
        + p("\n   bel <text:span>85.07.30</text:span>-033.28\n  nu<text:tab/>x<text:line-break/>y")
        + p('a<text:s text:c="3"/>b')
    )

    assert texts(text_of(odt(body)), Part.BODY) == ["Titel", f"bel {NUMBER} nu\tx\ny", "a   b"]


def test_headers_footers_and_notes():
    """
    From the styles, and from the text itself; the number of a note does not run into the text.
    """
    styles = part(
        "office:document-styles",
        f"<office:master-styles><style:master-page><style:header>{p('Kop van Jan')}</style:header>"
        f"<style:footer-first>{p('Voet')}</style:footer-first></style:master-page>"
        "</office:master-styles>",
    )
    note = (
        "<text:note><text:note-citation>1</text:note-citation>"
        f"<text:note-body>{p('Zie Els')}</text:note-body></text:note>"
    )

    contents = text_of(odt(p(f"0475123456{note} bellen"), parts={"styles.xml": styles}))

    assert texts(contents, Part.HEADER) == ["Kop van Jan"]
    assert texts(contents, Part.FOOTER) == ["Voet"]
    assert texts(contents, Part.NOTE) == ["Zie Els"]
    assert texts(contents, Part.BODY) == ["0475123456 bellen"]


def test_comments_and_who_wrote_them():
    """
    An annotation stands in the middle of a paragraph.
    """
    note = (
        "<office:annotation><dc:creator>An Maes</dc:creator><dc:date>2024-03-01T10:00:00</dc:date>"
        f"{p('klopt dit?')}</office:annotation>"
    )

    contents = text_of(odt(p(f"Jan{note} Peeters")))

    assert texts(contents, Part.COMMENT) == ["klopt dit?"]
    assert texts(contents, Part.PROPERTY) == ["An Maes"]
    assert texts(contents, Part.BODY) == ["Jan Peeters"]


def test_tracked_changes():
    """
    Deleted text stands apart; inserted text is told where it is and as a change.
    """
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        f"<office:change-info><dc:creator>Els</dc:creator></office:change-info>{p(NUMBER)}</text:deletion>"
        '</text:changed-region><text:changed-region xml:id="c2"><text:insertion/>'
        "</text:changed-region></text:tracked-changes>"
        + p(
            'oud <text:change-start text:change-id="c2"/>nieuw'
            '<text:change-end text:change-id="c2"/>'
        )
        + p('weg<text:change text:change-id="c1"/> dus')
    )

    contents = text_of(odt(body))

    assert texts(contents, Part.CHANGE) == [NUMBER, "nieuw"]
    assert texts(contents, Part.BODY) == ["oud nieuw", "weg dus"]


def test_hidden_text_sections_and_fields():
    """
    By a style of characters or paragraphs or one that it is based on, by a section, by a field.
    """
    styles = (
        style("T1", "text", HIDES)
        + style("P2", "paragraph", HIDES)
        + style("P3", "paragraph", "", parent="P2")
    )
    body = (
        p('zie <text:span text:style-name="T1">geheim</text:span>.')
        + p("heel weg", "P2")
        + p("ook weg", "P3")
        + f'<text:section text:display="none">{p("in een sectie")}</text:section>'
        + p('<text:hidden-text text:string-value="alleen soms" text:condition="x"/>')
        + p('<text:conditional-text text:string-value-if-true="als ja">nee</text:conditional-text>')
    )

    contents = text_of(odt(body, styles))

    assert texts(contents, Part.HIDDEN) == [
        *("zie geheim.", "heel weg", "ook weg", "in een sectie", "alleen soms", "als ja")
    ]
    assert texts(contents, Part.BODY) == ["zie .", "nee"]


def test_tables_in_text():
    """
    Cells with rows and columns; what stands behind a joined cell stays in its column.
    """
    body = table(
        "Loonlijst",
        row(cell("Naam"), cell("Loon"), cell("Gsm")),
        row(
            cell("Jan", 'table:number-columns-spanned="2"'),
            "<table:covered-table-cell/>",
            cell("x"),
        ),
    )

    contents = text_of(odt(body))

    assert rows(contents) == ["Naam\tLoon\tGsm", "Jan\tx"]
    assert places(contents, "x")[-1] == Place(part=Part.TABLE, row=2, column=3)
    assert parts_with(contents, "Loonlijst") == {Part.PROPERTY}


def test_frames_and_what_pictures_are():
    """
    Text boxes, shapes with text, alternative texts, pictures, links.
    """
    body = p(
        f'<draw:frame draw:name="Afbeelding1"><draw:text-box>{p("in een kader")}</draw:text-box>'
        f"<svg:title>Pasfoto</svg:title><svg:desc>{NUMBER}</svg:desc>"
        '<draw:image xlink:href="Pictures/1.png"/></draw:frame>'
        f"<draw:custom-shape>{p('in een vorm')}</draw:custom-shape>"
        '<text:a xlink:href="mailto:jan@example.be">mail</text:a>'
        '<text:bookmark text:name="Dossier Peeters"/>'
    )

    contents = text_of(odt(body, parts={"Pictures/1.png": PICTURE}))

    assert texts(contents, Part.TEXT_BOX) == ["in een kader", "in een vorm"]
    assert texts(contents, Part.ALT_TEXT) == ["Pasfoto", NUMBER]
    assert texts(contents, Part.PICTURE) == [PICTURE_TEXT]
    assert texts(contents, Part.PROPERTY) == ["mailto:jan@example.be", "Dossier Peeters"]
    assert texts(contents, Part.BODY) == ["mail"]


def test_forms_and_variables():
    """
    Controls with their labels and values, and values that fields show elsewhere.
    """
    body = (
        '<office:forms><form:form><form:text form:name="rijksregister" form:current-value="'
        f'{NUMBER}"/><form:listbox><form:option form:label="Jan Peeters"/></form:listbox>'
        "</form:form></office:forms>"
        '<text:user-field-decls><text:user-field-decl office:value-type="string"'
        ' office:string-value="Z-2024-77" text:name="dossier"/></text:user-field-decls>'
    )

    contents = text_of(odt(body))

    assert texts(contents, Part.FORM_FIELD) == ["rijksregister", NUMBER, "Jan Peeters"]
    assert texts(contents, Part.HIDDEN) == ["Z-2024-77"]


def test_what_the_document_says_about_itself():
    """
    Title, author, own properties and labels; not counts, dates and the program.
    """
    guid = "2096f6a2-d2f7-48be-b329-b73aaa526e5d"
    meta = part(
        "office:document-meta",
        "<office:meta><dc:title>Verslag Peeters</dc:title><dc:creator>An</dc:creator>"
        "<meta:creation-date>2024-03-01T10:00:00</meta:creation-date>"
        "<meta:generator>LibreOffice/24.2$Linux_X86_64</meta:generator>"
        "<meta:editing-duration>PT1H2M3S</meta:editing-duration>"
        '<meta:document-statistic meta:word-count="1234567"/>'
        f'<meta:user-defined meta:name="Rijksregister">{NUMBER}</meta:user-defined>'
        f'<meta:user-defined meta:name="MSIP_Label_{guid}_Name">Intern</meta:user-defined>'
        "</office:meta>",
    )
    settings = part(
        "office:document-settings",
        '<config:config-item config:name="A" config:type="int">12</config:config-item>'
        '<config:config-item config:name="B" config:type="string">Printer van Els'
        "</config:config-item>"
        '<config:config-item config:name="C" config:type="base64Binary">'
        f"{b64encode('Kopie dienst'.encode('utf-16-le')).decode()}</config:config-item>",
    )

    contents = text_of(odt("", parts={"meta.xml": meta, "settings.xml": settings}))

    assert texts(contents) == [
        *("Verslag Peeters", "An", f"Rijksregister: {NUMBER}", "Printer van Els", "Kopie dienst")
    ]
    assert contents.labels == (f"{guid} Intern",)


def test_names_of_styles_and_words_in_formats():
    """
    What people called their styles, not what the program did; words in number formats.
    """
    styles = (
        '<style:style style:name="a" style:display-name="Brief aan Peeters"/>'
        '<style:style style:name="b" style:display-name="Heading 1"/>'
        "<number:number-style><number:text>per kind van Els</number:text></number:number-style>"
    )

    assert texts(text_of(odt("", styles))) == ["Brief aan Peeters", "per kind van Els"]


def test_charts_formulas_and_documents_inside():
    """
    A chart or a formula is drawn where it stands; a workbook inside has places of its own.
    """
    chart = document(
        "chart", f"<chart:chart><chart:title>{p('Ziekte')}</chart:title></chart:chart>"
    )
    formula = part("math:math", "<math:mi>x</math:mi><math:mo>=</math:mo><math:mn>12</math:mn>")
    inner = document("spreadsheet", table("S", row(cell("loon van Jan"))))
    body = p(
        '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 2"/>'
        '<draw:image xlink:href="./ObjectReplacements/Object 2"/></draw:frame>'
    )
    parts: dict[str, str | bytes] = {
        "Object 1/content.xml": chart,
        "Object 2/content.xml": inner,
        "Object 3/content.xml": formula,
        "ObjectReplacements/Object 2": svm(svm_text("loon in beeld")),
    }
    entries = entry("Object 1/", "chart") + entry("Object 3/", "formula")

    contents = text_of(odt(body, parts=parts, entries=entries))

    assert places(contents, "Ziekte") == [Place(part=Part.TEXT_BOX)]
    assert places(contents, "x = 12") == [Place(part=Part.TEXT_BOX)]
    assert places(contents, "loon van Jan") == [
        Place(part=Part.TABLE, sheet=1, row=1, column=1, member=(1,))
    ]
    assert parts_with(contents, "loon in beeld") == {Part.TEXT_BOX}


def test_files_and_macros_inside():
    """
    A Word document as an object, a picture in the XML itself, the source of a macro.
    """
    encoded = b64encode(PICTURE).decode()
    data = f"<office:binary-data>{encoded}</office:binary-data>"
    body = f"<draw:frame><draw:image>{data}</draw:image></draw:frame>"
    module = part("script:module", "' wachtwoord is Zomer2024").replace(
        "urn:oasis:names:tc:opendocument:xmlns:script:1.0", "http://openoffice.org/2000/script"
    )
    parts: dict[str, str | bytes] = {
        "Object 1": docx(paragraph(run(NUMBER))),
        "Basic/Standard/Module1.xml": module,
        "layout-cache": b"\x05\xff\x01",
        "Configurations2/accelerator/current.xml": b"",
        "Pictures/Pasfoto van Jan.txt": "bijschrift",
    }

    contents = text_of(odt(body, parts=parts))

    assert texts(contents, Part.PICTURE) == [PICTURE_TEXT]
    assert places(contents, NUMBER) == [Place(part=Part.BODY, member=(1,))]
    assert parts_with(contents, "Zomer2024") == {Part.HIDDEN}
    assert parts_with(contents, "Pasfoto van Jan") == {Part.ATTACHMENT}


def test_cells_of_sheets_join_to_rows():
    """
    Repeated cells and rows count, so everything stays under its heading.
    """
    empty = 'table:number-columns-repeated="2"'
    body = table(
        "Personeel",
        row(cell("Naam"), cell("", empty), cell("Rijksregister")),
        row(cell(), attributes='table:number-rows-repeated="3"'),
        row(cell("Jan"), cell("", empty), cell(NUMBER)),
        row(
            cell("", 'table:number-columns-repeated="16384"'),
            attributes='table:number-rows-repeated="1048570"',
        ),
    )

    contents = sheets_of(ods(body))

    assert rows(contents) == ["Naam\tRijksregister", f"Jan\t{NUMBER}"]
    assert places(contents, NUMBER) == [Place(part=Part.TABLE, sheet=1, row=5, column=4)]
    assert places(contents, "Personeel") == [Place(part=Part.PROPERTY, sheet=1)]
    assert contents.pages == 1


@pytest.mark.parametrize(
    ("text", "attributes", "shown", "behind"),
    [
        ("85073003328", 'office:value-type="float" office:value="85073003328"', "85073003328", []),
        ("8,51E+10", 'office:value-type="float" office:value="85073003328"', "85073003328", []),
        ("###", 'office:value-type="float" office:value="475123456"', "475123456", []),
        (
            "0475 12 34 56",
            'office:value-type="float" office:value="475123456"',
            "0475 12 34 56",
            [],
        ),
        ("ok", 'office:value-type="float" office:value="85073003328"', "ok", ["85073003328"]),
        ("", 'office:value-type="float" office:value="12"', "12", []),
        ("€ 12,50", 'office:value-type="currency" office:value="12.5"', "€ 12,50", []),
        ("12/03/85", 'office:value-type="date" office:date-value="1985-03-12"', "12/03/1985", []),
        (
            "12 maart 1985",
            'office:value-type="date" office:date-value="1985-03-12"',
            "12/03/1985",
            [],
        ),
        ("Jan", 'office:value-type="date" office:date-value="1985-03-12"', "12/03/1985", []),
        (NUMBER, 'office:value-type="date" office:date-value="1985-03-12"', "12/03/1985", [NUMBER]),
        ("x", 'office:value-type="string" office:string-value="y z"', "x", ["y z"]),
        ("14:30", 'office:value-type="time" office:time-value="PT14H30M00S"', "14:30", []),
        ("WAAR", 'office:value-type="boolean" office:boolean-value="true"', "WAAR", []),
        ("ja", 'table:formula="of:=IF([.B1]=&quot;Jan&quot;;1;2)"', "ja", ['=IF([.B1]="Jan";1;2)']),
    ],
)
def test_values_and_what_is_shown_of_them(text, attributes, shown, behind):
    """
    All digits, dates as dates; where value and text differ, both.
    """
    contents = sheets_of(ods(table("S", row(cell(text, attributes)))))

    assert texts(contents, Part.TABLE) == [shown]
    assert texts(contents, Part.HIDDEN) == behind


def test_hidden_rows_columns_and_sheets():
    """
    They follow the shown rows, under the headings.
    """
    hidden = 'table:visibility="filter"'
    body = table(
        "Een",
        row(cell("Naam"), cell("Loon"), cell("Gsm")),
        row(cell("weg1"), cell("weg2"), cell("weg3"), attributes=hidden),
        row(cell("a"), cell("b"), cell("c")),
        columns='<table:table-column/><table:table-column table:visibility="collapse"/>',
    ) + table("Twee", row(cell("geheim")), attributes='table:style-name="ta2"')
    styles = style("ta2", "table", '<style:table-properties table:display="false"/>')

    contents = sheets_of(ods(body, styles))

    assert rows(contents) == ["Naam\tGsm", "a\tc"]
    assert rows(contents, Part.HIDDEN) == ["Naam\tLoon\tGsm", "weg1\tweg2\tweg3", "b", "geheim"]
    assert places(contents, "geheim") == [Place(part=Part.HIDDEN, sheet=2, row=1, column=1)]


def test_what_a_sheet_has_beside_its_cells():
    """
    Comments at their cells, choices and their help, tracked changes, headers, names.
    """
    note = f"<office:annotation>{p('bel Els')}</office:annotation>"
    body = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        f'<table:change-track-table-cell office:value-type="string">{p("was Piet")}'
        "</table:change-track-table-cell></table:previous></table:cell-content-change>"
        "</table:tracked-changes><table:content-validations><table:content-validation"
        ' table:condition="of:cell-content-is-in-list(&quot;Jan&quot;;&quot;Mia&quot;)">'
        f"<table:help-message>{p('Kies een kind')}</table:help-message></table:content-validation>"
        "</table:content-validations>"
        + table("S", row(cell("x"), f"<table:table-cell>{note}</table:table-cell>"))
        + '<table:named-expressions><table:named-expression table:name="wachtwoord van An"/>'
        "</table:named-expressions>"
    )

    contents = sheets_of(ods(body))

    assert texts(contents, Part.CHANGE) == ["was Piet"]
    assert texts(contents, Part.FORM_FIELD) == [
        'of:cell-content-is-in-list("Jan";"Mia")',
        "Kies een kind",
    ]
    assert places(contents, "bel Els") == [Place(part=Part.COMMENT, sheet=1, row=1, column=2)]
    assert parts_with(contents, "wachtwoord van An") == {Part.PROPERTY}


def test_slides():
    """
    Pages with their titles, text boxes, notes and pictures; hidden pages; masters.
    """
    styles = style(
        "dp2", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>'
    )
    master = part(
        "office:document-styles",
        f"<style:master-page><draw:frame><draw:text-box>{p('Gemeente')}</draw:text-box></draw:frame>"
        "</style:master-page>",
    )
    body = (
        '<draw:page draw:name="page1"><draw:frame presentation:class="title"><draw:text-box>'
        f"{p('Titel')}</draw:text-box></draw:frame><draw:frame><draw:text-box>{p('los')}"
        '</draw:text-box></draw:frame><draw:frame><draw:image xlink:href="Pictures/1.png"/>'
        f"</draw:frame><presentation:notes><draw:frame><draw:text-box>{p('vertel over Jan')}"
        "</draw:text-box></draw:frame></presentation:notes></draw:page>"
        f'<draw:page draw:style-name="dp2"><draw:frame presentation:class="title"><draw:text-box>'
        f"{p('weg')}</draw:text-box></draw:frame></draw:page>"
    )

    contents = slides_of(odp(body, styles, {"styles.xml": master, "Pictures/1.png": PICTURE}))

    assert {piece.text: piece.place for piece in contents.pieces} == {
        "Gemeente": Place(part=Part.MASTER),
        "Titel": Place(part=Part.BODY, page=1),
        "los": Place(part=Part.TEXT_BOX, page=1),
        "vertel over Jan": Place(part=Part.SPEAKER_NOTES, page=1),
        "weg": Place(part=Part.HIDDEN, page=2),
        PICTURE_TEXT: Place(part=Part.PICTURE, page=1),
    }
    assert contents.pages == 2


@pytest.mark.parametrize(
    "body",
    [
        NUMBER,
        f"<text:p><draw:frame>{NUMBER}</draw:frame></text:p>",
        f"<!-- {NUMBER} -->",
        f"<?memo {NUMBER}?>",
        f'<text:p text:onbekend="{NUMBER}"/>',
        f'<vreemd xmlns="urn:vreemd" a="{NUMBER}"/>',
        f"<table:table-cell>{p(NUMBER)}</table:table-cell>",
        f"<table:table-row><table:table-cell>{p(NUMBER)}</table:table-cell></table:table-row>",
        f"<text:change-end/>{p(NUMBER)}",
    ],
)
def test_text_in_an_unexpected_place_is_read(body):
    """
    Nothing is passed over because the format does not foresee it.
    """
    assert places(text_of(odt(body)), NUMBER)
    assert places(sheets_of(ods(body)), NUMBER)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            odt("", entries=entry("content.xml", "text", "<manifest:encryption-data/>")),
            Unread.ENCRYPTED,
        ),
        (
            package(
                "text",
                {"encrypted-package": b"\x01\xff"},
                entry("encrypted-package", "text", "<manifest:encryption-data/>"),
            ),
            Unread.ENCRYPTED,
        ),
        (odt("<text:p>"), Unread.BROKEN),
        (odt("", parts={"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), Unread.BROKEN),
        (package("text", {"styles.xml": "<a/>"}), Unread.BROKEN),
        (odt("", parts={"iets.bin": b"\x01\xff"}), Unread.UNKNOWN_FORMAT),
        (
            odt('<draw:frame><draw:object xlink:href="https://x.be/a.ods"/></draw:frame>'),
            Unread.ACTIVE,
        ),
        (odt('<office:dde-source office:dde-application="cmd"/>'), Unread.ACTIVE),
        (odt("<office:binary-data>?</office:binary-data>"), Unread.BROKEN),
        (odt("", parts={"content.xml": "geen xml"}), Unread.BROKEN),
    ],
)
def test_what_cannot_be_read_is_refused(raw, expected):
    """
    Encryption, damage, unknown members, content that lies elsewhere.
    """
    assert reason(raw) is expected


def test_documents_in_documents_have_a_bottom():
    """
    Objects that hold objects.
    """
    parts: dict[str, str | bytes] = {}
    for depth in range(1, 20):
        inner = '<draw:object xlink:href="./O"/>'
        parts["O/" * depth + "content.xml"] = document("text", inner)

    assert reason(odt('<draw:object xlink:href="./O"/>', parts=parts)) is Unread.TOO_DEEP


def test_bounds():
    """
    Pages and sheets, text, and markup.
    """
    page = f"<draw:page>{p('x')}</draw:page>"
    with pytest.raises(UnreadError) as caught:
        slides_of(odp(page * 12), pages=11)
    assert caught.value.reason is Unread.TOO_LARGE
    assert reason(odt(p("x" * 2_000)), characters=1_000) is Unread.TOO_LARGE
    assert reason(odt("<text:p/>" * 1_400_000)) is Unread.TOO_LARGE


def test_a_template_is_read_as_its_kind():
    """
    And a document whose prefixes are others than usual.
    """
    content = document("text", p("hier"))
    renamed = content.replace("text:p", "t:p").replace("xmlns:text=", "xmlns:t=")
    renamed = renamed.replace("text:style-name", "t:style-name")

    assert texts(text_of(package("text-template", {"content.xml": content}))) == ["hier"]
    assert texts(text_of(package("text", {"content.xml": renamed}))) == ["hier"]
