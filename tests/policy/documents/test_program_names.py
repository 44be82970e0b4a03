"""
What programs and machines are called is nobody's name; all else is told.
"""

import pytest
from pikepdf import Name
from PIL import Image
from PIL.ExifTags import Base

from policy.documents.interface import Part
from policy.documents.program_names import is_font, is_program
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_pdf import PdfFile, line
from tests.policy.documents.build_pictures import blank, saved
from tests.policy.documents.build_text import read, told

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.mark.parametrize(
    "text",
    [
        CHROME,
        "Skia/PDF m140 Google Docs Renderer",
        "Microsoft® Word voor Microsoft 365",
        "Kyocera TASKalfa 3253ci",
        "SONY ILCE-7M3",
        "macOS Version 14.5 (Build 23F79) Quartz PDFContext",
        "ReportLab PDF Library - www.reportlab.com",
    ],
)
def test_programs_and_machines(text):
    """
    Versions and types do not matter.
    """
    assert is_program("CreatorTool", text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("CreatorTool", "Jan Peeters"),
        ("creator", "Max"),
        ("Producer", "Skia/PDF m140 van Jan"),
        ("Author", "Skia"),
        ("Software", "wachtwoord Zomer"),
        ("Model", "Word " * 100),
    ],
)
def test_one_other_word_and_all_of_it_is_told(key, text):
    """
    As is whatever stands under another key, or is too long for a name.
    """
    assert not is_program(key, text)


def test_a_pdf_that_a_browser_printed_names_nobody():
    """
    Given what Chrome says of itself, and a producer with a name in it
    When the file is read
    Then the name is told, and the browser is not.
    """
    file = PdfFile()
    file.page(line("De bibliotheek is open."))
    file.pdf.docinfo[Name.Creator] = CHROME
    file.pdf.docinfo[Name.Producer] = "Skia van Jan Peeters"

    assert told(read(file.raw()), Part.PROPERTY) == ["Skia van Jan Peeters"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Segoe UI", True),
        ("Franklin Gothic Book", True),
        ("Tahoma", True),
        ("Roman Peeters", False),
    ],
)
def test_fonts_are_nobody(text, is_one):
    """
    A presentation lists those that it uses.
    """
    assert is_font(text) is is_one


def test_a_photograph_names_no_camera():
    """
    Who took it is told, and with what is not.
    """
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Artist] = "SONY", "ILCE-7M3", "Jan Peeters"

    contents = read(saved(blank(), "JPEG", exif=exif))

    assert told(contents, Part.PROPERTY) == ["Artist: Jan Peeters"]


def test_the_author_of_an_empty_template_is_not_that_of_the_document():
    """
    Given what a library writes into each presentation, and who changed it since
    When the file is read
    Then the latter is told, and the former is not.
    """
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Steve Canny'
        "</dc:creator><cp:lastModifiedBy>Jan Peeters</cp:lastModifiedBy></cp:coreProperties>"
    )
    raw = docx(
        paragraph(run("Welkom")),
        {"docProps/core.xml": core},
        ("p1", "core-properties", "docProps/core.xml"),
    )

    assert told(read(raw), Part.PROPERTY) == ["Jan Peeters"]
