"""
What EXIF says of a picture (Exif 2.32, TIFF 6.0): who made it, what they noted, and where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, GPSTAGS, IFD, TAGS

from policy.documents.program_names import is_program
from policy.documents.strings_in import strings_in

_WINDOWS = range(0x9C9B, 0x9CA0)
"""XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject: UTF-16."""
_CHARSETS = {b"ASCII\0\0\0": "utf-8", b"JIS\0\0\0\0\0": "iso2022_jp", b"UNICODE\0": "utf-16"}
_MARK = 8
_ELSEWHERE = frozenset({0x02BC, 0x83BB, 0x8649, 0x8769, 0x8773, 0x8825, 0x015B})
"""XMP, IPTC, Photoshop, ICC, tables of JPEG, and where the other directories are."""
_POSITION = frozenset({GPS.GPSLatitude, GPS.GPSLongitude})


def exif_texts(picture: Image.Image) -> Iterator[str]:
    """Each text in the EXIF of a picture behind the name of its tag; the place as two numbers."""
    exif = picture.getexif()
    order = exif.endian or "<"
    for tag, value in exif.items():
        yield from _told(TAGS.get(tag, ""), tag, value, order)
    for directory in (IFD.Exif, IFD.IFD1, IFD.Interop):
        for tag, value in exif.get_ifd(directory).items():
            yield from _told(TAGS.get(tag, ""), tag, value, order)
    place = exif.get_ifd(IFD.GPSInfo)
    if place.keys() >= _POSITION:
        yield f"GPS: {_degrees(place, GPS.GPSLatitude)}, {_degrees(place, GPS.GPSLongitude)}"
    for tag, value in place.items():
        yield from _told(GPSTAGS.get(tag, ""), tag, value, order)


def _told(name: str, tag: int, value: object, endian: str) -> Iterator[str]:
    if tag in _ELSEWHERE:
        return
    text = ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bytes):
        text = _decoded(tag, value, endian)
    elif isinstance(value, tuple):
        text = " ".join(one for one in value if isinstance(one, str))
    text = text.replace("\0", " ").strip()
    if text and not is_program(name, text):
        yield f"{name}: {text}" if name else text


def _decoded(tag: int, value: bytes, endian: str) -> str:
    order = "be" if endian == ">" else "le"
    if tag in _WINDOWS:
        return value.decode("utf-16-le", "replace")
    charset = _CHARSETS.get(value[:_MARK])
    if charset == "utf-16":
        # Its order should be that of the file; many programs write the other one.
        body = value[_MARK:]
        swapped = "le" if order == "be" else "be"
        tries = [body.decode(f"utf-16-{one}", "replace") for one in (order, swapped)]
        return max(tries, key=lambda text: sum(char < "\u0250" for char in text))
    if charset is not None:
        return value[_MARK:].decode(charset, "replace")
    return strings_in(value)


def _degrees(place: Any, tag: int) -> str:
    """Degrees, minutes and seconds as one number; negative to the south and the west."""
    try:
        numbers = [float(one) for one in place[tag]]
    except (TypeError, ValueError, ZeroDivisionError):
        return "?"
    value = sum(number / 60**power for power, number in enumerate(numbers))
    is_negative = str(place.get(tag - 1, "")).strip("\0 ").upper() in {"S", "W"}
    return f"{-value if is_negative else value:.6f}"
