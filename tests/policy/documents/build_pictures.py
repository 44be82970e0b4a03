"""
Picture files for the tests, with text in every part that can hold some.
"""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin


def blank(size: tuple[int, int] = (60, 40), shade: int = 255) -> Image.Image:
    return Image.new("RGB", size, (shade, shade, shade))


def drawn(text: str, size: tuple[int, int] = (700, 120), type_size: int = 20) -> Image.Image:
    """A text in black on white, in Pillow's own type."""
    picture = blank(size)
    ImageDraw.Draw(picture).text((20, 20), text, fill="black", font_size=type_size)
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_with(*chunks: bytes, picture: Image.Image | None = None) -> bytes:
    """A PNG with chunks of one's own before its end."""
    raw = saved(picture or blank(), "PNG")
    at = raw.index(b"IEND") - 4
    return raw[:at] + b"".join(chunks) + raw[at:]


def png_text(**texts: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    return info


def segment(code: int, data: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(data) + 2) + data


def jpeg_with(*segments: bytes) -> bytes:
    """A JPEG with segments of one's own after its beginning."""
    raw = saved(blank(), "JPEG")
    return raw[:2] + b"".join(segments) + raw[2:]


def resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(data)) + data


def caption(record: int, number: int, text: str) -> bytes:
    raw = text.encode()
    return bytes([0x1C, record, number]) + struct.pack(">H", len(raw)) + raw


def xmp(text: str) -> bytes:
    return (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r' xmlns:dc='d'><rdf:Description>"
        f"<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>{text}</rdf:li></rdf:Alt>"
        "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
