"""
Small RTF documents, written by hand.
"""

import struct
from io import BytesIO

from PIL import Image


def rtf(body: str | bytes, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    inner = body.encode("ascii") if isinstance(body, str) else body
    return b"{\\rtf1" + head.encode("ascii") + b"{\\fonttbl{\\f0 Arial;}}" + inner + b"}"


def png() -> bytes:
    target = BytesIO()
    Image.new("RGB", (120, 60), "white").save(target, "PNG")
    return target.getvalue()


def old_object(data: bytes, kind: str = "Package", topic: str = "") -> bytes:
    """An object of OLE 1.0 (MS-OLEDS 2.2.5)."""

    def text(value: str) -> bytes:
        told = value.encode("cp1252") + b"\0" if value else b""
        return struct.pack("<L", len(told)) + told

    names = text(kind) + text(topic) + text("")
    return struct.pack("<LL", 0x501, 2) + names + struct.pack("<L", len(data)) + data
