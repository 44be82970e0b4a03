"""
All that a PDF says, with its place.
"""

import re

import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from policy.documents.interface import Budget, Contents, Limits, Part, Place
from policy.documents.pdf import read_pdf
from tests.policy.documents.build_pdf import PdfFile, Pictures, line, names, nested, places, read

NUMBER = "85.07.30-033.28"
GUID = "4a1b2c3d-0000-4000-8000-00000000abcd"


def on_page(text: str, number: int = 1, part: Part = Part.BODY) -> list[Place]:
    del text
    return [Place(part=part, page=number)]


def test_each_page_is_one_piece():
    """
    Pages in order, each with its number; a page without anything on it says nothing.
    """
    file = PdfFile()
    file.page(line("Beste collega") + line(f"mijn nummer is {NUMBER}", y=680))
    file.page()
    file.page(line("Derde blad"))

    contents = read(file.raw())

    assert [piece.text for piece in contents.pieces[:2]] == [
        f"Beste collega\nmijn nummer is {NUMBER}",
        "Derde blad",
    ]
    assert [piece.place.page for piece in contents.pieces[:2]] == [1, 3]
    assert contents.pages == 3


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (line("het rijks-", y=700) + line("registernummer", y=685), "het rijksregisternummer"),
        (line("nummer 85.07.30-", y=700) + line("033.28", y=685), NUMBER),
        (
            b"".join(
                line(letter, x=50 + 8 * at, size=12) for at, letter in enumerate("0475123456")
            ),
            "0475123456",
        ),
        (
            b"".join(
                line(letter, x=50 + 6.7 * at)
                for at, letter in reversed(list(enumerate("85073003328")))
            ),
            "85073003328",
        ),
        (
            b"BT /F1 12 Tf 50 700 Td [(BE68)-20( 53)15(90 0754)-300(7034)] TJ ET",
            "BE68 5390 0754 7034",
        ),
        (b"BT /F1 12 Tf 50 700 Td <4A616E20506565746572 73> Tj ET", "Jan Peeters"),
    ],
    ids=["hyphen", "number", "letters", "letters backwards", "kerned", "hexadecimal"],
)
def test_words_are_whole(content, text):
    """
    A word or number comes in one piece, however it was broken or laid down.
    """
    file = PdfFile()
    file.page(content)

    assert places(read(file.raw()), text) == on_page(text)


@pytest.mark.parametrize(
    "content",
    [
        b"3 Tr " + line(NUMBER),
        b"1 g " + line(NUMBER),
        line(NUMBER, x=5000),
        line(NUMBER, y=-400),
        b"q 0 0 10 10 re W n " + line(NUMBER) + b"Q",
        line(NUMBER, size=0.001),
        line(NUMBER, size=0),
        b"BT /F1 12 Tf 0 0 0 0 50 700 Tm (%s) Tj ET" % NUMBER.encode(),
        b"BT /F1 12 Tf 0 Tz 1 0 0 1 50 700 Tm (%s) Tj ET" % NUMBER.encode(),
        b"BT /F1 9 Tf 50 700 Td /Span <</ActualText (niets)>> BDC (%s) Tj EMC ET" % NUMBER.encode(),
        b"Q Q ]] >> (open " + line("") + b") Tj\n" + line(NUMBER),
    ],
    ids=[
        "invisible", "white", "right of the sheet", "below the sheet", "clipped", "minute",
        "no size", "no space", "no width", "stands for another", "after damage",
    ],
)  # fmt: skip
def test_text_that_is_not_seen_is_told(content):
    """
    Whatever keeps a text from being seen does not keep it from being read.
    """
    file = PdfFile()
    file.page(content)

    assert places(read(file.raw()), NUMBER) == on_page(NUMBER)


def test_text_outside_the_crop_box_is_told():
    """
    A page shows a part of its sheet only.
    """
    file = PdfFile()
    file.page(line(NUMBER), CropBox=Array([0, 0, 100, 100]))

    assert places(read(file.raw()), NUMBER) == on_page(NUMBER)


def test_hidden_layers_are_told():
    """
    Text in a layer that is off.
    """
    file = PdfFile()
    layer = file.keep(Type=Name.OCG, Name=String("kladversie"))
    file.pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    file.page(
        b"/OC /L0 BDC " + line(NUMBER) + b"EMC",
        Resources=file.resources(Properties=Dictionary(L0=layer)),
    )

    contents = read(file.raw())

    assert places(contents, NUMBER) == on_page(NUMBER)
    assert places(contents, "kladversie") == [Place(part=Part.PROPERTY)]


def test_what_text_stands_for_is_told_too():
    """
    ActualText, alternatives and expansions, in the content and in the structure.
    """
    file = PdfFile()
    marks = file.keep(ActualText=String("uit de eigenschappen"))
    page = file.page(
        b"/Figure <</Alt (foto van Fatima) /MCID 0>> BDC EMC "
        b"/Span <</E <FEFF00640065007A0065>>> BDC EMC /Span /M0 BDC " + line("getekend") + b"EMC",
        Resources=file.resources(Properties=Dictionary(M0=marks)),
    )
    file.pdf.Root.StructTreeRoot = file.keep(
        Type=Name.StructTreeRoot,
        K=file.keep(
            Type=Name.StructElem,
            S=Name.Figure,
            Pg=page,
            Alt=String("plan van de school"),
            T=String("bijlage"),
        ),
    )

    contents = read(file.raw())

    assert places(contents, "getekend") == on_page("")
    for text in ("foto van Fatima", "deze", "plan van de school", "bijlage"):
        assert places(contents, text) == on_page(text, part=Part.ALT_TEXT), text
    assert [place.part for place in places(contents, "uit de eigenschappen")] == [Part.ALT_TEXT]


def test_annotations_are_told():
    """
    Notes with their author and subject, rich text, and the look of a note that says more.
    """
    file = PdfFile()
    note = file.annotation(
        "Text",
        Contents=String("bel Jan op 0475 12 34 56"),
        T=String("An Janssens"),
        Subj=String("dringend"),
        RC=String("<body><p>vette <b>tekst</b></p></body>"),
        NM=String(GUID),
    )
    stamp = file.annotation("Stamp", AP=Dictionary(N=file.form(line("ONTVANGEN 12 MEI", 5, 5))))
    file.page(line("blad een"))
    file.page(line("blad twee"), Annots=Array([note, stamp]))

    contents = read(file.raw())

    for text in ("0475 12 34 56", "An Janssens", "dringend", "vette", "ONTVANGEN 12 MEI"):
        assert places(contents, text) == on_page(text, 2, Part.ANNOTATION), text
    assert not places(contents, GUID)


def test_form_fields_tell_values_and_not_names():
    """
    Values, defaults, options, captions and hints of fields are text, their names are not.
    """
    file = PdfFile()
    field = file.annotation(
        "Widget",
        FT=Name.Tx,
        T=String("veld_naam"),
        TU=String("Vul uw naam in"),
        V=String("Marieke Vermeulen"),
        DV=String("Jan Modaal"),
        MK=Dictionary(CA=String("Verzenden")),
        AP=Dictionary(N=file.form(line("Marieke Vermeulen", 5, 5))),
    )
    choice = file.annotation(
        "Widget",
        FT=Name.Ch,
        T=String("veld_keuze"),
        Opt=Array([String("gehuwd"), Array([String("w"), String("weduwnaar")])]),
        AP=Dictionary(
            N=Dictionary(Aan=file.form(line("aangekruist", 5, 5)), Uit=file.form(b"")),
            D=file.form(line("ingedrukt", 5, 5)),
        ),
    )
    file.page(line("formulier"), Annots=Array([field, choice]))
    file.pdf.Root.AcroForm = Dictionary(Fields=Array([field, choice]))

    contents = read(file.raw())

    for text in (
        "Marieke Vermeulen", "Vul uw naam in", "Jan Modaal", "Verzenden", "gehuwd", "weduwnaar",
        "aangekruist", "ingedrukt",
    ):  # fmt: skip
        assert set(places(contents, text)) == {*on_page(text, part=Part.FORM_FIELD)}, text
    assert not places(contents, "veld_")


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"TU": String("Wachtwoord"), "T": String("t1")}, "Wachtwoord: Zomer"),
        ({"T": String("form1[0].wacht_woord2")}, "form wacht woord: Zomer"),
        ({"T": String("12")}, "Zomer"),
        ({}, "Zomer"),
    ],
)
def test_a_value_stands_behind_what_its_field_is_called(entries, told):
    """
    By its caption, else by its name: a word alone says little.
    """
    file = PdfFile()
    field = file.annotation("Widget", FT=Name.Tx, V=String("Zomer"), **entries)
    file.page(line("formulier"), Annots=Array([field]))

    pieces = [piece.text for piece in read(file.raw()).pieces if "Zomer" in piece.text]

    assert pieces == [told]


def test_xfa_is_read():
    """
    The form in XML: captions and values, in one stream or in many.
    """
    file = PdfFile()
    file.page(line("Even geduld"))
    packets = (
        b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'>",
        b"<template><field name='veld'><caption>Uw naam</caption></field></template>",
        b"<xfa:datasets xmlns:xfa='x'><naam soort='burger 12'>Olena Kowalska</naam></xfa:datasets>",
        b"</xdp:xdp>",
    )
    titles = ("preamble", "template", "datasets", "postamble")
    parts = [
        one
        for name, data in zip(titles, packets, strict=True)
        for one in (String(name), file.stream(data))
    ]
    file.pdf.Root.AcroForm = Dictionary(XFA=Array(parts))

    contents = read(file.raw())

    for text in ("Uw naam", "Olena Kowalska", "burger 12"):
        assert places(contents, text) == [Place(part=Part.FORM_FIELD)], text
    assert not places(contents, "veld")


def test_properties_are_told():
    """
    Info with keys of its own, XMP, bookmarks, links, the name of a layer and of who signed.
    """
    file = PdfFile()
    file.pdf.docinfo["/Title"] = "Verslag van het Vast Bureau"
    file.pdf.docinfo["/Dossierbeheerder"] = "Youssef El Idrissi"
    file.pdf.Root.Metadata = file.stream(
        b"<?xpacket begin='' id='W5M0'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        b"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        b"xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        b"<rdf:Description rdf:about='' dc:rights='eigendom van de gemeente'><dc:creator><rdf:Seq>"
        b"<rdf:li>Greet De Smet</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF>"
        b"</x:xmpmeta>"
        b"<?xpacket end='w'?>",
        Type=Name.Metadata,
        Subtype=Name.XML,
    )
    link = file.annotation(
        "Link", A=Dictionary(S=Name.URI, URI=String("mailto:jef.peeters@kortenberg.be"))
    )
    signature = file.annotation(
        "Widget",
        FT=Name.Sig,
        V=file.keep(
            Type=Name.Sig,
            Name=String("Thijs Ngoma"),
            Reason=String("goedgekeurd"),
            ByteRange=Array([0, 1, 2, 3]),
            Contents=String(b"\x30\x20\x0c\x0dWannes Peters\x13\x0b85073003328\x02\x01\x05"),
        ),
    )
    file.page(line("blad"), Annots=Array([link, signature]))
    file.pdf.Root.Outlines = file.keep(
        Type=Name.Outlines,
        First=file.keep(Title=String("Agendapunt 4: ontslag"), Dest=String("punt.4")),
    )

    contents = read(file.raw())

    for text in (
        "Verslag van het Vast Bureau", "Dossierbeheerder: Youssef El Idrissi", "Greet De Smet",
        "eigendom van de gemeente", "Agendapunt 4: ontslag", "Thijs Ngoma", "goedgekeurd",
        "Wannes Peters", "85073003328",
    ):  # fmt: skip
        assert places(contents, text) == [Place(part=Part.PROPERTY)], text
    assert places(contents, "mailto:jef.peeters@kortenberg.be") == on_page("", 1, Part.PROPERTY)


def test_attachments_are_read():
    """
    Files in the document, of a page or of the whole, by name and with what they say.
    """
    file = PdfFile()
    first = file.file("loonfiche.txt", b"nettoloon 2.345,67", Desc=String("van mei"))
    file.pdf.Root.Names = Dictionary(EmbeddedFiles=names(String("een"), first))
    pinned = file.annotation("FileAttachment", FS=file.file("klacht.txt", b"klacht over de buren"))
    file.page(line("zie bijlagen"), Annots=Array([pinned]))

    contents = read(file.raw())

    inside = {piece.text: piece.place for piece in contents.pieces if piece.place.member}
    assert inside["nettoloon 2.345,67"].member != inside["klacht over de buren"].member
    assert inside["nettoloon 2.345,67"] == Place(
        part=Part.BODY, member=inside["loonfiche.txt"].member
    )
    assert inside["klacht.txt"] == Place(
        part=Part.ATTACHMENT, member=inside["klacht over de buren"].member
    )
    assert places(contents, "van mei") == [Place(part=Part.ATTACHMENT)]
    assert len(places(contents, "loonfiche.txt")) == 1


@pytest.mark.parametrize("where", ["apart", "nowhere", "as a font"])
def test_attachments_that_are_not_called_so_are_read(where):
    """
    The files of a specification stand in a dictionary of their own, or a file is a stream to which
    nothing leads.
    """
    file, raws = PdfFile(), []
    file.page(line("zie bijlage"))
    archive = b"PK\x03\x04\0\1\2 Jan Peeters"
    inside = file.stream(archive, **({"Length1": 9} if where == "as a font" else {}))
    if where == "apart":
        inside.write(b"\0\1 Jan Peeters")
        apart = file.keep(F=inside)
        file.pdf.Root.Spec = file.keep(Type=Name.Filespec, UF=String("klas.bin"), EF=apart)
    else:
        file.pdf.Root.Private = inside

    def keep(raw: bytes, budget: Budget) -> Contents:
        raws.append(raw)
        return nested(raw, budget)

    read_pdf(file.raw(), Budget(limits=Limits(), read_picture=Pictures("")), keep)

    assert len(raws) == 1
    assert raws[0].endswith(b"Jan Peeters")


@pytest.mark.parametrize(
    "text",
    [
        f"Jan Peeters is 180 cm groot, {NUMBER}",
        f"Do 12 mei, re Jan Peeters {NUMBER}",
        f"BT 3 van {NUMBER}",
    ],
)
def test_a_value_that_is_a_stream_is_told(text):
    """
    Also where it has words that are operators elsewhere.
    """
    file = PdfFile()
    file.page(line("formulier"))
    field = file.keep(FT=Name.Tx, T=String("opm"), V=file.stream(text.encode()))
    file.pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    assert places(read(file.raw()), text)


@pytest.mark.parametrize(
    "content",
    [
        b"q 1 0 0 -1 0 842 cm Q",
        b"0.5 .5 10 20.25 re f",
        b"BT /F1 12 Tf ET",
        b"BT\n0 g\n",
        b"/Fm0 Do",
        b"750 0 d0 ",
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF>",
    ],
)
def test_drawings_that_nothing_draws_are_no_text(content):
    """
    Left over from an earlier save, or a table of letters.
    """
    file = PdfFile()
    file.page(line("brief"))
    file.pdf.Root.Rest = file.stream(content)

    assert [piece.text for piece in read(file.raw()).pieces] == ["brief"]


def test_scripts_are_text():
    """
    What a script says is read like anything else.
    """
    file = PdfFile()
    file.page(line("blad"))
    script = String("app.alert('code van de poort: 4711');")
    file.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=script)
    longer = file.stream(b"// beheerd door Lotte Kowalska\nthis.calculateNow();")
    file.pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=longer))

    contents = read(file.raw())

    assert places(contents, "code van de poort: 4711") == [Place(part=Part.HIDDEN)]
    assert places(contents, "Lotte Kowalska") == [Place(part=Part.HIDDEN)]


@pytest.mark.parametrize("where", ["pattern", "form", "page", "template", "soft mask"])
def test_what_no_page_draws_is_read(where):
    """
    Text in patterns, in forms that nothing draws, on pages that were deleted, in masks.
    """
    file = PdfFile()
    content = line(NUMBER, 5, 5)
    resources, shown = file.resources(), line("wat men ziet")
    if where == "pattern":
        pattern = file.stream(
            content, Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, XStep=200,
            YStep=50, BBox=Array([0, 0, 200, 50]), Resources=file.resources(),
        )  # fmt: skip
        resources.Pattern = Dictionary(P0=pattern)
        shown += b"/Pattern cs /P0 scn 0 0 500 500 re f"
    elif where == "form":
        resources.XObject = Dictionary(X0=file.form(content))
    elif where == "soft mask":
        mask = file.form(content, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
        resources.ExtGState = Dictionary(G0=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
        shown += b"/G0 gs 0 0 500 500 re f"
    else:
        loose = file.loose_page(content, Resources=file.resources())
        if where == "template":
            loose.Type = Name.Template
        file.pdf.Root.PieceInfo = Dictionary(Oud=loose)
    file.page(shown, Resources=resources)

    contents = read(file.raw())

    assert places(contents, NUMBER) == [Place(part=Part.HIDDEN)]
    assert contents.pages == 1


def test_text_in_forms_is_part_of_the_page():
    """
    A form that is drawn twice is told where it is drawn, and not as hidden besides.
    """
    file = PdfFile()
    inner = file.form(line("binnenste", 5, 5))
    outer = file.form(b"/X1 Do", Resources=file.resources(XObject=Dictionary(X1=inner)))
    file.page(
        b"q 1 0 0 1 50 700 cm /X#30 Do Q q 1 0 0 1 50 600 cm /X0 Do Q",
        Resources=file.resources(XObject=Dictionary(X0=outer)),
    )

    contents = read(file.raw())

    assert contents.pieces[0].text.split() == ["binnenste", "binnenste"]
    assert places(contents, "binnenste") == on_page("")


@pytest.mark.parametrize("where", ["info", "xmp"])
@pytest.mark.parametrize(
    ("entries", "labels"),
    [
        ({"Enabled": "true", "Name": "Vertrouwelijk"}, (f"{GUID} Vertrouwelijk",)),
        ({"Enabled": "true"}, (GUID,)),
        ({"Enabled": "false", "Name": "Vertrouwelijk"}, ()),
    ],
)
def test_labels_are_told(where, entries, labels):
    """
    A sensitivity label in Info or XMP, by its number and its name; one that is off is none.
    """
    file = PdfFile()
    file.page(line("blad"))
    told = {f"MSIP_Label_{GUID}_{key}": value for key, value in entries.items()}
    if where == "info":
        for key, value in told.items():
            file.pdf.docinfo["/" + key] = value
    else:
        inside = "".join(f"<pdfx:{key}>{value}</pdfx:{key}>" for key, value in told.items())
        packet = (
            "<rdf:RDF xmlns:rdf='r' xmlns:pdfx='http://ns.adobe.com/pdfx/1.3/'>"
            f"<rdf:Description>{inside}</rdf:Description></rdf:RDF>"
        )
        file.pdf.Root.Metadata = file.stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)

    assert read(file.raw()).labels == labels


def test_text_beyond_the_first_plane_is_told():
    """
    Letters that take two code units in UTF-16.
    """
    file = PdfFile()
    table = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfrange <41> <5A> <D835DC00> endbfrange endcmap"
    )
    file.font.ToUnicode = file.stream(table)
    file.page(line("JAN"))

    assert places(read(file.raw(), Pictures()), "\U0001d409\U0001d400\U0001d40d") == on_page("")


def saved_again(raw: bytes, number: int, entries: str, content: bytes | None = None) -> bytes:
    """The file with one object written anew at its end, as programs save changes."""
    body = entries.encode()
    if content is not None:
        body = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    start = raw.rindex(b"startxref") + 9
    previous, at = int(raw[start:].split()[0]), len(raw) + 1
    size = max(number + 1, int(re.findall(rb"/Size (\d+)", raw)[-1]))
    return raw + (
        b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
        + b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (number, at)
        + b"<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n" % (size, previous)
        + b"%d\n%%%%EOF\n" % (at + len(b"%d 0 obj\n%s\nendobj\n" % (number, body)))
    )


def test_what_a_later_save_took_away_is_a_change():
    """
    The file still holds the page as it was, and the note that was deleted; what stayed is told
    once.
    """
    file = PdfFile()
    note = file.annotation("Text", Contents=String("nog te bespreken met Lotte"))
    file.page(line(f"nummer {NUMBER}"), Annots=Array([note]))
    file.page(line("blijft staan"))
    raw = file.raw(object_stream_mode=ObjectStreamMode.disable, compress_streams=False)
    content = int(re.search(rb"/Contents (\d+) 0 R", raw)[1])
    annotation = int(re.search(rb"/Annots \[ (\d+) 0 R", raw)[1])

    raw = saved_again(raw, content, "", line("nummer weggelakt"))
    raw = saved_again(raw, annotation, "<</Type/Annot/Subtype/Text/Rect[0 0 1 1]>>")
    contents = read(raw)

    assert places(contents, "weggelakt") == on_page("")
    assert places(contents, "blijft staan") == on_page("", 2)
    assert places(contents, NUMBER) == on_page("", part=Part.CHANGE)
    assert places(contents, "te bespreken met Lotte") == on_page("", part=Part.CHANGE)
    assert contents.pages == 2


@pytest.mark.parametrize("value", ["4711", "1.5", "true", "null", "/Naam", "[]"])
def test_objects_of_all_kinds_are_gone_over(value):
    """
    Many a program writes the length of a stream as an object of its own.
    """
    file = PdfFile()
    file.page(line("blad"))

    contents = read(saved_again(file.raw(object_stream_mode=ObjectStreamMode.disable), 40, value))

    assert places(contents, "blad") == on_page("")
