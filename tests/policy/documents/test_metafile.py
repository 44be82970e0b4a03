"""
Drawings of Windows and LibreOffice are read, painted for OCR, or refused.
"""

import struct

import pytest

from policy.documents.interface import Unread, UnreadError
from policy.documents.metafile import Drawing, is_metafile, read_metafile
from tests.policy.documents.build_metafile import (
    BLACK,
    WHITE,
    bitmap,
    drawn_word,
    emf,
    emf_bitmap,
    emf_brush,
    emf_path,
    emf_plus,
    emf_polygon,
    emf_small_text,
    emf_text,
    plus,
    plus_image,
    plus_string,
    png,
    record,
    svm,
    svm_text,
    wmf,
    wmf_polygon,
    wmf_record,
    wmf_text,
)
from tests.policy.documents.build_office import budget


def read(raw: bytes) -> Drawing:
    assert is_metafile(raw)
    return read_metafile(raw, budget())


def reason(raw: bytes) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(raw)
    return caught.value.reason


def test_text_records_are_words_and_lines_again():
    """
    Pieces that follow each other are one word; a gap is a space, another height another line.
    """
    raw = emf(
        *(emf_text("85.07", 100, 50), emf_text(".30-033.28", 150, 50)),
        *(
            emf_text("Jan", 300, 50),
            emf_text("Kerkstraat", 100, 90),
            emf_small_text("é12", 210, 90),
        ),
        title="Plan\0Peeters\0\0",
    )

    lines = [line for line in read(raw).text.splitlines() if line]

    assert lines == ["Plan", "Peeters", "85.07.30-033.28 Jan", "Kerkstraat é12"]


def test_letters_drawn_one_by_one():
    """
    Some printers and programs place each letter by itself.
    """
    letters = [emf_text(letter, 100 + 10 * at, 50) for at, letter in enumerate("0475123456")]

    assert read(emf(*letters)).text == "0475123456"


def test_glyph_numbers_are_refused():
    """
    Only the font knows which letters they are.
    """
    assert reason(emf(emf_text("abc", 0, 0, options=0x10))) is Unread.UNKNOWN_FORMAT
    assert reason(emf(emf_plus(plus(0x4036, struct.pack("<LLLL", 0, 0, 0, 1))))) is (
        Unread.UNKNOWN_FORMAT
    )


def test_bitmaps_become_picture_files():
    """
    They are read by OCR like any picture; small patterns to paint with are not.
    """
    drawing = read(emf(emf_bitmap(*bitmap()), emf_bitmap(*bitmap(8, 8))))

    assert [picture[:2] for picture in drawing.pictures] == [b"BM"]
    assert len(drawing.pictures[0]) == 54 + 3 * 64 * 40


def test_a_picture_in_many_strips_is_refused():
    """
    Its lines of text would be cut.
    """
    assert reason(emf(*[emf_bitmap(*bitmap())] * 13)) is Unread.UNKNOWN_FORMAT


def test_newer_records_in_comments():
    """
    EMF+ text and pictures; what is painted with such records alone is refused.
    """
    drawing = read(emf(emf_plus(plus_string("Jan Peeters"), plus_image(png()))))

    assert drawing.text == "Jan Peeters"
    assert drawing.pictures[0].startswith(b"\x89PNG")
    assert reason(emf(emf_plus(plus(0x4014, b"\0" * 4)))) is Unread.UNKNOWN_FORMAT


def test_other_comments_are_words():
    """
    What programs note down there is text to whoever looks.
    """
    note = b"GDIC\x02\0\0\0" + "wachtwoord Zomer".encode("utf-16-le")

    assert "wachtwoord Zomer" in read(emf(record(70, struct.pack("<L", len(note)) + note))).text


@pytest.mark.parametrize(
    "raw",
    [
        emf(emf_brush(1, BLACK), *(emf_polygon(ring) for ring in drawn_word("HTLF"))),
        emf(emf_brush(1, BLACK), emf_path(drawn_word("HTLF"))),
        wmf(
            wmf_record(0x02FC, struct.pack("<HLH", 0, BLACK, 0)),
            wmf_record(0x012D, struct.pack("<H", 0)),
            *(wmf_polygon(ring) for ring in drawn_word("HTLF")),
        ),
    ],
    ids=["polygons", "path", "wmf"],
)
def test_outlines_that_may_be_letters_are_painted(raw):
    """
    Black on white, for OCR.
    """
    picture = read(raw).outlines

    assert picture is not None
    assert picture.width > 200
    assert picture.getpixel((33, 33)) == 0  # inside the H
    assert picture.getpixel((picture.width - 10, picture.height - 10)) == 255


def test_light_letters_on_a_dark_box_stay_light():
    """
    Colours count, or the box would hide them.
    """
    box = [(50, 50), (700, 50), (700, 300), (50, 300)]
    letters = [emf_polygon(ring) for ring in drawn_word("HTLF")]

    picture = read(
        emf(emf_brush(1, BLACK), emf_polygon(box), emf_brush(2, WHITE), *letters)
    ).outlines

    assert picture is not None
    assert picture.getpixel((40, 40)) == 0
    margins = 2 * 30 * (picture.width + picture.height - 60)
    assert picture.histogram()[255] > margins + 1_000


def test_a_few_boxes_are_no_letters():
    """
    A frame around a preview needs no OCR.
    """
    box = [(50, 50), (700, 50), (700, 300), (50, 300)]

    assert read(emf(emf_polygon(box), emf_text("Totaal", 60, 60))).outlines is None


def test_old_metafiles():
    """
    WMF: text, bitmaps, notes.
    """
    information, bits = bitmap()
    packed = struct.pack("<LH8h", 0, 0, *range(8)) + information + bits
    raw = wmf(
        *(wmf_text("Kerk", 100, 10), wmf_text("straat 1", 140, 10)),
        wmf_record(0x0521, struct.pack("<H", 4) + b"Bus!" + struct.pack("<hh", 40, 100)),
        wmf_record(0x0F43, packed),
        wmf_record(0x0626, b"\x0f\0\x10\0Notitie van Jan"),
    )

    drawing = read(raw)

    assert drawing.text.startswith("Kerkstraat 1\nBus!")
    assert "Notitie van Jan" in drawing.text
    assert drawing.pictures[0].startswith(b"BM")


def test_previews_of_libreoffice():
    """
    SVM: a line for each text; a bitmap in it is refused.
    """
    drawing = read(svm(svm_text("Ziekte"), svm_text("Łukasz", 112)))

    assert drawing.text.split() == ["Ziekte", "?ukasz", "Łukasz"]
    assert reason(svm(struct.pack("<HHL", 116, 1, 4) + b"\0" * 4)) is Unread.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    "raw",
    [
        emf(record(84, b"\0" * 20)),
        emf(struct.pack("<LL", 84, 4)),
        emf(struct.pack("<LL", 84, 0xFFFFFFF0)),
        emf(record(200, b"")),
        emf(record(86, struct.pack("<4lL", 0, 0, 0, 0, 0xFFFFFF))),
        emf(record(81, struct.pack("<4l6l4L", *range(10), 80, 9999, 80, 9999) + b"\0" * 16)),
        emf(*[record(33, b"")] * 300),
        wmf(struct.pack("<LH", 0xFFFFFF, 0x0521)),
        wmf(wmf_record(0x0A32, struct.pack("<hhHH", 0, 0, 500, 0))),
        svm(struct.pack("<HHL", 112, 1, 0xFFFF)),
        svm()[:10],
    ],
)
def test_records_that_do_not_fit_are_refused(raw):
    """
    A drawing that lies about itself is broken.
    """
    assert reason(raw) is Unread.BROKEN


def test_too_many_records_are_refused():
    """
    Time has a bound too.
    """
    assert reason(emf(emf_polygon([(0, 0)] * 8_000) * 1_200)) is Unread.TOO_LARGE
