"""
Every file in an archive is read, or none is.
"""

import struct
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_text import places, read, told, unread, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SECRET = "Jan Peeters"


def test_members_are_numbered_and_named():
    """
    Each file has its number and its path; folders are told too.
    """
    raw = zipped({"map/": "", f"map/{SECRET}.txt": "Dag", "lijst.csv": f"naam;nr\n{SECRET};1\n"})

    contents = read(raw)

    assert contents.format is Format.ZIP
    assert told(contents)[:3] == ["map/", f"map/{SECRET}.txt", "Dag"]
    assert places(contents, SECRET) == [
        Place(part=Part.ATTACHMENT, member=(1,)),
        Place(part=Part.TABLE, row=2, column=1, member=(2,)),
    ]


def test_archives_in_archives():
    """
    The number of a file in an archive in an archive tells the way to it.
    """
    inner = zipped({"a.txt": "x", "b.docx": docx(paragraph(run(SECRET)))})

    contents = read(zipped({"leeg.txt": "", "binnen.zip": inner}))

    assert places(contents, SECRET)[0].member == (2, 2)


def apple_double(words: bytes) -> bytes:
    """As Finder zips it: Finder information with attributes, and an empty resource fork."""
    entries = struct.pack(">3L", 9, 50, 120 + len(words)) + struct.pack(">3L", 2, 170, 286)
    attributes = b"ATTR" + bytes(34) + b"\0\0\0\1com.apple.quarantine\0" + words
    fork = bytes(40) + b"This resource fork intentionally left blank   " + bytes(200)
    return struct.pack(">2L16sH", 0x00051607, 0x20000, b"Mac OS X", 2) + entries + attributes + fork


def test_what_macos_adds_is_words():
    """
    Attributes of files and how a folder is shown: the file beside them is what is sent.
    """
    folder = b"\0\0\0\1Bud1" + bytes(20) + "Brief Peeters.docx".encode("utf-16-be") + b"Ilocblob"
    raw = zipped(
        {
            "brief.txt": "Dag",
            ".DS_Store": folder,
            "__MACOSX/map/": "",
            "__MACOSX/map/._brief An.txt": apple_double(b"bplist00_https://x.be/Jan Peeters"),
            "._c": apple_double(b"bplist00_\x10 Jan Peeters, Dorp 1, Kortenberg."),
            "._b": apple_double(b"com.apple.metadata:kMDItemFinderComment\0bplist00WPeeters"),
        }
    )

    contents = read(raw)

    assert places(contents, "Brief Peeters.docx") == [Place(part=Part.PROPERTY)]
    assert places(contents, "https://x.be/Jan Peeters") == [Place(part=Part.PROPERTY)]
    assert places(contents, "map/brief An.txt") == [Place(part=Part.PROPERTY)]
    assert "b\nWPeeters\nPeeters" in told(contents)
    assert "c\n Jan Peeters, Dorp 1, Kortenberg.\nJan Peeters, Dorp 1, Kortenberg." in told(
        contents
    )
    assert not places(contents, "MACOSX")
    assert not places(contents, "com.apple")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("foto.dat", apple_double(b"")),
        ("__MACOSX/._a", b"\1\2\3" + bytes(99)),
        ("__MACOSX/._a", apple_double(b"\x89PNG\r\n\x1a\n" + bytes(99))),
        ("__MACOSX/._a", apple_double(b"7z\xbc\xaf\x27\x1c" + bytes(99))),
        ("__MACOSX/._a", apple_double(b"\x1f\x8b\x08" + bytes(99))),
        ("__MACOSX/._a", apple_double(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))),
        ("__MACOSX/._a", apple_double(bytes(1 << 19))),
        ("Thumbs.db", b"\0\0\0\1Bud1" + bytes(99)),
        (".DS_Store", b"\0\0\0\2Bud1" + bytes(99)),
    ],
)
def test_what_only_looks_like_it_is_refused(name, raw):
    """
    By name and by content, and without a file in it.
    """
    assert unread(zipped({"brief.txt": "Dag", name: raw})) is Unread.UNKNOWN_FORMAT


def test_depth_has_a_limit():
    """
    Three files in files are read, the fourth is not.
    """
    raw = SECRET.encode()
    for _ in range(3):
        raw = zipped({"x": raw})

    assert places(read(raw), SECRET)[0].member == (1, 1, 1)
    assert unread(zipped({"x": raw})) is Unread.TOO_DEEP


def test_comments_are_read():
    """
    Text beside the files: comments of the archive and of a file.
    """
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.comment = SECRET.encode()
        member = ZipInfo("a.txt")
        member.comment = b"Wachtwoord Herfst2025"
        archive.writestr(member, "x")

    contents = read(target.getvalue())

    assert places(contents, SECRET) == [Place(part=Part.PROPERTY)]
    assert places(contents, "Herfst2025") == [Place(part=Part.PROPERTY)]


def overlapping(copies: int) -> bytes:
    """An archive whose directory names one member again and again."""
    raw = zipped({"a.txt": "x" * 100_000})
    start = raw.index(b"PK\x01\x02")
    entry, end = raw[start : raw.index(b"PK\x05\x06")], raw[raw.index(b"PK\x05\x06") :]
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % number) for number in range(copies))
    fields = list(struct.unpack("<4s4H2LH", end))
    fields[3] = fields[4] = copies
    fields[5] = len(entries)
    return raw[:start] + entries + struct.pack("<4s4H2LH", *fields)


def encrypted() -> bytes:
    raw = bytearray(zipped({"a.txt": SECRET}, ZIP_STORED))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (encrypted(), Unread.ENCRYPTED),
        (overlapping(50), Unread.BROKEN),
        (zipped({"a.txt": SECRET})[:-10], Unread.BROKEN),
        (zipped({"../a.txt": SECRET}), Unread.BROKEN),
        (zipped({"a.7z": b"7z\xbc\xaf\x27\x1c\0\4"}), Unread.UNKNOWN_FORMAT),
        (
            zipped({"a.doc": OLE}),
            Unread.LEGACY_FORMAT,
        ),
        (zipped({str(number): "x" for number in range(600)}), Unread.TOO_LARGE),
        (zipped({"a.bin": b"\0" * 60_000_000}), Unread.TOO_LARGE),
        (zipped({"a.zip": zipped({"b.bin": b"\0" * 60_000_000})}), Unread.TOO_LARGE),
        (zipped({str(number): b" " * 6_000_000 for number in range(10)}), Unread.TOO_LARGE),
        (zipped({}), Unread.NO_TEXT),
    ],
    ids=[
        "encrypted",
        "overlapping",
        "cut off",
        "outside",
        "7z",
        "doc",
        "many",
        "bomb",
        "bomb in archive",
        "bomb in parts",
        "empty",
    ],
)
def test_refused(raw, reason, cpu_seconds):
    """
    An archive with one file that cannot be read is not read.
    """
    with cpu_seconds(4):
        assert unread(raw) is reason
