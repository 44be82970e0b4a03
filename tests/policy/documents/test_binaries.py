"""
What is no XML in an office document: objects, macros, drawings, fonts.
"""

import gzip
import struct

import pytest

from policy.documents.binaries import Binaries
from policy.documents.collector import Collector
from policy.documents.interface import Part, Place, Unread, UnreadError
from tests.policy.documents.build_compound import compound, macros, packaged
from tests.policy.documents.build_metafile import (
    BLACK,
    drawn_word,
    emf,
    emf_brush,
    emf_polygon,
    emf_text,
)
from tests.policy.documents.build_office import PICTURE_TEXT, budget, docx, nested, paragraph, run

PLACE = Place(part=Part.TEXT_BOX, page=3)


def read(*parts: bytes, **limits: int) -> list[tuple[str, Place]]:
    left = budget(**limits)
    collector = Collector(left)
    binaries = Binaries(collector, left, nested)
    for part in parts:
        binaries.read(part, PLACE)
    return [(piece.text, piece.place) for piece in collector.pieces]


def reason(raw: bytes, **limits: int) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(raw, **limits)
    return caught.value.reason


def test_a_file_that_was_dragged_into_a_document():
    """
    Its names, and its content as a file of its own.
    """
    raw = compound(
        {"\x01Ole10Native": packaged("loon jan.txt", b"Jan verdient"), "\x01CompObj": b"x"}
    )

    told = read(raw)

    assert told[0] == (
        "loon jan.txt\nC:\\Users\\jan\\loon jan.txt\n", Place(part=Part.ATTACHMENT, page=3)
    )  # fmt: skip
    assert told[1] == ("Jan verdient", Place(part=Part.BODY, member=(1,)))


def test_newer_documents_and_pdf_in_old_objects():
    """
    The object is a wrapper around a file that can be read.
    """
    word = compound({"Package": docx(paragraph(run("binnenin")))})
    pdf = compound({"CONTENTS": b"%PDF-1.7Contract", "\x01CompObj": b"Acrobat Document\0"})

    told = read(word, pdf)

    assert ("binnenin", Place(part=Part.BODY, member=(1,))) in told
    assert ("Contract", Place(part=Part.BODY, page=1, member=(2,))) in told
    assert ("Acrobat Document", Place(part=Part.HIDDEN, page=3)) in told


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (compound({"WordDocument": b"x"}), Unread.LEGACY_FORMAT),
        (compound({"Workbook": b"x"}), Unread.LEGACY_FORMAT),
        (compound({"Equation Native": b"x"}), Unread.LEGACY_FORMAT),
        (compound({"CONTENTS": b"van een formulier"}), Unread.LEGACY_FORMAT),
        (compound({"\x01Ole10Native": b"\x05\0\0\0zomaar"}), Unread.LEGACY_FORMAT),
        (compound({"\x01Ole10Native": packaged("a", b"b")[:-1]}), Unread.BROKEN),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), Unread.ENCRYPTED),
        (gzip.compress(b"geen tekening"), Unread.UNKNOWN_FORMAT),
        (gzip.compress(emf())[:-9], Unread.BROKEN),
        (b"\x01\x02\x03\xff", Unread.UNKNOWN_FORMAT),
    ],
)
def test_what_nobody_reads_is_refused(raw, expected):
    """
    Objects of old programs, encrypted ones, and unknown bytes.
    """
    assert reason(raw) is expected


def test_macros_are_hidden_text():
    """
    Somebody who opens the editor reads them.
    """
    told = read(macros({"Module1": "wachtwoord = 1"}))

    assert told[0] == ("wachtwoord = 1", Place(part=Part.HIDDEN, page=3))


def test_drawings_are_read_and_their_outlines_go_to_ocr():
    """
    Also when they are compressed.
    """
    drawn = emf(emf_brush(1, BLACK), *(emf_polygon(ring) for ring in drawn_word("HTLF")))

    told = read(gzip.compress(emf(emf_text("Totaal", 0, 0))), drawn)

    assert told == [("Totaal", PLACE), (PICTURE_TEXT, Place(part=Part.PICTURE, page=3))]
    assert reason(drawn, pictures=0) is Unread.TOO_LARGE


def test_the_same_bytes_are_read_once():
    """
    A logo on every page.
    """
    assert len(read(b"een logo", b"een logo", b"")) == 1


def test_fonts_are_looked_at():
    """
    What is no font does not pass as one.
    """
    tables = b"".join(
        struct.pack(">4s3L", name, 0, 200, 10)
        for name in (b"cmap", b"glyf", b"head", b"hhea", b"loca", b"maxp")
    )
    font = b"\x99" * 32 + (b"\0" * 12 + tables)[32:] + b"\0" * 200
    embedded = b"\xff" * 300
    embedded = struct.pack("<L", 300) + embedded[4:34] + b"LP" + embedded[36:]
    binaries = Binaries(Collector(budget()), budget(), nested)

    binaries.read_font(font)
    binaries.read_font(embedded)

    with pytest.raises(UnreadError) as caught:
        binaries.read_font(b"wachtwoord is Zomer2024 " * 20)
    assert caught.value.reason is Unread.UNKNOWN_FORMAT
