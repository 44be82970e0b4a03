"""
All that a Word document says, with its place.
"""

import pytest

from policy.documents.interface import Contents, Part, Place, Unread, UnreadError
from policy.documents.word import read_docx
from tests.policy.documents.build_office import (
    DECLARATION,
    PICTURE,
    PICTURE_TEXT,
    SPACES,
    Parts,
    archive,
    budget,
    docx,
    nested,
    office,
    paragraph,
    parts_with,
    places,
    relations,
    root,
    run,
    text_body,
    texts,
)

NUMBER = "85.07.30-033.28"


def read(raw: bytes, **limits: int) -> Contents:
    return read_docx(raw, budget(**limits), nested)


def reason(raw: bytes, **limits: int) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(raw, **limits)
    return caught.value.reason


def test_runs_of_a_paragraph_are_one_piece():
    """
    A value that the program cut in runs is whole again, with its tabs and breaks.
    """
    body = paragraph(
        run("Rijksregister "),
        '<w:proofErr w:type="spellStart"/>',
        run("85.07.30"),
        run("-033.28"),
        "<w:r><w:tab/><w:t>einde</w:t><w:br/><w:noBreakHyphen/></w:r>",
    )

    contents = read(docx(body + paragraph(run("Tweede"))))

    assert contents.pieces[0].text == f"Rijksregister {NUMBER}\teinde\n-"
    assert contents.pieces[0].place == Place(part=Part.BODY)
    assert contents.pieces[1].text == "Tweede"


@pytest.mark.parametrize(
    ("role", "element", "part"),
    [
        ("header", "w:hdr", Part.HEADER),
        ("footer", "w:ftr", Part.FOOTER),
        ("footnotes", "w:footnotes", Part.NOTE),
        ("endnotes", "w:endnotes", Part.NOTE),
        ("comments", "w:comments", Part.COMMENT),
        ("glossaryDocument", "w:glossaryDocument", Part.MASTER),
    ],
)
def test_stories_beside_the_body_have_their_part(role, element, part):
    """
    Headers, footers, notes, comments and building blocks are read and told apart.
    """
    other = root(element, f"<w:x>{paragraph(run(NUMBER))}</w:x>")

    contents = read(docx(paragraph(run("Brief")), {"word/o1.xml": other}, ("r1", role, "o1.xml")))

    assert parts_with(contents, NUMBER) == {part}


def test_a_table_is_cells_with_rows_and_columns():
    """
    Cells can be joined to rows; a value stays under its heading behind joined cells.
    """

    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"

    wide = '<w:gridSpan w:val="2"/>'
    body = (
        f"<w:tbl><w:tr>{cell('Naam')}{cell('Straat')}{cell('Geboren')}</w:tr>"
        f"<w:tr>{cell('Jan Peeters', wide)}{cell('12/03/1985')}</w:tr>"
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>'
        + cell("Kerkstraat 1")
        + "</w:tr></w:tbl>"
    )

    contents = read(docx(body))

    assert [(piece.text, piece.place.row, piece.place.column) for piece in contents.pieces] == [
        ("Naam", 1, 1),
        ("Straat", 1, 2),
        ("Geboren", 1, 3),
        ("Jan Peeters", 2, 1),
        ("12/03/1985", 2, 3),
        ("Kerkstraat 1", 3, 2),
    ]
    assert {piece.place.part for piece in contents.pieces} == {Part.TABLE}


def test_a_table_in_a_header_is_the_header():
    """
    Where it stands counts for more than how it is laid out; the cells keep their columns.
    """
    table = f"<w:tbl><w:tr><w:tc>{paragraph(run('Dienst'))}</w:tc></w:tr></w:tbl>"

    contents = read(docx("", {"word/h.xml": root("w:hdr", table)}, ("r1", "header", "h.xml")))

    assert places(contents, "Dienst") == [Place(part=Part.HEADER, row=1, column=1)]


def test_paragraphs_of_a_cell_are_one_piece_and_a_table_in_it_its_own():
    """
    A row stays one row.
    """
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('binnen'))}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc>{paragraph(run('een'))}{inner}{paragraph(run('twee'))}</w:tc>"
        f"<w:tc>{paragraph(run('drie'))}</w:tc></w:tr></w:tbl>"
    )

    told = [(piece.text, piece.place.column) for piece in read(docx(body)).pieces]

    assert told == [("binnen", 1), ("een\ntwee", 1), ("drie", 2)]


def test_deleted_and_inserted_text_is_there_and_values_are_whole_in_each_reading():
    """
    The paragraph now, what was inserted, and what it was before.
    """
    body = paragraph(
        run("bel 0475 12 34 "),
        '<w:del w:id="1" w:author="An Maes"><w:r><w:delText>56</w:delText></w:r></w:del>',
        f'<w:ins w:id="2" w:author="An Maes">{run("57")}</w:ins>',
        run(" a.u.b."),
    )

    contents = read(docx(body))

    assert texts(contents, Part.BODY) == ["bel 0475 12 34 57 a.u.b."]
    assert texts(contents, Part.CHANGE) == ["57", "bel 0475 12 34 56 a.u.b."]
    assert parts_with(contents, "An Maes") == {Part.PROPERTY}


def test_moved_text_and_paragraphs_that_are_all_change():
    """
    A paragraph that was inserted is a change and nothing else; moved text is told at both ends.
    """
    body = (
        paragraph(f"<w:ins>{run('nieuw ' + NUMBER)}</w:ins>")
        + paragraph(f"<w:moveFrom>{run('verhuisd')}</w:moveFrom>")
        + paragraph(f"<w:ins><w:del>{run('toch niet')}</w:del></w:ins>")
    )

    contents = read(docx(body))

    assert texts(contents) == [f"nieuw {NUMBER}", "verhuisd", "toch niet"]
    assert {piece.place.part for piece in contents.pieces} == {Part.CHANGE}


def test_hidden_runs_are_told_with_what_is_around_them():
    """
    The paragraph as people see it, and the whole of it as hidden text.
    """
    vanish = "<w:vanish/>"
    body = paragraph(run("code: "), run("1234", vanish), run("56", '<w:vanish w:val="0"/>'))

    contents = read(docx(body + paragraph(run("weg", vanish))))

    assert texts(contents, Part.BODY) == ["code: 56"]
    assert texts(contents, Part.HIDDEN) == ["code: 123456", "weg"]


def test_styles_hide_too():
    """
    Hidden by a style of characters or paragraphs, or by one that such a style is based on.
    """
    styles = root(
        "w:styles",
        '<w:style w:styleId="Weg" w:customStyle="1"><w:name w:val="Onzichtbaar"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style>"
        '<w:style w:styleId="Ook"><w:name w:val="heading 1"/><w:basedOn w:val="Weg"/></w:style>'
        '<w:style w:styleId="Ring"><w:basedOn w:val="Ring"/></w:style>',
    )
    body = (
        paragraph(run("een", '<w:rStyle w:val="Weg"/>'))
        + paragraph('<w:pPr><w:pStyle w:val="Ook"/></w:pPr>', run("twee"))
        + paragraph('<w:pPr><w:pStyle w:val="Ring"/></w:pPr>', run("drie"))
    )

    contents = read(docx(body, {"word/s.xml": styles}, ("r1", "styles", "s.xml")))

    assert texts(contents, Part.HIDDEN) == ["een", "twee"]
    assert texts(contents, Part.BODY) == ["drie"]
    assert texts(contents, Part.PROPERTY) == ["Onzichtbaar"]


def test_a_text_box_is_told_once_though_it_is_written_twice():
    """
    Both branches of a compatible text box are read; what the older one adds is kept.
    """
    box = f"<w:txbxContent>{paragraph(run('In het kader'))}</w:txbxContent>"
    other = f"<w:txbxContent>{paragraph(run('Alleen oud'))}</w:txbxContent>"
    body = paragraph(
        run("voor "),
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{box}{other}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>",
        run("na"),
    )

    contents = read(docx(body))

    assert texts(contents, Part.TEXT_BOX) == ["In het kader", "Alleen oud"]
    assert texts(contents, Part.BODY) == ["voor na"]


def test_characters_in_alternatives_are_not_doubled_and_not_lost():
    """
    An emoji for newer programs and a letter for older ones.
    """

    def both(new: str, old: str) -> str:
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="w16se">{new}</mc:Choice>'
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    body = paragraph(run("a"), both("<w:t>b</w:t>", "<w:t>b</w:t>"), run("c"))
    body += paragraph(run("d"), both("", "<w:t>e</w:t>"))
    body += paragraph(run("f"), both("<w:t>g</w:t>", "<w:t>anders</w:t>"))

    contents = read(docx(body))

    assert texts(contents, Part.BODY) == ["abc", "de", "fg"]
    assert texts(contents, Part.HIDDEN) == ["anders"]


def test_a_watermark_is_read_from_the_shape():
    """
    WordArt keeps its text in an attribute.
    """
    pict = '<w:r><w:pict><v:textpath style="x" string="VERTROUWELIJK"/></w:pict></w:r>'
    header = root("w:hdr", paragraph(pict))

    contents = read(docx("", {"word/h.xml": header}, ("r1", "header", "h.xml")))

    assert parts_with(contents, "VERTROUWELIJK") == {Part.WATERMARK}


def test_alternative_texts_of_pictures_and_tables():
    """
    Descriptions, titles, and names that a person gave; not the names that the program gives.
    """
    body = (
        paragraph(
            '<w:r><w:drawing><wp:docPr id="1" name="Afbeelding 1" descr="Foto van Jan"'
            ' title="Pasfoto"/>'
            '<pic:cNvPr id="2" name="IMG Kerkstraat 12.jpg" descr="Foto van Jan"/>'
            "</w:drawing></w:r>"
        )
        + '<w:tbl><w:tblPr><w:tblCaption w:val="Loonlijst"/></w:tblPr></w:tbl>'
    )

    contents = read(docx(body))

    assert texts(contents, Part.ALT_TEXT) == ["Foto van Jan", "Pasfoto", "Loonlijst"]
    assert parts_with(contents, "Kerkstraat 12") == {Part.PROPERTY}
    assert not places(contents, "Afbeelding 1")


def test_fields_tell_where_they_lead():
    """
    Links in fields, in elements and in relationships; page numbers are no text.
    """
    body = paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:instrText>HYPERLINK "mailto:jan@</w:instrText></w:r>',
        '<w:r><w:instrText>example.be"</w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("mail"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f'<w:fldSimple w:instr="MERGEFIELD Rijksregisternummer">{run("x")}</w:fldSimple>',
        f'<w:hyperlink r:id="r1" w:tooltip="Dossier van Jan">{run("hier")}</w:hyperlink>',
    )

    contents = read(docx(body, None, ("r1", "hyperlink", "https:zaken.example.be?naam=Peeters")))

    assert texts(contents, Part.BODY) == ["mailxhier"]
    assert texts(contents, Part.PROPERTY) == [
        'HYPERLINK "mailto:jan@example.be"',
        "MERGEFIELD Rijksregisternummer",
        "Dossier van Jan",
        "https:zaken.example.be?naam=Peeters",
    ]


@pytest.mark.parametrize("field", ["DDEAUTO c:\\\\cmd.exe", " dde excel x"])
def test_a_field_that_starts_a_program_is_refused(field):
    """
    Such a field is no text.
    """
    body = paragraph(f"<w:r><w:instrText>{field}</w:instrText></w:r>")

    assert reason(docx(body)) is Unread.ACTIVE


def test_forms_and_content_controls():
    """
    Their names, choices, help and dates are read; their content is the body's.
    """
    body = paragraph(
        '<w:sdt><w:sdtPr><w:alias w:val="Naam cliënt"/><w:tag w:val="client_naam"/><w:dropDownList>'
        '<w:listItem w:displayText="Jan Peeters" w:value="85073003328"/></w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{run('Kies')}</w:sdtContent></w:sdt>",
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:helpText w:val="Vraag An Maes"/>'
        '<w:textInput><w:default w:val="An"/></w:textInput></w:ffData></w:fldChar></w:r>',
    )

    contents = read(docx(body))

    assert texts(contents, Part.BODY) == ["Kies"]
    assert texts(contents, Part.FORM_FIELD) == [
        "Naam cliënt",
        "client_naam",
        "Jan Peeters",
        "85073003328",
        "Vraag An Maes",
        "An",
    ]


def test_properties_of_the_document():
    """
    Title, author, company, what somebody defined, variables, people; not counts and times.
    """
    core = (
        '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="http://schemas'
        '.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org'
        '/dc/terms/"><dc:title>Verslag Peeters</dc:title><dcterms:created>2024-03-01T10:00:00Z'
        "</dcterms:created><cp:lastModifiedBy>An Maes</cp:lastModifiedBy></cp:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-'
        'properties"><Company>OCMW</Company><Words>1234567</Words></Properties>'
    )
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-'
        'properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docProps'
        f'VTypes"><property name="Rijksregister"><vt:lpwstr>{NUMBER}</vt:lpwstr></property>'
        "</Properties>"
    )
    settings = root(
        "w:settings", '<w:docVars><w:docVar w:name="dossier" w:val="Z-77"/></w:docVars>'
    )
    people = root("w15:people", '<w15:person w15:author="Els Claes"/>')
    parts: Parts = {"docProps/core.xml": core, "docProps/app.xml": app, "docProps/c.xml": custom}
    parts |= {"word/settings.xml": settings, "word/people.xml": people}

    contents = read(
        docx(
            "",
            parts,
            ("r2", "core-properties", "docProps/core.xml"),
            ("r3", "extended-properties", "docProps/app.xml"),
            ("r4", "custom-properties", "docProps/c.xml"),
            ("r5", "settings", "settings.xml"),
            ("r6", "people", "people.xml"),
        )
    )

    assert texts(contents) == [
        *("Verslag Peeters", "An Maes", "OCMW", f"Rijksregister: {NUMBER}"),
        *("dossier", "Z-77", "Els Claes"),
    ]
    assert {piece.place.part for piece in contents.pieces} == {Part.PROPERTY}


def test_text_of_properties_stands_in_front_of_elements_too():
    """
    Where the format has no text, and a reader of XML finds it.
    """
    core = (
        '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="http://schemas'
        f'.openxmlformats.org/package/2006/metadata/core-properties">{NUMBER}<dc:title>'
        "Jan Peeters<dc:x/></dc:title> <dc:subject>Verslag</dc:subject></cp:coreProperties>"
    )
    told = ("r2", "core-properties", "docProps/core.xml")

    contents = read(docx("", {"docProps/core.xml": core}, told))

    assert texts(contents) == [NUMBER, "Jan Peeters", "Verslag"]


def test_somebodys_own_xml_is_read_whole():
    """
    Elements and attributes of custom XML are data, whatever they look like.
    """
    item = (
        f'<zaak xmlns="urn:gemeente" nummer="4711"><naam soort="cliënt">Jan</naam>{NUMBER}</zaak>'
    )

    contents = read(
        docx("", {"customXml/item1.xml": item}, ("r1", "customXml", "/customXml/item1.xml"))
    )

    assert {"4711", "cliënt", "Jan", NUMBER} <= set(texts(contents, Part.PROPERTY))


def test_parts_that_nobody_refers_to_are_hidden_text():
    """
    A program that unpacks the file finds them.
    """
    parts: Parts = {
        "word/oud.xml": root("w:document", paragraph(run(NUMBER))),
        "notitie.txt": "wachtwoord is Zomer2024",
        "word/Jan Peeters dossier.xml": "<a/>",
    }

    contents = read(docx("", parts))

    assert parts_with(contents, NUMBER) == {Part.HIDDEN}
    assert places(contents, "Zomer2024")[0].member == (1,)
    assert parts_with(contents, "Jan Peeters dossier") == {Part.ATTACHMENT}


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p>{NUMBER}</w:p>",
        f"<w:p><w:r><w:onbekend>{NUMBER}</w:onbekend></w:r></w:p>",
        f"<!-- {NUMBER} -->",
        f"<?memo {NUMBER}?>",
        f'<w:p><w:onbekend w:iets="{NUMBER}"/></w:p>',
        f'<vreemd xmlns="urn:vreemd" a="{NUMBER}"/>',
        f'<vreemd xmlns="urn:{NUMBER}"/>',
        f'<w:p w:rsidR="85073003328 {NUMBER}"/>',
    ],
)
def test_text_in_an_unexpected_place_is_read(body):
    """
    Nothing is passed over because the format does not foresee it.
    """
    assert places(read(docx(body)), NUMBER)


def test_symbols_formulas_and_ruby():
    """
    Letters that are no plain text elements.
    """
    body = paragraph(
        '<w:r><w:sym w:font="Wingdings" w:char="F041"/></w:r>',
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>",
        f"<w:r><w:ruby><w:rt>{run('jan')}</w:rt><w:rubyBase>{run('Y')}</w:rubyBase></w:ruby></w:r>",
    )

    assert texts(read(docx(body))) == ["Ax=1 jan Y"]


def test_charts_and_diagrams():
    """
    Cached labels of a chart are one piece for each series; a diagram is told once.
    """
    chart = root(
        "c:chartSpace",
        f"<c:title><c:tx><c:rich>{text_body('Ziekte per persoon')}</c:rich></c:tx></c:title>"
        "<c:cat><c:strRef><c:f>Blad1!$A$2:$A$3</c:f><c:strCache><c:pt><c:v>Jan</c:v></c:pt>"
        "<c:pt><c:v>Els</c:v></c:pt></c:strCache></c:strRef></c:cat>"
        "<c:val><c:numCache><c:formatCode>General</c:formatCode><c:pt><c:v>8.5073003328E10</c:v>"
        "</c:pt></c:numCache></c:val>",
    )
    data = root("dgm:dataModel", f"<dgm:t>{text_body('Hoofd: An Maes')}</dgm:t>")
    drawn = root(
        "dsp:drawing", f"<dsp:txBody>{text_body('Hoofd: An Maes', 'Enkel hier')}</dsp:txBody>"
    )

    contents = read(
        docx(
            "",
            {"word/c.xml": chart, "word/d.xml": data, "word/e.xml": drawn},
            ("r1", "chart", "c.xml"),
            ("r2", "diagramData", "d.xml"),
            ("r3", "diagramDrawing", "e.xml"),
        )
    )

    assert texts(contents, Part.TEXT_BOX) == [
        *("Ziekte per persoon", "Jan\nEls", "85073003328", "Hoofd: An Maes", "Enkel hier")
    ]
    assert texts(contents) == texts(contents, Part.TEXT_BOX)


def test_pictures_go_to_ocr_once():
    """
    The same picture in two parts is read once.
    """
    parts: Parts = {"word/media/image1.png": PICTURE, "word/media/image2.png": PICTURE}

    contents = read(docx("", parts, ("r1", "image", "media/image1.png")))

    assert texts(contents, Part.PICTURE) == [PICTURE_TEXT]


@pytest.mark.parametrize("little", ["printerSettings", "customProperty", "activeXControlBinary"])
@pytest.mark.parametrize("also", ["image", ""])
def test_a_picture_that_is_called_something_else_goes_to_ocr(little, also):
    """
    Whoever refers to it first, and whether somebody else calls it a picture.
    """
    told = [("r1", little, "image1.png"), *([("r2", also, "image1.png")] if also else [])]

    contents = read(docx("", {"word/image1.png": PICTURE}, *told))

    assert texts(contents, Part.PICTURE) == [PICTURE_TEXT]


@pytest.mark.parametrize("little", ["printerSettings", "font", "core-properties"])
def test_a_header_that_is_called_something_else_too_is_a_header(little):
    """
    A number in two runs stays whole.
    """
    header = root("w:hdr", paragraph(run(NUMBER[:6]), run(NUMBER[6:])))
    told = (("r1", little, "header1.xml"), ("r2", "header", "header1.xml"))

    contents = read(docx("", {"word/header1.xml": header}, *told))

    assert places(contents, NUMBER) == [Place(part=Part.HEADER)]


def test_files_in_the_document_have_their_own_places():
    """
    A workbook or a PDF inside keeps its sheets and pages; the place says which file it was.
    """
    parts: Parts = {
        "word/embeddings/Microsoft_Word_Document.docx": docx(paragraph(run(NUMBER))),
        "word/embeddings/b.pdf": b"%PDF-1.7Contract van Jan",
    }

    contents = read(docx("", parts))

    assert places(contents, NUMBER) == [Place(part=Part.BODY, member=(1,))]
    assert places(contents, "Contract") == [Place(part=Part.BODY, page=1, member=(2,))]
    assert contents.labels == ("Geheim",)


def test_controls_of_forms_are_words_unless_they_show_a_picture():
    """
    What stands on a button or in a field; not what a picture shows.
    """
    told = ("r1", "activeXControlBinary", "activeX1.bin")
    control = b"\x01\x02\x9c\x04Naam van het kind\0\0" + "Jan Peeters".encode("utf-16-le")

    contents = read(docx("", {"word/activeX1.bin": control}, told))

    assert texts(contents, Part.FORM_FIELD) == ["Naam van het kind\nJan Peeters"]
    assert reason(docx("", {"word/activeX1.bin": control + b"lt\0\0"}, told)) is (
        Unread.LEGACY_FORMAT
    )


def test_a_chunk_of_html_is_read_as_a_file():
    """
    Word shows it in the body (ECMA-376 part 1, 11.3.1).
    """
    told = ("r1", "aFChunk", "chunk.html")

    contents = read(docx('<w:altChunk r:id="r1"/>', {"word/chunk.html": "<p>Jan</p>"}, told))

    assert places(contents, "Jan")


@pytest.mark.parametrize("role", ["oleObject", "aFChunk", "subDocument", "frame"])
def test_content_that_lies_outside_is_refused(role):
    """
    Nobody here can read what the document would fetch.
    """
    assert reason(docx("", None, ("r1", role, "https:elders.example"))) is Unread.ACTIVE


@pytest.mark.parametrize("role", ["attachedTemplate", "image", "hyperlink"])
def test_other_addresses_are_text(role):
    """
    A template on the network, a linked picture: the address is told, nothing is fetched.
    """
    contents = read(docx("", None, ("r1", role, "file:srv-hr;dossiers;jan.dotx")))

    assert parts_with(contents, "srv-hr") == {Part.PROPERTY}


def test_the_strict_edition_reads_alike():
    """
    ISO/IEC 29500 Strict has namespaces of its own.
    """
    spaces = SPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    body = paragraph(run("weg", "<w:vanish/>")) + paragraph(run("hier"))
    raw = office("word/document.xml", f"<w:document {spaces}>{body}</w:document>", [], {})

    contents = read(raw)

    assert texts(contents, Part.HIDDEN) == ["weg"]
    assert texts(contents, Part.BODY) == ["hier"]


def test_a_document_in_utf_16():
    """
    XML may be so, and Word opens it.
    """
    body = f"<w:document {SPACES}>{paragraph(run('é'))}</w:document>"
    utf_16 = f'<?xml version="1.0" encoding="UTF-16"?>{body}'.encode("utf-16")
    raw = docx("", {"word/document.xml": utf_16})

    assert texts(read(raw)) == ["é"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (docx('<!DOCTYPE a [<!ENTITY b "c">]>'), Unread.BROKEN),
        (docx("<w:p>"), Unread.BROKEN),
        (
            docx("", {"word/document.xml": "<!DOCTYPE w:document SYSTEM 'http://x/'><a/>"}),
            Unread.BROKEN,
        ),
        (
            docx("", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "ccc">]><a>&b;</a>'}),
            Unread.BROKEN,
        ),
        (docx("<w:p>" * 600 + "</w:p>" * 600), Unread.BROKEN),
        (
            docx("", {"word/document.xml": DECLARATION.replace("UTF-8", "x-none") + "<a/>"}),
            Unread.BROKEN,
        ),
        (archive({"a.xml": "<a/>"}), Unread.BROKEN),
        (archive({"_rels/.rels": relations(("r1", "officeDocument", "weg.xml"))}), Unread.BROKEN),
        (docx("", {"WORD/Document.xml": "<a/>"}), Unread.BROKEN),
        (docx("", {"word/iets.bin": b"\x01\x02\xff"}), Unread.UNKNOWN_FORMAT),
        (docx("", {"word/media/film.mp4": b"\0\0\0\x18ftyp\xff"}), Unread.UNKNOWN_FORMAT),
        (b"PK\x03\x04", Unread.BROKEN),
        (docx(paragraph(run("x")))[:-30], Unread.BROKEN),
    ],
)
def test_what_cannot_be_read_is_refused(raw, expected):
    """
    A document type, damage, a trick, or a part that nobody reads: the whole document stays here.
    """
    assert reason(raw) is expected


@pytest.mark.parametrize(
    ("raw", "limits"),
    [
        (docx(paragraph(run("x" * 2_000))), {"characters": 1_000}),
        (docx(paragraph(run("x" * 200_000))), {"unpacked_bytes": 100_000}),
        (docx("", {f"word/{number}.xml": "<a/>" for number in range(60)}), {"members": 50}),
        (docx("<w:p/>" * 2_100_000), {}),
    ],
)
def test_too_much_is_refused(raw, limits):
    """
    Text, bytes, parts and markup have their bounds.
    """
    assert reason(raw, **limits) is Unread.TOO_LARGE
