r"""
All text in RTF: shown, hidden, deleted, in notes, properties, pictures and objects.
"""

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_compound import compound
from tests.policy.documents.build_rtf import old_object, rtf
from tests.policy.documents.build_text import (
    outcome,
    places,
    read,
    told,
    unread,
    zipped,
)

SECRET = "Jan Peeters"
GUID = "12345678-1234-1234-1234-123456789abc"


def test_paragraphs_keep_together_across_runs():
    r"""
    A name is one name in two fonts; `\par` ends a paragraph, and so does an escaped line end.
    """
    contents = read(rtf("Dag {\\b Jan {\\i Pee}}\r\nters\\par tot\\tab dan\\line nu\\\nlaatste"))

    assert contents.format is Format.RTF
    assert told(contents, Part.BODY) == ["Dag Jan Peeters", "tot\tdan\nnu", "laatste"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"Ren\'e9e", "Renée"),
        ("Renée".encode("cp1252"), "Renée"),
        (rb"Ren\u233?e", "Renée"),
        (rb"Ren\u233\'e9e", "Renée"),
        (rb"{\uc0 Ren\u233 e}", "Renée"),
        (rb"{\uc2 Ren\u233\'c3\'a9e}", "Renée"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"Sint\_Genesius\~Rode \{x\}\\y a\-b", "Sint\u2011Genesius\u00a0Rode {x}\\y ab"),
        (
            rb"\lquote x\rquote  \ldblquote y\rdblquote\endash z",
            "\u2018x\u2019 \u201cy\u201d\u2013z",
        ),
        (rb"\emdash\bullet\emspace x", "\u2014\u2022 x"),
    ],
)
def test_letters(body, text):
    """
    Bytes, codes and Unicode with its substitutes are letters.
    """
    assert told(read(rtf(body)), Part.BODY) == [text]


@pytest.mark.parametrize(
    ("head", "raw", "text"),
    [
        (r"\ansi\ansicpg1250", rb"\'8aime\'e8ek", "Šimeček"),
        (r"\mac", rb"Ren\'8ee", "Renée"),
        (r"\pc", rb"Ren\'82e", "Renée"),
        (r"\pca", rb"Ren\'82e", "Renée"),
        (r"\ansi\ansicpg65001", rb"Ren\'c3\'a9e", "Renée"),
        (r"\ansi\ansicpg99999", rb"Ren\'e9e", "Renée"),
        (r"\ansi", rb"{\fonttbl{\f1\fcharset204 A;}}\f1 \'c8\'e2\'e0\'ed \plain Jan", "Иван Jan"),
        (r"\ansi", rb"{\fonttbl{\f1\fcharset128 A;}}{\f1 \'8e\'52\'93\'63} Jan", "山田 Jan"),
        (r"\ansi", rb"{\fonttbl{\f1\cpg1253 A;}}{\f1 \'c3} Jan", "Γ Jan"),
    ],
)
def test_code_pages(head, raw, text):
    """
    The document, and each font in it, say which letters its bytes are.
    """
    assert told(read(rtf(raw, head)), Part.BODY) == [text]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (rf"{{\v {SECRET}}}", Part.HIDDEN),
        (rf"\v {SECRET}\v0 ", Part.HIDDEN),
        (rf"\v {SECRET}\plain ", Part.HIDDEN),
        (rf"{{\deleted\revauthdel1 {SECRET}}}", Part.CHANGE),
        (rf"{{\revised\revauth1 {SECRET}}}", Part.BODY),
        (rf"{{\header {SECRET}\par}}", Part.HEADER),
        (rf"{{\headerf {SECRET}\par}}", Part.HEADER),
        (rf"{{\footerl {SECRET}\par}}", Part.FOOTER),
        (rf"{{\footnote\ftnalt {SECRET}}}", Part.NOTE),
        (rf"{{\*\annotation {SECRET}}}", Part.COMMENT),
        (rf"{{\*\atnauthor {SECRET}}}", Part.COMMENT),
        (rf"{{\info{{\author {SECRET}}}}}", Part.PROPERTY),
        (rf"{{\info{{\*\company {SECRET}}}}}", Part.PROPERTY),
        (rf"{{\info{{\doccomm {SECRET}}}}}", Part.PROPERTY),
        (
            rf"{{\*\userprops{{\propname Dossier}}\proptype30{{\staticval {SECRET}}}}}",
            Part.PROPERTY,
        ),
        (rf'{{\field{{\*\fldinst HYPERLINK "mailto:{SECRET}"}}{{\fldrslt x}}}}', Part.PROPERTY),
        (rf"{{\field{{\*\fldinst DATE}}{{\fldrslt {SECRET}}}}}", Part.BODY),
        (rf"{{\*\bkmkstart {SECRET}}}", Part.PROPERTY),
        (rf"{{\*\revtbl{{Unknown;}}{{{SECRET};}}}}", Part.PROPERTY),
        (rf"{{\stylesheet{{\s1 {SECRET};}}}}", Part.PROPERTY),
        (rf"{{\fonttbl{{\f3 {SECRET} 85.07.30-033.28;}}}}", Part.PROPERTY),
        (rf"{{\fonttbl\f3 x/{SECRET};}}", Part.PROPERTY),
        (rf"{{\*\docvar {{naam}}{{{SECRET}}}}}", Part.PROPERTY),
        (rf"{{\*\formfield{{\*\ffdeftext {SECRET}}}}}", Part.FORM_FIELD),
        (rf"{{\shp{{\*\shpinst{{\shptxt {SECRET}\par}}}}}}", Part.TEXT_BOX),
        (
            rf"{{\shp{{\*\shpinst{{\sp{{\sn gtextUNICODE}}{{\sv {SECRET}}}}}}}}}",
            Part.WATERMARK,
        ),
        (rf"{{\shp{{\*\shpinst{{\sp{{\sn wzDescription}}{{\sv {SECRET}}}}}}}}}", Part.ALT_TEXT),
        (rf"{{\shp{{\*\shpinst{{\sp{{\sn wzName}}{{\sv {SECRET}}}}}}}}}", Part.PROPERTY),
        (rf"{{\do{{\dptxbx{{\dptxbxtext {SECRET}}}}}}}", Part.TEXT_BOX),
        (rf"{{\xe {SECRET}}}", Part.HIDDEN),
        (rf"{{\*\nobodyknows {SECRET}}}", Part.HIDDEN),
        (rf"{{\*\generator {SECRET};}}", Part.PROPERTY),
        (rf"{{\listtext\tab {SECRET}}}", Part.BODY),
        (rf"{{\upr{{x}}{{\*\ud{{{SECRET}}}}}}}", Part.BODY),
        (rf"{{\uc100 \u65 {SECRET}}}", Part.HIDDEN),
        (rf"{{\*\mmath{{\*\moMath {SECRET}}}}}", Part.HIDDEN),
    ],
)
def test_everywhere_in_a_document(body, part):
    """
    Word shows some of it; a program finds all of it.
    """
    contents = read(rtf(f"begin {body} eind"))

    assert part in {place.part for place in places(contents, SECRET)}
    assert "begin" in told(contents, Part.BODY)[0]


def test_hidden_text_does_not_cut_a_sentence():
    """
    Hidden and deleted words stand behind the paragraph that they are in.
    """
    contents = read(rtf(r"Jan {\v geheim }{\deleted weg }Peeters\par"))

    assert told(contents, Part.BODY) == ["Jan Peeters"]
    assert told(contents, Part.HIDDEN, Part.CHANGE) == ["geheim", "weg"]


def test_tables():
    """
    Cells have rows and columns; a paragraph after them starts anew.
    """
    row = r"\trowd\pard\intbl a{}\cell b\par c{}\cell\row"
    contents = read(rtf(rf"{row.format(1, 1)}{row.format(2, 2)}\pard x\par{row.format(3, 3)}"))

    def cell(row, column):
        return Place(part=Part.TABLE, row=row, column=column)

    assert [(one.text, one.place) for one in contents.pieces if one.place.part is Part.TABLE] == [
        ("a1", cell(1, 1)),
        ("b", cell(1, 2)),
        ("c1", cell(1, 2)),
        ("a2", cell(2, 1)),
        ("b", cell(2, 2)),
        ("c2", cell(2, 2)),
        ("a3", cell(1, 1)),
        ("b", cell(1, 2)),
        ("c3", cell(1, 2)),
    ]
    assert told(contents, Part.BODY) == ["x"]


def test_labels():
    """
    A sensitivity label is a property of the document.
    """
    properties = "".join(
        rf"{{\propname MSIP_Label_{GUID}_{key}}}\proptype30{{\staticval {value}}}"
        for key, value in {"Enabled": "true", "Name": "Vertrouwelijk"}.items()
    )

    contents = read(rtf(rf"{{\*\userprops{properties}}}x"))

    assert contents.labels == (f"{GUID} Vertrouwelijk",)


@pytest.mark.parametrize("written", ["hex", "bytes"])
def test_files_in_objects_are_read(written):
    """
    An embedded file is read, by whichever of the two ways it was written.
    """
    data = old_object(f"naam;straat\n{SECRET};Dorp 1\n".encode(), "Csv", "C:\\notities.csv")
    told_as = data.hex().encode() if written == "hex" else b"\\bin%d " % len(data) + data

    contents = read(rtf(rb"x{\object\objemb{\*\objclass Csv}{\*\objdata " + told_as + b"}}"))

    assert places(contents, SECRET)
    assert places(contents, "C:\\notities.csv")[0].part is Part.PROPERTY


def test_archive_in_bytes_is_a_file_in_a_file():
    """
    An archive may stand in an object, in hexadecimal; the document is no archive then.
    """
    data = old_object(zipped({"n.txt": SECRET}), "Zip")

    contents = read(rtf(rf"x{{\object{{\*\objdata {data.hex()}}}}}"))

    assert [place.member for place in places(contents, SECRET)] == [(1, 1)]
    assert unread(rtf(rb"x{\object{\*\objdata \bin%d " % len(data) + data + b"}}")) is Unread.BROKEN


def test_data_in_bytes_may_hold_braces():
    r"""
    What follows `\bin` is counted, not read.
    """
    data = old_object(f"na}}am;st{{raat\n{SECRET};Dorp 1\n".encode())

    contents = read(rtf(rb"{\object{\*\objdata \bin%d " % len(data) + data + b"}} eind"))

    assert places(contents, SECRET)
    assert told(contents, Part.BODY)[0] == "eind"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (r"{\object{\*\objdata 0105}}", Unread.BROKEN),
        (r"{\object{\*\objdata 010}}", Unread.BROKEN),
        (
            r"{\object{\*\objdata " + old_object(b"7z\xbc\xaf\x27\x1c\0").hex() + "}}",
            Unread.UNKNOWN_FORMAT,
        ),
        (r"{\pict\pngblip 00112233}", Unread.UNKNOWN_FORMAT),
        (r"{\pict\bin99 x}", Unread.BROKEN),
        (r"{\field{\*\fldinst {DDE}AUTO cmd /c}{\fldrslt x}}", Unread.ACTIVE),
        ("{" * 600, Unread.TOO_DEEP),
        ("{", Unread.BROKEN),
    ],
)
def test_refused(body, reason):
    """
    What is broken, or holds what cannot be read.
    """
    assert unread(rtf("x" + body)) is reason


def test_cut_off():
    """
    A document without its end is not read as if it were whole.
    """
    assert unread(rtf("Dag Jan")[:-1]) is Unread.BROKEN


def test_text_behind_the_end():
    """
    Word does not look behind the last brace; others do.
    """
    contents = read(rtf("Dag") + f"\r\n{SECRET}\0".encode())

    assert places(contents, SECRET) == [Place(part=Part.HIDDEN)]


def test_unknown_bytes_are_looked_into():
    """
    Readable words in what an unknown program left behind.
    """
    hidden = (b"\0\1" * 20 + b"Herfst2025-geheim" + b"\2" * 20).hex()

    contents = read(rtf(rf"x{{\*\eigendata {hidden}}}"))

    assert places(contents, "Herfst2025-geheim") == [Place(part=Part.PROPERTY)]


def test_digits_are_no_bytes():
    """
    A number in an unknown group is a number, though it looks like hexadecimal.
    """
    assert "85073003328" in told(read(rtf(r"x{\*\eigendata 85073003328}")), Part.HIDDEN)


def test_names_of_fonts_are_no_text():
    """
    Word lists hundreds of fonts; "Franklin Gothic" and "Lucida Bright" are nobody.
    """
    contents = read(
        rtf(
            r"x{\fonttbl{\f1 Franklin Gothic Medium{\*\falt Lucida Bright};}"
            r"{\f2 @MS Mincho;}{\f3 Modern No. 20;}{\f4\fcharset129 \'b9\'d9\'c5\'c1;}}"
        )
    )

    assert told(contents) == ["x"]


def test_theme_and_store_of_word():
    """
    Word keeps an office theme, and XML of its own, in hexadecimal; names of fonts are not told.
    """
    spaces = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    theme = f'<a:theme {spaces} name="Huisstijl"><a:latin typeface="Franklin Gothic"/></a:theme>'
    data = zipped({"[Content_Types].xml": "<Types/>", "theme/theme1.xml": theme}).hex()
    xml = f'<?xml version="1.0"?><bron>{SECRET}</bron>'.encode()
    store = old_object(compound({"Item": xml, "Properties": b"\0" * 40}), "Msxml2.SAXXMLReader.6.0")

    contents = read(rtf(rf"x{{\*\themedata {data}}}{{\*\datastore {store.hex()}}}"))

    assert SECRET in told(contents, Part.BODY)[-1]
    assert "Franklin Gothic" not in " ".join(told(contents))


def test_fingerprints_are_no_text():
    """
    Numbers by which Word knows a font and a picture again say nothing.
    """
    contents = read(rtf(r"x{\fonttbl{\f1{\*\panose 02020603050405020304}A;}}"))

    assert told(contents, Part.HIDDEN) == []


@pytest.mark.parametrize(
    "hostile",
    [
        b"{}" * 200_000,
        rb"\b" * 200_000,
        rb"a\par " * 200_000,
        rb"\u233?" * 200_000,
        rb"{\v a}b" * 100_000,
        rb"\trowd\cell\row" * 60_000,
        b"{" * 400 + rb"\i" * 200_000,
        rb"\pard" * 2_000_000,
    ],
    ids=["braces", "words", "paragraphs", "letters", "layers", "cells", "depth", "more"],
)
def test_time_grows_with_the_file_alone(hostile, cpu_seconds):
    """
    No document takes longer than its length explains.
    """
    with cpu_seconds(4):
        outcome(rtf(hostile))
