"""
A PDF that lies, explodes, is locked or is cut off stays here, quickly.
"""

import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from policy.documents.interface import Part, Place, Unread
from tests.policy.documents.build_pdf import PdfFile, encrypted, line, places, read, reason

MB = 1024 * 1024
TEXT = b"BT /F1 12 Tf 50 700 Td (a) Tj ET\n"


def bomb(file: PdfFile, size: int = 300 * MB) -> bytes:
    return zlib.compress(TEXT * (size // len(TEXT)), 9)


def content_bomb(file: PdfFile) -> None:
    file.page().Contents.write(bomb(file), filter=Name.FlateDecode)


def packed_twice(file: PdfFile) -> None:
    twice = zlib.compress(bomb(file), 9)
    file.page().Contents.write(twice, filter=Array([Name.FlateDecode, Name.FlateDecode]))


def many_streams(file: PdfFile) -> None:
    packed = bomb(file, 20 * MB)
    streams = []
    for _ in range(5):
        stream = file.stream(b"")
        stream.write(packed, filter=Name.FlateDecode)
        streams.append(stream)
    file.page().Contents = Array(streams)


def attachment_bomb(file: PdfFile) -> None:
    inside = file.file("a.txt", b"")
    inside.EF.F.write(zlib.compress(bytes(300 * MB), 9), filter=Name.FlateDecode)
    file.page(line("blad"))
    file.pdf.Root.Hier = inside


def font_bomb(file: PdfFile) -> None:
    program = file.stream(b"", Length1=1)
    program.write(zlib.compress(bytes(300 * MB), 9), filter=Name.FlateDecode)
    file.font.FontDescriptor = file.keep(Type=Name.FontDescriptor, FontFile2=program)
    file.page(line("blad"))


def forms_in_forms(file: PdfFile) -> None:
    form = file.form(line("boe"))
    for _ in range(10):
        form = file.form(b"/X0 Do " * 10, Resources=file.resources(XObject=Dictionary(X0=form)))
    file.page(b"/X0 Do", Resources=file.resources(XObject=Dictionary(X0=form)))


def deep_forms(file: PdfFile) -> None:
    form = file.form(line("boe"))
    for _ in range(200):
        form = file.form(b"/X0 Do", Resources=file.resources(XObject=Dictionary(X0=form)))
    file.page(b"/X0 Do", Resources=file.resources(XObject=Dictionary(X0=form)))


def pages_in_pages(file: PdfFile) -> None:
    node = file.page(line("blad"))
    for _ in range(30):
        node = file.keep(Type=Name.Pages, Kids=Array([node, node]), Count=2)
    file.pdf.Root.Pages = node


def too_many_pages(file: PdfFile) -> None:
    for _ in range(301):
        file.page()


def lzw(file: PdfFile) -> None:
    file.page().Contents.write(bytes(100_000), filter=Name.LZWDecode)


def endless_tiles(file: PdfFile) -> None:
    tile = file.stream(
        b"0 0 1 1 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, XStep=0.01,
        YStep=0.01, BBox=Array([0, 0, 1, 1]), Resources=Dictionary(),
    )  # fmt: skip
    resources = Dictionary(Pattern=Dictionary(P0=tile))
    file.page(b"/Pattern cs /P0 scn 0 0 595 842 re f", Resources=resources)


def the_same_picture_again(file: PdfFile) -> None:
    resources = Dictionary(XObject=Dictionary(I0=file.picture(5000, 5000)))
    file.page(b"q 500 0 0 500 0 0 cm /I0 Do Q " * 2000, Resources=resources)


def many_letters(file: PdfFile) -> None:
    file.page(b"BT /F1 12 Tf 50 700 Td " + b"(a) Tj " * 1_000_000 + b"ET")


@pytest.mark.parametrize(
    "fill",
    [
        content_bomb, packed_twice, many_streams, attachment_bomb, font_bomb, forms_in_forms,
        pages_in_pages, too_many_pages, lzw, endless_tiles, the_same_picture_again, many_letters,
    ],
)  # fmt: skip
def test_what_explodes_is_refused_at_once(fill: Callable[[PdfFile], None], cpu_seconds):
    """
    More than is read, in whatever it hides, is too large; and found out in two seconds.
    """
    file = PdfFile()
    fill(file)
    raw = file.raw(compress_streams=False)

    with cpu_seconds(2):
        assert reason(raw) is Unread.TOO_LARGE


def test_forms_in_forms_without_end_are_refused():
    """
    Too deep to follow, and a form that draws itself draws nothing.
    """
    file = PdfFile()
    deep_forms(file)
    assert reason(file.raw()) is Unread.TOO_DEEP

    file = PdfFile()
    form = file.form(line("eenmaal") + b"/X0 Do")
    form.Resources.XObject = Dictionary(X0=form)
    file.page(b"/X0 Do", Resources=file.resources(XObject=Dictionary(X0=form)))
    assert places(read(file.raw()), "eenmaal") == [Place(part=Part.BODY, page=1)]


def test_passwords():
    """
    One that must be typed to open the file locks it; one that bars printing does not.
    """
    file = PdfFile()
    file.pdf.docinfo["/Title"] = "Jaarverslag"
    file.page(line("zeer geheim"))
    raw = file.raw()

    assert reason(encrypted(raw, user="een", owner="twee")) is Unread.ENCRYPTED
    contents = read(encrypted(raw, user="", owner="twee"))
    assert places(contents, "zeer geheim") == [Place(part=Part.BODY, page=1)]
    assert places(contents, "Jaarverslag") == [Place(part=Part.PROPERTY)]


def test_rights_management_is_encryption():
    """
    A security handler that nobody has here.
    """
    file = PdfFile()
    file.page(line("zeer geheim"))
    raw = encrypted(file.raw(), user="", owner="twee")

    assert reason(raw.replace(b"/Filter /Standard", b"/Filter /MsIrmSvc")) is Unread.ENCRYPTED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.98])
def test_cut_off_files_are_broken(share):
    """
    Also where what is left could be put together again.
    """
    file = PdfFile()
    for number in range(20):
        file.page(line(f"blad {number}"))
    raw = file.raw()

    assert reason(raw[: int(len(raw) * share)]) is Unread.BROKEN


def test_no_pdf_is_broken():
    """
    Noise behind the right first letters.
    """
    assert reason(b"%PDF-1.7\n" + bytes(range(256)) * 10) is Unread.BROKEN


def test_damage_that_can_be_mended_is():
    """
    A file whose list of objects points nowhere is read as qpdf mends it.
    """
    file = PdfFile()
    file.page(line("nog leesbaar"))
    raw = file.raw(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    shifted = raw.replace(b"\n1 0 obj", b"\n\n\n\n1 0 obj", 1)

    assert places(read(shifted), "nog leesbaar") == [Place(part=Part.BODY, page=1)]


def test_a_page_that_is_missing_is_damage():
    """
    A tree that names pages or content which are not there.
    """
    file = PdfFile()
    file.page(line("een"))
    raw = file.raw(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert reason(raw.replace(b"/Kids [ 3 0 R ]", b"/Kids [ 33 0 R]")) is Unread.BROKEN

    file = PdfFile()
    page = file.page(line("een"))
    page.Contents = Array([page.Contents, String("twee")])
    assert reason(file.raw()) is Unread.BROKEN


def test_pages_that_are_not_counted_are_read():
    """
    A tree that says it has one page, and has two.
    """
    file = PdfFile()
    file.page(line("een"))
    file.page(line("twee"))
    raw = file.raw(object_stream_mode=pikepdf.ObjectStreamMode.disable)

    contents = read(raw.replace(b"/Count 2", b"/Count 1"))

    assert places(contents, "twee") == [Place(part=Part.BODY, page=2)]


def far_stream(file: PdfFile) -> None:
    stream = file.stream(b"")
    stream.F = String("http://elders.example/inhoud")
    file.page().Contents = stream


def far_form(file: PdfFile) -> None:
    form = file.form(b"", Ref=Dictionary(F=String("elders.pdf"), Page=0))
    file.page(b"/X0 Do", Resources=file.resources(XObject=Dictionary(X0=form)))


def script(source: str) -> Callable[[PdfFile], None]:
    def fill(file: PdfFile) -> None:
        file.page(line("blad"))
        file.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(source))

    return fill


@pytest.mark.parametrize(
    "fill", [far_stream, far_form, script("eval(a+b)"), script("String.fromCharCode(74,97,110)")]
)
def test_what_comes_from_elsewhere_is_active(fill: Callable[[PdfFile], None]):
    """
    Content in another file, and scripts that make text which is not in them.
    """
    file = PdfFile()
    fill(file)

    assert reason(file.raw()) is Unread.ACTIVE


@pytest.mark.parametrize("kind", ["Sound", "3D"])
def test_sound_and_models_are_unknown(kind):
    """
    What is neither text nor picture cannot be read.
    """
    file = PdfFile()
    file.page(line("blad"))
    file.pdf.Root.Hier = file.stream(b"abc", Type=Name("/" + kind))

    assert reason(file.raw()) is Unread.UNKNOWN_FORMAT


def test_a_form_in_xml_has_no_document_type():
    """
    XFA with entities of its own is refused.
    """
    file = PdfFile()
    file.page(line("blad"))
    packet = b"<!DOCTYPE a [<!ENTITY b 'c'>]><xdp>&b;</xdp>"
    file.pdf.Root.AcroForm = Dictionary(XFA=file.stream(packet))

    assert reason(file.raw()) is Unread.BROKEN


def test_properties_that_are_no_xml_are_text():
    """
    A damaged XMP packet still tells what is in it.
    """
    file = PdfFile()
    file.page(line("blad"))
    file.pdf.Root.Metadata = file.stream(
        b"<x><creator by='Zofia'>Wannes</maker>&lt;", Type=Name.Metadata, Subtype=Name.XML
    )

    contents = read(file.raw())

    assert places(contents, "Wannes") == places(contents, "Zofia") == [Place(part=Part.PROPERTY)]
