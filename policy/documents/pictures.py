"""
Pictures: PNG, JPEG, GIF, BMP, TIFF and WebP, read by OCR, and the text in them that is not drawn.

A picture in which OCR finds no text, a photograph, has been read: it says nothing. How many dots it
has is asked before it is unpacked.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from policy.documents.collector import Collector
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.members import Members
from policy.documents.picture_metadata import frame_texts, metadata_of

_FORMATS = {
    "PNG": Format.PNG,
    "JPEG": Format.JPEG,
    "MPO": Format.JPEG,
    "GIF": Format.GIF,
    "BMP": Format.BMP,
    "DIB": Format.BMP,
    "TIFF": Format.TIFF,
    "WEBP": Format.WEBP,
}
_DAMAGE = (
    # What Pillow raises for it.
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    struct.error,
    zlib.error,
)
_KNOWN = tuple(
    # Imported here, so that they are there: Pillow finds its formats when it first needs them.
    plugin.format
    for plugin in (
        PngImagePlugin.PngImageFile,
        JpegImagePlugin.JpegImageFile,
        GifImagePlugin.GifImageFile,
        BmpImagePlugin.BmpImageFile,
        TiffImagePlugin.TiffImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)


def read_picture(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text in a picture. Raises `UnreadError`."""
    collector = Collector(budget)
    with _opened(raw, budget) as picture:
        kind = _FORMATS[picture.format or ""]
        frames = _read_frames(picture, kind, collector, budget)
        metadata = metadata_of(raw, picture, kind, budget)
    for text, part in metadata.texts:
        collector.add_once(text, Place(part=part))
    members = Members(collector, budget, nested)
    for file in metadata.files:
        budget.spend("members", 1)
        members.add("", file)
    pages = frames if kind is Format.TIFF else 0
    return Contents(format=kind, pieces=tuple(collector.pieces), pages=pages)


@contextmanager
def _opened(raw: bytes, budget: Budget) -> Iterator[Image.Image]:
    """The picture, with what Pillow makes of it as our errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # about tags that it cannot read
            with Image.open(io.BytesIO(raw), formats=_KNOWN) as picture:
                _check(picture, budget)
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadError(Unread.TOO_LARGE) from None
    except _DAMAGE as error:
        is_bomb = "too large" in str(error)  # of a text in PNG, unpacked
        raise UnreadError(Unread.TOO_LARGE if is_bomb else Unread.BROKEN) from None


def _read_frames(picture: Image.Image, kind: Format, collector: Collector, budget: Budget) -> int:
    """Read page after page, or frame after frame; the same one only once. How many there are."""
    seen: set[bytes] = set()
    number = 0
    if kind is Format.TIFF and getattr(picture, "n_frames", 1) > budget.limits.pictures:
        raise UnreadError(Unread.TOO_LARGE)  # before the first is read: pages are seldom alike
    for number, frame in enumerate(_frames(picture, budget), 1):
        if kind is Format.TIFF:
            budget.spend("pages", 1)
        frame.load()
        plain = _plain(frame)
        for told in frame_texts(frame, budget) if number == 1 or kind is Format.TIFF else ():
            collector.add_once(told, Place(part=Part.PROPERTY))
        shown = blake2b(plain.tobytes(), digest_size=16).digest()
        if shown in seen:
            continue
        seen.add(shown)
        budget.spend("pictures", 1)
        text = budget.read_picture(ImageOps.exif_transpose(plain))
        is_many = kind is Format.TIFF and getattr(picture, "n_frames", 1) > 1
        collector.add(text, Place(part=Part.PICTURE, page=number if is_many else 0))
    return number


def _plain(frame: Image.Image) -> Image.Image:
    """With its own colours: the first frame of a GIF has numbers for them, and others have not."""
    if frame.mode != "P":
        return frame
    return frame.convert("RGBA" if frame.has_transparency_data else "RGB")


def _frames(picture: Image.Image, budget: Budget) -> Iterator[Image.Image]:
    number = 0
    while True:
        try:
            picture.seek(number)
        except EOFError:
            return
        _check(picture, budget)
        yield picture
        number += 1


def _check(picture: Image.Image, budget: Budget) -> None:
    if picture.width * picture.height > budget.limits.pixels:
        raise UnreadError(Unread.TOO_LARGE)
