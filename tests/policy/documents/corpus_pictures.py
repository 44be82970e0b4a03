"""
The traps of pictures and drawings: what is drawn, and what stands in the file beside it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from html import escape

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from tests.policy.documents.build_pictures import chunk, jpeg_with, png_with, saved, segment, xmp
from tests.policy.documents.corpus import Plants, Traps


def drawn(lines: Sequence[str], size: int = 24) -> Image.Image:
    """Lines of black text on white, in Pillow's own type."""
    font = ImageFont.load_default(size)
    width = max(int(font.getlength(line)) for line in lines) + 3 * size
    picture = Image.new("RGB", (width, (len(lines) + 1) * 2 * size), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((size, size + number * 2 * size), line, fill="black", font=font)
    return picture


def drawn_text(lines: Sequence[str]) -> bytes:
    """The same as PNG."""
    return saved(drawn(lines), "PNG")


def _shown(kind: str, **options: object) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        return saved(drawn([plants.sentence() for _ in range(3)]), kind, **options)

    return maker


def _frames(kind: str) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        first, *others = (drawn([plants.sentence()]).resize((900, 96)) for _ in range(2))
        return saved(first, kind, save_all=True, append_images=others, duration=500)

    return maker


def _camera(plants: Plants) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.ImageDescription] = plants.words()
    exif[0x9C9C] = (plants.sentence() + "\0").encode("utf-16-le")
    exif.get_ifd(IFD.Exif)[Base.UserComment] = b"UNICODE\0" + plants.sentence().encode("utf-16-le")
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSAreaInformation] = b"ASCII\0\0\0" + plants.words().encode()
    return exif


def _exif(kind: str) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        exif = _camera(plants)
        if kind != "TIFF":
            return saved(drawn(["Fietspad"]), kind, exif=exif)
        inner = {int(place): dict(exif.get_ifd(place)) for place in (IFD.Exif, IFD.GPSInfo)}
        return saved(drawn(["Fietspad"]), kind, tiffinfo={**exif, **inner})

    return maker


def _xmp(kind: str) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        packet = xmp(escape(plants.sentence()))
        if kind == "PNG":
            return png_with(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
        return saved(drawn(["Fietspad"]), kind, xmp=packet)

    return maker


def _png_texts(plants: Plants) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", plants.sentence())
    info.add_itxt("Description", plants.sentence(), zip=True)
    return saved(drawn(["Fietspad"]), "PNG", pnginfo=info)


def _jpeg_comment(plants: Plants) -> bytes:
    return jpeg_with(segment(0xFE, plants.sentence().encode()))


def svg(inside: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 600 400">{inside}</svg>'
    ).encode()


def _svg_text(plants: Plants) -> bytes:
    lines = (f'<text x="10" y="{20 * at}">{escape(plants.sentence())}</text>' for at in (1, 2))
    hidden = f'<g display="none"><text>{escape(plants.sentence())}</text></g>'
    return svg("".join(lines) + hidden)


def _svg_about(plants: Plants) -> bytes:
    return svg(
        f"<title>{escape(plants.words())}</title><desc>{escape(plants.sentence())}</desc>"
        f"<!-- {escape(plants.sentence())} --><text>plan</text>"
    )


def _svg_picture(plants: Plants) -> bytes:
    inside = io.BytesIO()
    drawn([plants.sentence(), plants.sentence()]).save(inside, "PNG")
    data = base64.b64encode(inside.getvalue()).decode()
    return svg(f'<text>plan</text><image xlink:href="data:image/png;base64,{data}"/>')


PNG: Traps = {
    "drawn": _shown("PNG"),
    "texts": _png_texts,
    "EXIF": _exif("PNG"),
    "XMP": _xmp("PNG"),
}
JPEG: Traps = {
    "drawn": _shown("JPEG", quality=85),
    "comment": _jpeg_comment,
    "EXIF": _exif("JPEG"),
    "XMP": _xmp("JPEG"),
}
WEBP: Traps = {"drawn": _shown("WEBP", quality=85), "EXIF": _exif("WEBP")}
TIFF: Traps = {"drawn": _shown("TIFF"), "pages": _frames("TIFF"), "EXIF": _exif("TIFF")}
GIF: Traps = {"drawn": _shown("GIF"), "frames": _frames("GIF")}
BMP: Traps = {"drawn": _shown("BMP")}
SVG: Traps = {"texts": _svg_text, "descriptions": _svg_about, "picture": _svg_picture}
