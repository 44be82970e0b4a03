"""
What is drawn in a PDF and not told as text is read by OCR, and nothing else is.
"""

import zlib

import pytest
from pikepdf import Array, Dictionary, Name, String

from policy.documents.interface import Part, Place, Unread, UnreadError
from tests.policy.documents.build_pdf import PdfFile, Pictures, line, places, read, reason

SEEN = "in het beeld"
PROSE = line("Dit is de brief van de gemeente aan het gezin.")


def drawn(file: PdfFile, *pictures, content: bytes = b"", width: float = 400, height: float = 200):
    """A page with pictures below one another, and what more stands on it."""
    named = {f"I{at}": picture for at, picture in enumerate(pictures)}
    shown = b"".join(
        b"q %g 0 0 %g 50 %g cm /I%d Do Q " % (width, height, 500 - 210 * at, at)
        for at in range(len(pictures))
    )
    return file.page(shown + content, Resources=file.resources(XObject=Dictionary(**named)))


def test_a_page_without_text_is_read_by_ocr():
    """
    A scan: the page is drawn and read, and paid for as a page and as a picture.
    """
    file, pictures = PdfFile(), Pictures()
    drawn(file, file.picture())
    file.page()

    contents = read(file.raw(), pictures)

    assert places(contents, SEEN) == [Place(part=Part.PICTURE, page=1)]
    assert len(pictures.sizes) == 1
    width, height = pictures.sizes[0]
    assert (round(width / 595 * 72), round(height / 842 * 72)) == (200, 200)


def test_nothing_to_read_in_a_scan_is_an_answer():
    """
    A page that was looked at and says nothing has been read.
    """
    file = PdfFile()
    drawn(file, file.picture())

    assert read(file.raw(), Pictures("")).pieces == ()


def test_a_page_of_paths_is_looked_at():
    """
    Text that was drawn as curves, with no letter in the file.
    """
    file, pictures = PdfFile(), Pictures()
    file.page(b"100 100 m 150 200 250 200 300 100 c h f")

    assert places(read(file.raw(), pictures), SEEN) == [Place(part=Part.PICTURE, page=1)]


def test_a_picture_amid_text_is_looked_at_and_the_text_is_not():
    """
    A screenshot pasted in a letter: only its part of the page is drawn.
    """
    file, pictures = PdfFile(), Pictures()
    drawn(file, file.picture(width=800, height=400), content=PROSE, height=200)

    contents = read(file.raw(), pictures)

    assert places(contents, SEEN) == [Place(part=Part.PICTURE, page=1)]
    assert places(contents, "brief van de gemeente") == [Place(part=Part.BODY, page=1)]
    width, height = pictures.sizes[0]
    assert 1.9 < width / height < 2.1


def test_the_same_picture_on_each_page_is_looked_at_once():
    """
    A letterhead costs one look, a new picture another.
    """
    file, pictures = PdfFile(), Pictures()
    logo = file.picture()
    for _ in range(3):
        drawn(file, logo, content=PROSE)
    drawn(file, logo, file.picture(shade=90), content=PROSE)

    contents = read(file.raw(), pictures)

    assert [place.page for place in places(contents, SEEN)] == [1, 4]


WHOLE = b"q 400 0 0 200 50 500 cm /I0 Do Q "


@pytest.mark.parametrize(
    "hidden",
    [
        b"q 50 500 400 20 re W n " + WHOLE + b"Q ",
        WHOLE + b"1 g 50 550 400 150 re f ",
        b"q 80 0 0 40 50 500 cm /I0 Do Q ",
        b"q -400 0 0 200 450 500 cm /I0 Do Q ",
        b"q 50 500 400 20 re W n /Fm0 Do Q ",
    ],
    ids=["window", "panel", "small", "mirrored", "form in a window"],
)
def test_a_picture_that_was_hidden_is_looked_at_where_it_is_shown(hidden):
    """
    What stands on one page behind something is read on the next, and once.
    """
    file, pictures = PdfFile(), Pictures()
    picture = file.picture()
    shown = Dictionary(I0=picture)
    if b"/Fm0" in hidden:
        inside = file.resources(XObject=Dictionary(I0=picture))
        shown.Fm0 = file.form(WHOLE, box=(0, 0, 600, 800), Resources=inside)
    for content in (hidden, hidden, WHOLE, hidden, WHOLE):
        file.page(content + PROSE, Resources=file.resources(XObject=shown))

    contents = read(file.raw(), pictures)

    assert [place.page for place in places(contents, SEEN)] == [1, 3]


ROUNDED = (
    b"1 g 60 550 m 440 550 l 450 550 450 550 450 560 c 450 690 l 450 700 450 700 440 700 c 60 700 "
    b"l 50 700 50 700 50 690 c 50 560 l 50 550 50 550 60 550 c f "
)
ZIGZAG = b" ".join(b"%d %d l" % (50 + at % 7, 500 + at % 9) for at in range(1_500))


@pytest.mark.parametrize(
    "hidden",
    [
        WHOLE + ROUNDED,
        WHOLE + b"1 g 50 550 m 250 550 l 450 550 l 450 700 l 50 700 l h f ",
        WHOLE + b"/G0 gs 1 g 50 550 400 150 re f ",
        WHOLE + b"150 w 1 G 50 625 m 450 625 l S ",
        b"q 50 600 m 250 500 l 450 600 l 250 700 l h W n " + WHOLE + b"Q ",
        b"q 50 500 m " + ZIGZAG + b" 450 700 l h W n " + WHOLE + b"Q ",
    ],
    ids=["rounded", "one point more", "almost opaque", "wide line", "diamond", "long window"],
)
def test_what_any_shape_may_have_hidden_is_looked_at_where_nothing_is_in_front(hidden):
    """
    However many pages hid it before.
    """
    file, pictures = PdfFile(), Pictures()
    resources = file.resources(
        XObject=Dictionary(I0=file.picture()), ExtGState=Dictionary(G0=Dictionary(ca=0.99))
    )
    for content in (*[hidden] * 9, WHOLE, WHOLE):
        file.page(content + PROSE, Resources=resources)

    looked_at = [place.page for place in places(read(file.raw(), pictures), SEEN)]

    assert looked_at[-1] == 10
    assert len(looked_at) <= 4


@pytest.mark.parametrize(
    "front",
    [
        b"1 g 50 600 m 250 500 l 450 600 l 250 700 l h f ",
        b"1 g 50 500 m 450 500 l 450 700 l h f ",
        b"1 g q .5 .5 -.5 .5 250 450 cm 0 0 300 300 re f Q ",
        b"1 g q 50 500 m 60 500 l 450 690 l 450 700 l h W n 50 500 400 200 re f Q ",
    ],
    ids=["diamond", "triangle", "turned", "in a window"],
)
def test_what_covers_a_part_of_its_box_hides_no_more(front):
    """
    The corners of the picture are seen beside it, for the first time.
    """
    file, pictures = PdfFile(), Pictures()
    resources = file.resources(XObject=Dictionary(I0=file.picture()))
    for content in (b"q 50 500 400 20 re W n " + WHOLE + b"Q ", WHOLE + front):
        file.page(content + PROSE, Resources=resources)

    assert [place.page for place in places(read(file.raw(), pictures), SEEN)] == [1, 2]


@pytest.mark.parametrize("frame", [b"0 0 m 50 550 400 150 re S ", b"50 550 4 150 re f "])
def test_a_frame_hides_nothing(frame):
    """
    The picture was read behind it.
    """
    file, pictures = PdfFile(), Pictures()
    resources = file.resources(XObject=Dictionary(I0=file.picture()))
    for content in (WHOLE + frame, WHOLE):
        file.page(content + PROSE, Resources=resources)

    contents = read(file.raw(), pictures)

    assert [place.page for place in places(contents, SEEN)] == [1]


@pytest.mark.parametrize(
    "over",
    [
        b"1 g 100 %d 300 80 re f ",
        b"0 g 100 %d m 200 300 l 300 250 l 350 280 l 320 200 l 90 100 l f ",
        b"q 20 0 0 20 300 %d cm /I1 Do Q ",
    ],
    ids=["panels", "shapes", "icons"],
)
def test_a_background_is_looked_at_a_few_times_at_most(over):
    """
    Slides with something else in front of the same picture on each.
    """
    file, pictures = PdfFile(), Pictures()
    shared = Dictionary(I0=file.picture(), I1=file.picture(90, 90, shade=9))
    for at in range(30):
        content = b"q 595 0 0 842 0 0 cm /I0 Do Q " + over % (300 + 10 * at) + PROSE
        file.page(content, Resources=file.resources(XObject=shared))

    read(file.raw(), pictures)

    assert len(pictures.sizes) <= 5


def test_bullets_and_lines_are_not_looked_at():
    """
    Pictures in which nothing can be read.
    """
    file, pictures = PdfFile(), Pictures()
    drawn(file, file.picture(8, 8), content=PROSE, width=8, height=8)
    drawn(file, file.picture(600, 1), content=PROSE, width=500, height=1)

    read(file.raw(), pictures)

    assert pictures.sizes == []


def test_a_scan_in_strips_is_looked_at():
    """
    A picture that was cut in rows of four dots each is still a picture.
    """
    file, pictures = PdfFile(), Pictures()
    strips = {f"I{at}": file.picture(1600, 4, shade=at) for at in range(100)}
    content = b"".join(b"q 500 0 0 4 50 %d cm /I%d Do Q " % (100 + 4 * at, at) for at in range(100))
    file.page(content + PROSE, Resources=file.resources(XObject=Dictionary(**strips)))

    assert places(read(file.raw(), pictures), SEEN) == [Place(part=Part.PICTURE, page=1)]


def test_an_inline_picture_is_looked_at():
    """
    Pictures that stand in the content itself.
    """
    file, pictures = PdfFile(), Pictures()
    inline = (
        b"q 300 0 0 100 50 300 cm BI /W 60 /H 20 /CS /G /BPC 8 ID " + b"\x40" * 1200 + b" EI Q "
    )
    file.page(PROSE + inline)

    assert places(read(file.raw(), pictures), SEEN) == [Place(part=Part.PICTURE, page=1)]


def test_pictures_in_hidden_layers_and_outside_the_sheet_are_drawn():
    """
    What OCR is shown holds the picture also where the page would not show it.
    """
    file = PdfFile()
    layer = file.keep(Type=Name.OCG, Name=String("uit"))
    file.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    drawn(file, file.picture(shade=0, OC=layer))
    file.page(
        b"q 400 0 0 200 2000 -900 cm /I0 Do Q" + PROSE,
        CropBox=Array([0, 0, 50, 50]),
        Resources=file.resources(XObject=Dictionary(I0=file.picture(shade=0))),
    )
    darkest = []

    def look(picture):
        darkest.append(picture.convert("L").getextrema()[0])
        return SEEN

    contents = read(file.raw(), look)

    assert darkest == [0, 0]
    assert [place.page for place in places(contents, SEEN)] == [1, 2]


@pytest.mark.parametrize("kind", ["type 0", "names", "private", "type 3", "type 3 with text"])
def test_fonts_that_tell_no_letters_are_read_by_ocr(kind):
    """
    Letters without a way to Unicode, or with one to private characters, are looked at.
    """
    file, pictures = PdfFile(), Pictures()
    codes = b"ABCDEFGHIJ"
    if kind == "type 0":
        inner = file.keep(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Abc, DW=600,
            CIDSystemInfo=Dictionary(Registry=String("A"), Ordering=String("B"), Supplement=0),
            FontDescriptor=file.keep(Type=Name.FontDescriptor, FontName=Name.Abc, Flags=4),
        )  # fmt: skip
        font = file.keep(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Abc, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([inner]),
        )  # fmt: skip
        codes = b"\0A\0B\0C\0D\0E\0F\0G"
    elif kind == "names":
        shapes = [Name(f"/g{code}") for code in codes]
        font = file.keep(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Abc, FirstChar=65, LastChar=74,
            Widths=Array([600] * 10), Encoding=Dictionary(Differences=Array([65, *shapes])),
            FontDescriptor=file.keep(Type=Name.FontDescriptor, FontName=Name.Abc, Flags=4),
        )  # fmt: skip
    elif kind == "private":
        font = file.font
        font.ToUnicode = file.stream(
            b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
            b"1 beginbfrange <41> <5A> <E041> endbfrange endcmap"
        )
    else:
        inside = b"BT /F1 1000 Tf (Jan) Tj ET" if kind.endswith("text") else b"0 0 500 700 re f"
        shape = file.stream(b"600 0 d0 " + inside)
        shapes = {f"s{code}": shape for code in codes}
        font = file.keep(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 700]), FirstChar=65,
            LastChar=74, Widths=Array([600] * 10), FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(**shapes), Resources=file.resources(),
            Encoding=Dictionary(Differences=Array([65, *(Name("/" + name) for name in shapes)])),
        )  # fmt: skip
    plain = file.keep(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, Encoding=Name.WinAnsiEncoding
    )
    hexadecimal = codes.hex().encode()
    file.page(
        PROSE + b"BT /F2 12 Tf 50 600 Td <" + hexadecimal + b"> Tj ET",
        Resources=Dictionary(Font=Dictionary(F1=plain, F2=font)),
    )

    assert places(read(file.raw(), pictures), SEEN) == [Place(part=Part.PICTURE, page=1)]


WORDS = (
    "verslag van het overleg met de ouders over de begeleiding in de klas en thuis waarbij ook "
    "de dokter aanwezig was om het dossier toe te lichten"
)


def scanned(file: PdfFile, layer: str) -> None:
    """A page as scanners make them: the picture, and under it invisibly what they read."""
    lines = [layer[at : at + 60] for at in range(0, len(layer), 60)]
    content = b"".join(b"3 Tr " + line(text, y=700 - 20 * at) for at, text in enumerate(lines))
    file.page(
        content + b"q 595 0 0 842 0 0 cm /I0 Do Q",
        Resources=file.resources(XObject=Dictionary(I0=file.picture(shade=len(file.pdf.pages)))),
    )


@pytest.mark.parametrize(
    ("read_as", "looks"), [(WORDS, 1), ("heel iets anders dan wat er staat", 3)]
)
def test_what_a_scanner_read_is_believed_when_ocr_agrees(read_as, looks):
    """
    One page is compared; where the layer lies, each page is looked at.
    """
    file, pictures = PdfFile(), Pictures(read_as)
    for _ in range(3):
        scanned(file, WORDS)

    read(file.raw(), pictures)

    assert len(pictures.sizes) == looks


def test_a_layer_that_is_no_language_is_not_believed_for_another_page():
    """
    What was read right on one page says nothing of letters without sense on the next.
    """
    file, pictures = PdfFile(), Pictures(WORDS)
    for layer in (WORDS, "xqv wkz jqx " * 12, WORDS, "qzx jkw vqx " * 20):
        scanned(file, layer)

    contents = read(file.raw(), pictures)

    assert [place.page for place in places(contents, WORDS) if place.part is Part.PICTURE] == [
        *(1, 2, 4)
    ]


@pytest.mark.parametrize(("honest", "looks"), [(True, 1), (False, 2)])
def test_text_in_no_language_is_compared(honest, looks):
    """
    A font whose table tells other letters than it draws gives words that nobody knows.
    """
    words = [f"{one}{two}{one}xq" for one in "abcdefgh" for two in "mnoprst"]
    text = " ".join(words)
    file, pictures = PdfFile(), Pictures(text if honest else WORDS)
    for _ in range(2):
        file.page(
            b"".join(line(" ".join(words[at : at + 8]), y=700 - 2 * at) for at in range(0, 56, 8))
        )

    read(file.raw(), pictures)

    assert len(pictures.sizes) == looks


@pytest.mark.parametrize("curve", [b"3 6 5 6 c", b"5 6 v", b"5 6 y"])
@pytest.mark.parametrize("end", [b" ", b"\n", b"\r", b"\r\n", b"\t", b"\0"])
def test_letters_as_curves_amid_text_are_looked_at_once(curve, end):
    """
    Part of the text was drawn as outlines, by any of the operators for curves; the same outlines
    on each page are a logo.
    """
    file, pictures = PdfFile(), Pictures()
    letter = b"0 0 m" + end + (b"1 4 " + curve + end) * 5 + b"h f "
    outlines = b"".join(
        b"q 1 0 0 1 %d 600 cm " % (50 + 10 * at) + letter + b"Q\n" for at in range(30)
    )
    for _ in range(2):
        file.page(PROSE + outlines)

    contents = read(file.raw(), pictures)

    assert [place.page for place in places(contents, SEEN)] == [1]


def test_a_stamp_is_looked_at():
    """
    The look of an annotation that is a picture.
    """
    file, pictures = PdfFile(), Pictures()
    look = file.form(
        b"q 200 0 0 50 0 0 cm /I0 Do Q",
        Resources=file.resources(XObject=Dictionary(I0=file.picture())),
    )
    file.page(PROSE)
    file.page(PROSE, Annots=Array([file.annotation("Stamp", AP=Dictionary(N=look))]))

    contents = read(file.raw(), pictures)

    assert places(contents, SEEN) == [Place(part=Part.PICTURE, page=2)]


def test_too_many_pictures_and_too_large_ones_are_refused():
    """
    Looks are paid for, and a picture with more dots than are read is not begun.
    """
    file = PdfFile()
    for shade in range(3):
        drawn(file, file.picture(shade=shade))
    assert reason(file.raw(), pictures=2) is Unread.TOO_LARGE

    file = PdfFile()
    huge = file.picture(10, 10)
    huge.Width, huge.Height = 50_000, 50_000
    drawn(file, huge)
    assert reason(file.raw()) is Unread.TOO_LARGE

    file = PdfFile()
    jpeg = file.picture(10, 10)
    jpeg.write(b"", filter=Name.DCTDecode)
    jpeg.write(zlib.compress(b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xf0\xff\xf0\x01\x01\x11\x00"),
               filter=Array([Name.FlateDecode, Name.DCTDecode]))  # fmt: skip
    drawn(file, jpeg)
    assert reason(file.raw()) is Unread.TOO_LARGE


def test_more_scans_than_are_read_are_refused_before_the_first():
    """
    Nobody waits for forty pages that are read in vain.
    """
    file, pictures = PdfFile(), Pictures()
    for at in range(4):
        scan = Dictionary(I0=file.picture(shade=100 + at))
        file.page(b"q 595 0 0 842 0 0 cm /I0 Do Q", Resources=file.resources(XObject=scan))

    with pytest.raises(UnreadError) as caught:
        read(file.raw(), pictures, pictures=3)
    assert caught.value.reason is Unread.TOO_LARGE
    assert pictures.sizes == []
