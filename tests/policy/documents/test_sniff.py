"""
The bytes say what a file is, and nothing else does.
"""

import struct
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from policy.documents.interface import Format, Unread, UnreadError
from policy.documents.sniff import sniff
from tests.policy.documents.build_text import zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def picture(kind: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (4, 4), "white").save(target, kind)
    return target.getvalue()


def pdf() -> bytes:
    target = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    return target.getvalue()


def package(content_type: str, part: str) -> bytes:
    types = f'<Types><Override PartName="/{part}" ContentType="application/{content_type}"/>'
    return zipped({"[Content_Types].xml": types, part: "<x/>"})


def open_document(kind: str) -> bytes:
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"})


WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_pictures(kind):
    """
    Pictures are known by their signature.
    """
    assert sniff(picture(kind)) == kind.lower()


def test_pdf():
    """
    A PDF begins with its header.
    """
    assert sniff(pdf()) is Format.PDF


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (package(WORD, "word/document.xml"), Format.DOCX),
        (package("vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml"), Format.DOCX),
        (package("vnd.ms-word.template.macroEnabledTemplate.main+xml", "word/d.xml"), Format.DOCX),
        (package(SHEET, "xl/workbook.xml"), Format.XLSX),
        (package("vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/workbook.xml"), Format.XLSX),
        (package(SLIDES, "ppt/presentation.xml"), Format.PPTX),
        (package(SLIDES.replace("presentation.", "slideshow."), "ppt/p.xml"), Format.PPTX),
        (package("xml", "word/document.xml"), Format.DOCX),
        (open_document("text"), Format.ODT),
        (open_document("text-template"), Format.ODT),
        (open_document("spreadsheet"), Format.ODS),
        (open_document("presentation"), Format.ODP),
        (zipped({"brief.docx": package(WORD, "word/document.xml")}), Format.ZIP),
        (zipped({"word/document.xml": "<x/>"}), Format.ZIP),
        (zipped({}), Format.ZIP),
    ],
)
def test_archives_by_what_is_in_them(raw, kind):
    """
    Office documents are archives with a main part; all other archives are archives.
    """
    assert sniff(raw) is kind


def test_content_types_in_another_charset_are_understood():
    """
    A part list in UTF-16 is a part list.
    """
    types = f'<Types><Override ContentType="application/{SHEET}"/></Types>'.encode("utf-16")

    assert sniff(zipped({"[Content_Types].xml": types, "xl/workbook.xml": "<x/>"})) is Format.XLSX


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{\\rtf1 Jan}", Format.RTF),
        (" \r\n{\\rt0 Jan}", Format.RTF),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", Format.CALENDAR),
        ("begin:vcard\r\nend:vcard\r\n", Format.CARD),
        ('{"naam": "Jan"}', Format.JSON),
        ('[{"naam": "Jan"}]', Format.JSON),
        ('{"naam": "Jan"}\n{"naam": "An"}\n', Format.JSON),
        ("{naam: Jan}", Format.PLAIN),
        ("[concept] brief", Format.PLAIN),
        ("[1] bron\n[2] bron", Format.PLAIN),
        ('<?xml version="1.0"?><brief/>', Format.XML),
        ('<?xml version="1.0"?><!-- a --><x:brief xmlns:x="y"/>', Format.XML),
        ("<brief><aan>Jan</aan></brief>", Format.XML),
        ("<!DOCTYPE brief [<!ENTITY a 'b'>]><brief>&a;</brief>", Format.XML),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', Format.SVG),
        ('<?xml version="1.0"?><!-- a > b --><!DOCTYPE svg PUBLIC "a" "b"><svg/>', Format.SVG),
        ("<!DOCTYPE html><p>Jan", Format.HTML),
        ("\ufeff\n<html><body>Jan", Format.HTML),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html/>', Format.HTML),
        ("<p>Jan</p>", Format.HTML),
        ("Kopie van de pagina: <html><body>Jan</body></html>", Format.HTML),
        ("<jan@kortenberg.be> schreef:\nDag", Format.PLAIN),
        ("<?php echo 1; ?>", Format.PLAIN),
        ("From: a@b.be\r\nTo: c@d.be\r\nSubject: x\r\n\r\nDag", Format.MAIL),
        ("From a@b.be Mon Jan  1 2024\nFrom: a@b.be\nDate: x\n\nDag", Format.MAIL),
        ("MIME-Version: 1.0\nContent-Type: text/plain\n\nDag", Format.MAIL),
        ("\n\nReceived: x\n\tby y\nX-Own: z\nFrom: a@b.be\n\nDag", Format.MAIL),
        ("Van: Jan\nAan: An\nOnderwerp: put\n\nDag", Format.PLAIN),
        ("Date: 1 mei\nTo: allen\n\nDag", Format.PLAIN),
        ("naam;straat\nJan;Dorp 1\nAn;Dorp 2\n", Format.CSV),
        ('naam,straat\n"Peeters, Jan",Dorp 1\n', Format.CSV),
        ("a|b|c\n1|2|3\n", Format.CSV),
        ("sep=;\na;b\n", Format.CSV),
        ("naam\tstraat\nJan\tDorp 1\n", Format.TSV),
        ("Beste Jan, dank voor alles\nIk kom graag, tot dan\n", Format.PLAIN),
        ("# Verslag\n\nJan was er.", Format.MARKDOWN),
        ("---\ntitel: x\n---\nJan was er.", Format.MARKDOWN),
        ("Zie [de site](https://kortenberg.be).", Format.MARKDOWN),
        ("Dag Jan", Format.PLAIN),
        ("PDF-bestanden beginnen met %PDF-1.7, zegt men.", Format.PLAIN),
        ("", Format.PLAIN),
    ],
)
def test_text_by_what_stands_in_it(text, kind):
    """
    Kinds of text have no signature; how they begin and hold together tells them apart.
    """
    assert sniff(text.encode()) is kind


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_text_in_any_charset(charset):
    """
    The kind of a text does not hang on its charset.
    """
    assert sniff("naam;straat\nRené;Dorp 1\n".encode(charset)) is Format.CSV


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (OLE, Unread.LEGACY_FORMAT),
        (OLE + "WordDocument".encode("utf-16-le"), Unread.LEGACY_FORMAT),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Unread.ENCRYPTED),
        (OLE + "\x06DataSpaces".encode("utf-16-le"), Unread.ENCRYPTED),
        (b"\x78\x9f\x3e\x22" + b"\0" * 20, Unread.LEGACY_FORMAT),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"\0\0\0\x1cftypavif\0\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"7z\xbc\xaf\x27\x1c\0\x04", Unread.UNKNOWN_FORMAT),
        (b"Rar!\x1a\x07\x01\0", Unread.UNKNOWN_FORMAT),
        (b"\x1f\x8b\x08\0\0\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"brief.txt" + b"\0" * 248 + b"ustar\x0000" + b"\0" * 500, Unread.UNKNOWN_FORMAT),
        (b"MZ\x90\0\x03\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"\x7fELF\x02\x01\x01\0", Unread.UNKNOWN_FORMAT),
        (b"ID3\x04\0\0\0\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"RIFF\x24\0\0\0WAVEfmt ", Unread.UNKNOWN_FORMAT),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", Unread.UNKNOWN_FORMAT),
        (b"SQLite format 3\0\x10\0", Unread.UNKNOWN_FORMAT),
        (b"%!PS-Adobe-3.0\n(J) show\n", Unread.UNKNOWN_FORMAT),
        (package("vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/w.bin"), Unread.UNKNOWN_FORMAT),
        (open_document("graphics"), Unread.UNKNOWN_FORMAT),
        (b"\xff\xfe\x00\xd8\x00\x00", Unread.BROKEN),
        (b"<html>\0\0</html>", Unread.BROKEN),
        (b"PK\x03\x04 cut off", Unread.BROKEN),
        (struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 9, 9, 0), Unread.BROKEN),
    ],
)
def test_what_is_not_read_and_why(raw, reason):
    """
    Each refused kind of file has its reason.
    """
    with pytest.raises(UnreadError) as caught:
        sniff(raw)

    assert caught.value.reason is reason


def zip64(members: dict[str, str], entries: int) -> bytes:
    """An archive whose last record leaves its sizes to that of a large one (4.3.14, 4.3.15)."""
    raw = zipped(members)
    at = raw.rfind(b"PK\5\6")
    count, size, offset = struct.unpack_from("<10xHLL", raw, at)
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    most = 0xFFFFFFFF
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries, entries, most, most, 0)
    return raw[:at] + large + locator + end


@pytest.mark.parametrize(
    "raw",
    [
        picture("PNG") + zipped({"a.txt": "Jan"}),
        picture("JPEG") + zipped({"a.txt": "Jan"}) + b"trailing",
        picture("PNG") + zip64({"a.txt": "Jan"}, entries=0xFFFF),
        picture("PNG") + zip64({"a.txt": "Jan"}, entries=0),
        pdf() + zipped({"a.txt": "Jan"}),
        b"GIF89a" + pdf(),
        b"\n" + pdf(),
        b"leading rubbish" + pdf(),
        pdf() + b"\nJan Peeters\n",
        pdf() + b"<html><body>Jan Peeters</body></html>",
        b"Dag Jan\n%PDF-1.4\n1 0 obj\n<</A (b)>>\nendobj\n",
        b"Dag Jan\n" + zipped({"a.txt": "Jan"}),
        b"MZ" + zipped({"a.txt": "Jan"}),
        zipped(
            {
                "[Content_Types].xml": f"application/{WORD} application/{SHEET}",
                "word/document.xml": "<x/>",
            }
        ),
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "[Content_Types].xml": f"application/{WORD}",
            }
        ),
    ],
    ids=[
        "png+zip",
        "jpeg+zip",
        "png+zip64",
        "png+zip64 that says it is empty",
        "pdf+zip",
        "gif+pdf",
        "newline+pdf",
        "rubbish+pdf",
        "pdf+text",
        "pdf+html",
        "text+pdf",
        "text+zip",
        "exe+zip",
        "docx+xlsx",
        "odt+docx",
    ],
)
def test_two_files_in_one_are_refused(raw):
    """
    What one program opens as a picture and another as an archive is not read as one of them.
    """
    with pytest.raises(UnreadError) as caught:
        sniff(raw)

    assert caught.value.reason is Unread.BROKEN


def test_pdf_that_is_stored_in_an_archive_is_no_second_file():
    """
    An archiver that does not compress makes no polyglot: every member is read anyway.
    """
    assert sniff(zipped({"a.pdf": pdf()}, compression=0)) is Format.ZIP
