"""
Small drawings of Windows and LibreOffice, made record by record.
"""

import struct
from io import BytesIO

from PIL import Image

BLACK, WHITE = 0x000000, 0xFFFFFF
LETTERS = {
    "H": [
        *((0, 0), (2, 0), (2, 4), (6, 4), (6, 0), (8, 0)),
        *((8, 10), (6, 10), (6, 6), (2, 6), (2, 10), (0, 10)),
    ],
    "L": [(0, 0), (2, 0), (2, 8), (7, 8), (7, 10), (0, 10)],
    "T": [(0, 0), (8, 0), (8, 2), (5, 2), (5, 10), (3, 10), (3, 2), (0, 2)],
    "F": [(0, 0), (7, 0), (7, 2), (2, 2), (2, 4), (6, 4), (6, 6), (2, 6), (2, 10), (0, 10)],
}


def record(kind: int, data: bytes) -> bytes:
    padding = b"\0" * (-len(data) % 4)
    return struct.pack("<LL", kind, 8 + len(data) + len(padding)) + data + padding


def emf(*records: bytes, title: str = "") -> bytes:
    named = title.encode("utf-16-le")
    header = struct.pack("<4l4l", 0, 0, 1000, 500, 0, 0, 10000, 5000) + b" EMF"
    header += struct.pack("<LLLHHLL", 0x10000, 0, 0, 1, 0, len(title), 108 if title else 0)
    header += struct.pack("<L4l", 0, 1000, 500, 300, 150) + b"\0" * 20
    return record(1, header + named) + b"".join(records) + record(14, struct.pack("<LLL", 0, 0, 20))


def emf_text(text: str, x: int, y: int, letter: int = 10, options: int = 0) -> bytes:
    """EMR_EXTTEXTOUTW with letters of one width."""
    data = text.encode("utf-16-le") + b"\0" * (2 * (len(text) % 2))
    start = 76
    told = struct.pack("<4lLff", 0, 0, 0, 0, 1, 1.0, 1.0)
    told += struct.pack("<llLLL4lL", x, y, len(text), start, options, 0, 0, 0, 0, start + len(data))
    return record(84, told + data + struct.pack("<L", letter) * len(text))


def emf_small_text(text: str, x: int, y: int) -> bytes:
    """EMR_SMALLTEXTOUT in 8 bits without bounds."""
    told = struct.pack("<llLLLff", x, y, len(text), 0x300, 1, 1.0, 1.0)
    return record(108, told + text.encode("cp1252"))


def emf_brush(number: int, colour: int) -> bytes:
    return record(39, struct.pack("<LLLL", number, 0, colour, 0)) + record(
        37, struct.pack("<L", number)
    )


def emf_polygon(points: list[tuple[int, int]]) -> bytes:
    """EMR_POLYGON16."""
    told = struct.pack("<4lL", 0, 0, 0, 0, len(points))
    return record(86, told + b"".join(struct.pack("<hh", *point) for point in points))


def emf_path(rings: list[list[tuple[int, int]]]) -> bytes:
    """A path of straight lines, filled."""
    parts = [record(59, b"")]
    for ring in rings:
        parts.append(record(27, struct.pack("<ll", *ring[0])))
        parts += [record(54, struct.pack("<ll", *point)) for point in ring[1:]]
        parts.append(record(61, b""))
    return b"".join((*parts, record(60, b""), record(62, b"\0" * 16)))


def drawn_word(word: str) -> list[list[tuple[int, int]]]:
    """A word as outlines."""
    return [
        [(100 + 120 * number + 10 * x, 100 + 10 * y) for x, y in LETTERS[letter]]
        for number, letter in enumerate(word)
    ]


def bitmap(width: int = 64, height: int = 40) -> tuple[bytes, bytes]:
    """The two halves of a bitmap in 24 bits."""
    header = struct.pack("<LllHHLLllLL", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return header, b"\xff" * (3 * width * height)


def emf_bitmap(information: bytes, bits: bytes) -> bytes:
    """EMR_STRETCHDIBITS."""
    told = struct.pack("<4l6l", *range(10))
    told += struct.pack("<4L", 80, len(information), 80 + len(information), len(bits))
    return record(81, told + struct.pack("<LLll", 0, 0, 1, 1) + information + bits)


def emf_plus(*records: bytes) -> bytes:
    data = b"EMF+" + b"".join(records)
    return record(70, struct.pack("<L", len(data)) + data)


def plus(kind: int, data: bytes, flags: int = 0) -> bytes:
    data += b"\0" * (-len(data) % 4)
    return struct.pack("<HHLL", kind, flags, 12 + len(data), len(data)) + data


def plus_string(text: str) -> bytes:
    told = struct.pack("<LLL4f", 0, 0, len(text), 5.0, 5.0, 100.0, 20.0)
    return plus(0x401C, told + text.encode("utf-16-le"))


def png() -> bytes:
    target = BytesIO()
    Image.new("L", (40, 40), 255).save(target, "PNG")
    return target.getvalue()


def plus_image(data: bytes) -> bytes:
    told = struct.pack("<LLlllLL", 0xDBC01002, 1, 0, 0, 0, 0, 1)
    return plus(0x4008, told + data, flags=0x0500)


def wmf(*records: bytes) -> bytes:
    body = b"".join(records) + struct.pack("<LH", 3, 0)
    placeable = b"\xd7\xcd\xc6\x9a" + b"\0" * 18
    return placeable + struct.pack("<HHHLHLH", 1, 9, 0x300, 9 + len(body) // 2, 4, 0, 0) + body


def wmf_record(kind: int, data: bytes) -> bytes:
    data += b"\0" * (len(data) % 2)
    return struct.pack("<LH", 3 + len(data) // 2, kind) + data


def wmf_text(text: str, x: int, y: int, letter: int = 10) -> bytes:
    """META_EXTTEXTOUT."""
    data = text.encode("cp1252") + b"\0" * (len(text) % 2)
    widths = struct.pack("<h", letter) * len(text)
    return wmf_record(0x0A32, struct.pack("<hhHH", y, x, len(text), 0) + data + widths)


def wmf_polygon(points: list[tuple[int, int]]) -> bytes:
    data = b"".join(struct.pack("<hh", *point) for point in points)
    return wmf_record(0x0324, struct.pack("<H", len(points)) + data)


def svm(*actions: bytes) -> bytes:
    header = b"\0" * 40
    return b"VCLMTF" + struct.pack("<HL", 1, len(header)) + header + b"".join(actions)


def svm_text(text: str, kind: int = 113) -> bytes:
    narrow = text.encode("cp1252", "replace")
    data = struct.pack("<llH", 5, 5, len(narrow)) + narrow + struct.pack("<HHL", 0, len(text), 0)
    data += struct.pack("<H", len(text)) + text.encode("utf-16-le")
    return struct.pack("<HHL", kind, 2, len(data)) + data
