"""
All that a picture says: what is drawn, and what stands in its file beside the dots.
"""

import zlib

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Limits,
    Part,
    Piece,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.pictures import read_picture
from tests.policy.documents.build_pictures import (
    blank,
    caption,
    chunk,
    jpeg_with,
    png_text,
    png_with,
    resource,
    saved,
    segment,
    xmp,
)

NAME = "Fatima Yıldırım"
PLACE = Place(part=Part.PROPERTY)
KINDS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]


def nested(raw: bytes, budget: Budget) -> Contents:
    piece = Piece(f"binnen: {len(raw)}", Place(part=Part.PICTURE))
    return Contents(format=Format.JPEG, pieces=(piece,))


def read(raw: bytes, says=lambda _: "", **limits: int) -> Contents:
    return read_picture(raw, Budget(limits=Limits(**limits), read_picture=says), nested)


def reason(raw: bytes, **limits: int) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(raw, **limits)
    return caught.value.reason


def places(contents: Contents, text: str) -> list[Place]:
    return [piece.place for piece in contents.pieces if text in piece.text]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_is_read_by_ocr(kind):
    """
    Each format is shown to the reader of pictures, and what it reads is told.
    """
    shown = []

    contents = read(saved(blank(), kind), lambda picture: shown.append(picture.size) or "gelezen")

    assert contents.pieces == (Piece("gelezen", Place(part=Part.PICTURE, page=0)),)
    assert contents.format is Format(kind.lower())
    assert shown == [(60, 40)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_text_says_nothing(kind):
    """
    A photograph was read when OCR has looked at it.
    """
    assert read(saved(blank(), kind)).pieces == ()


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "PNG", "WEBP"])
def test_all_frames_and_pages_are_read(kind):
    """
    Each of them once: the same dots say the same.
    """
    frames = [blank(shade=shade) for shade in (0, 100, 200)]
    # A format may join frames that are alike, so the repeated one is not the neighbour.
    raw = saved(
        frames[0],
        kind,
        save_all=True,
        append_images=[*frames[1:], frames[0]],
        duration=100,
        lossless=True,
    )

    contents = read(raw, lambda picture: f"tint {picture.convert('L').getpixel((0, 0))}")

    assert [piece.text for piece in contents.pieces] == ["tint 0", "tint 100", "tint 200"]
    pages = [piece.place.page for piece in contents.pieces]
    assert pages == ([1, 2, 3] if kind == "TIFF" else [0, 0, 0])
    assert contents.pages == (4 if kind == "TIFF" else 0)


def test_a_picture_lies_as_its_camera_was_held():
    """
    EXIF says how to turn it.
    """
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    shown = []

    read(saved(blank((60, 40)), "JPEG", exif=exif), lambda one: shown.append(one.size) or "")

    assert shown == [(40, 60)]


def camera() -> Image.Exif:
    exif = Image.Exif()
    exif[Base.ImageDescription] = "feest bij de buren"
    exif[Base.Artist] = "Jef Peeters"
    exif[0x9C9B] = (NAME + "\0").encode("utf-16-le")
    inner = exif.get_ifd(IFD.Exif)
    inner[Base.UserComment] = b"UNICODE\0" + "dossier 2026/114".encode("utf-16-le")
    inner[Base.MakerNote] = b"\1\2\3" + b"eigenaar Lotte" + b"\0\0"
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (50.0, 53.0, 20.4)
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "W", (4.0, 32.0, 38.4)
    place[GPS.GPSAreaInformation] = b"ASCII\0\0\0thuis"
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_is_told(kind):
    """
    Who, what and where, also in the notes of the camera's maker.
    """
    exif = camera()
    inner = {int(place): dict(exif.get_ifd(place)) for place in (IFD.Exif, IFD.GPSInfo)}
    options = {"tiffinfo": {**exif, **inner}} if kind == "TIFF" else {"exif": exif}

    contents = read(saved(blank(), kind, **options))

    for text in (
        "feest bij de buren", "Jef Peeters", NAME, "dossier 2026/114", "eigenaar Lotte",
        "GPS: 50.889000, -4.544000", "thuis",
    ):  # fmt: skip
        assert places(contents, text) == [PLACE], text


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF"])
def test_xmp_is_told(kind):
    """
    The packet of properties, wherever the format keeps it.
    """
    if kind == "PNG":
        packet = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(NAME))
        raw = png_with(packet)
    elif kind == "TIFF":
        raw = saved(blank(), kind, tiffinfo={700: xmp(NAME)})
    elif kind == "GIF":
        raw = saved(blank(), kind)
        trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
        raw = raw[:-1] + b"\x21\xff\x0bXMP DataXMP" + xmp(NAME) + trailer + raw[-1:]
    else:
        raw = saved(blank(), kind, xmp=xmp(NAME))

    assert places(read(raw), NAME) == [PLACE]


def test_texts_of_png_are_told():
    """
    Plain, packed and international texts, before and after the dots, and chunks of strangers.
    """
    info = png_text(Author="Jef Peeters")
    info.add_text("Comment", "ingepakt", zip=True)
    info.add_itxt("Title", NAME, lang="tr", tkey="Titel")
    raw = saved(blank(), "PNG", pnginfo=info)
    at = raw.index(b"IEND") - 4
    raw = raw[:at] + chunk(b"tEXt", b"Laat\0achteraf") + chunk(b"prVt", b"\0vreemd\0") + raw[at:]

    contents = read(raw)

    for text in ("Author: Jef Peeters", "ingepakt", f"Title Titel: {NAME}", "achteraf", "vreemd"):
        assert places(contents, text) == [PLACE], text


def test_segments_of_jpeg_are_told():
    """
    Comments, captions of IPTC, other resources, further XMP, and segments of strangers.
    """
    captions = caption(1, 90, "\x1b%G") + caption(2, 120, NAME) + caption(2, 25, "leefloon")
    more = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + bytes(8)
    raw = jpeg_with(
        segment(0xFE, b"commentaar een"),
        segment(0xFE, "reçu".encode("cp1252")),
        segment(
            0xED, b"Photoshop 3.0\0" + resource(0x0404, captions) + resource(0x0BB7, b"los woord")
        ),
        segment(0xE1, more + xmp("uitge")[:60]),
        segment(0xE1, more + xmp("uitge")[60:]),
        segment(0xE7, b"\0\0vreemd segment"),
    )

    contents = read(raw)

    for text in (
        "commentaar een",
        "reçu",
        NAME,
        "leefloon",
        "los woord",
        "uitge",
        "vreemd segment",
    ):
        assert places(contents, text) == [PLACE], text


def test_extensions_of_gif_are_told():
    """
    Comments, plain text, and applications.
    """
    raw = saved(blank(), "GIF", comment=b"door An Janssens")
    plain = b"\x21\x01\x0c" + bytes(12) + b"\x09getekend!\0"
    stranger = b"\x21\xff\x0bVREEMDE1.00" + b"\x0ageheim deel\0"[:11] + b"\0"

    contents = read(raw[:-1] + plain + stranger + raw[-1:])

    for text in ("door An Janssens", "getekend!", "geheim dee"):
        assert places(contents, text) == [PLACE], text


def test_tags_of_each_page_are_told():
    """
    A TIFF may describe its pages one by one.
    """
    second = blank(shade=9)
    second.encoderinfo = {"tiffinfo": {270: "tweede blad"}}
    raw = saved(
        blank(), "TIFF", save_all=True, append_images=[second], tiffinfo={270: "eerste blad"}
    )

    contents = read(raw)

    assert places(contents, "eerste blad") == places(contents, "tweede blad") == [PLACE]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_hangs_behind_is_told(kind):
    """
    Words behind the end; another picture is read; film is refused.
    """
    raw = saved(blank(), kind)
    other = saved(blank(shade=7), "JPEG")

    assert places(read(raw + b"\0\0achter de rug"), "achter de rug") == [Place(part=Part.HIDDEN)]
    assert places(read(raw + other), f"binnen: {len(other)}") == [
        Place(part=Part.PICTURE, member=(1,))
    ]
    assert reason(raw + b"\0\0\0\x18ftypmp42" + bytes(20)) is Unread.UNKNOWN_FORMAT


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_cut_off_pictures_are_broken(kind, share):
    """
    What is missing cannot be read.
    """
    noise = Image.effect_noise((200, 100), 80).convert("RGB")
    raw = saved(noise, kind)

    assert reason(raw[: int(len(raw) * share)]) is Unread.BROKEN


@pytest.mark.parametrize("kind", KINDS)
def test_too_many_dots_are_refused_before_they_are_unpacked(kind):
    """
    By what the head of the file says, against the limit that holds.
    """
    assert reason(saved(blank((200, 100)), kind), pixels=19_999) is Unread.TOO_LARGE


@pytest.mark.parametrize("side", [12_000, 30_000])
def test_a_bomb_is_refused(side):
    """
    A few kilobytes that unpack to gigabytes, also where Pillow itself would only warn.
    """
    row = zlib.compress(bytes(1000), 9)
    head = side.to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    raw = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")

    assert reason(raw) is Unread.TOO_LARGE


def test_packed_text_that_explodes_is_refused():
    """
    Texts in PNG are unpacked no further than is paid for.
    """
    bomb = zlib.compress(bytes(100_000_000), 9)

    assert reason(png_with(chunk(b"zTXt", b"Comment\0\0" + bomb))) is Unread.TOO_LARGE
    assert reason(png_with(chunk(b"iTXt", b"Comment\0\1\0\0\0" + bomb))) is Unread.TOO_LARGE


def test_frames_are_paid_for():
    """
    An endless animation is not looked at to its end.
    """
    frames = [blank(shade=shade) for shade in range(50)]
    raw = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])

    assert reason(raw) is Unread.TOO_LARGE
    assert reason(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), pages=20) is (
        Unread.TOO_LARGE
    )


def test_nobody_reads_pictures():
    """
    Without OCR a picture is refused, whatever else is known of it.
    """

    def nobody(picture: object) -> str:
        raise UnreadError(Unread.NO_OCR)

    with pytest.raises(UnreadError) as caught:
        read(saved(blank(), "PNG"), nobody)

    assert caught.value.reason is Unread.NO_OCR
