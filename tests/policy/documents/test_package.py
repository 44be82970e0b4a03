"""
Archives and compound files are what they say, or are refused.
"""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from policy.documents.compound import Compound
from policy.documents.interface import Unread, UnreadError
from policy.documents.package import Package
from policy.documents.strings_in import strings_in
from policy.documents.vba import macro_texts
from policy.documents.xml_reader import is_xml
from tests.policy.documents.build_compound import compound, macros
from tests.policy.documents.build_office import archive, budget

TEXT = b"Jan Peeters " * 40


def reason(raw: bytes, read: bool = True, **limits: int) -> Unread:
    def read_all() -> None:
        package = Package(raw, budget(**limits))
        for name in package.names if read else ():
            package.read(name)

    with pytest.raises(UnreadError) as caught:
        read_all()
    return caught.value.reason


def streamed(parts: dict[str, bytes]) -> bytes:
    """As a program writes that cannot go back: sizes follow the data."""

    class Forward(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    target = Forward()
    with ZipFile(target, "w", ZIP_DEFLATED) as opened:
        for name, data in parts.items():
            opened.writestr(name, data)
    return target.getvalue()


def zip64() -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as opened, opened.open("a.txt", "w", force_zip64=True) as member:
        member.write(TEXT)
    return target.getvalue()


def patched(raw: bytes, mark: bytes, offset: int, data: bytes) -> bytes:
    """With other bytes after the first `mark`."""
    at = raw.index(mark) + offset
    return raw[:at] + data + raw[at + len(data) :]


LOCAL, CENTRAL, FINAL = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


@pytest.mark.parametrize(
    "raw",
    [
        archive({"a.txt": TEXT}),
        archive({"a.txt": TEXT}, ZIP_STORED),
        streamed({"a.txt": TEXT}),
        zip64(),
        archive({"a/": b"", "a.txt": TEXT, "leeg": b""}),
    ],
    ids=["deflated", "stored", "streamed", "zip64", "folders and empty members"],
)
def test_members_are_read(raw):
    """
    In all the ways in which programs write archives.
    """
    package = Package(raw, budget())

    assert "a.txt" in package
    assert "a/" not in package.names
    assert package.read("a.txt") == TEXT
    assert package.notes == ()


def test_comments_and_words_in_extra_fields_are_told():
    """
    They are text that a viewer shows.
    """
    target = BytesIO()
    with ZipFile(target, "w") as opened:
        opened.comment = "voor An Maes é".encode()
        info = ZipInfo("a.txt")
        info.comment = b"van Jan"
        info.extra = struct.pack("<HH", 0x7777, 16) + b"85.07.30-033.28\0"
        opened.writestr(info, b"x")

    notes = Package(target.getvalue(), budget()).notes

    assert notes[:2] == ("voor An Maes é", "van Jan")
    assert set(notes[2:]) == {"85.07.30-033.28"}


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../a", "a/../../b", "C:/a", "C:\\a", "a\\..\\b", "a\x01b", "\\\\srv\\a"],
)
def test_names_that_lead_elsewhere_are_refused(name):
    """
    Other programs would write them outside of where they unpack.
    """
    info = ZipInfo("a.txt")
    info.filename = name
    target = BytesIO()
    with ZipFile(target, "w") as opened:
        opened.writestr(info, b"x")

    assert reason(target.getvalue()) is Unread.BROKEN


def test_two_members_of_one_name_are_refused():
    """
    One program shows the first and another the last.
    """
    once = archive({"a.txt": b"1", "b.txt": b"2"})

    assert reason(once.replace(b"b.txt", b"a.txt")) is Unread.BROKEN


def test_a_backslash_is_a_folder():
    """
    Some Windows programs write it so.
    """
    raw = archive({"word/document.xml": b"x"}).replace(b"word/", b"word\\")

    assert Package(raw, budget()).names == ("word/document.xml",)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (patched(archive({"a": TEXT}), CENTRAL, 8, b"\x01\0"), Unread.ENCRYPTED),
        (patched(archive({"a": TEXT}), LOCAL, 6, b"\x01\0"), Unread.BROKEN),
        (patched(archive({"a": TEXT}), CENTRAL, 10, struct.pack("<H", 99)), Unread.ENCRYPTED),
        (archive({"a": TEXT}, ZIP_BZIP2), Unread.UNKNOWN_FORMAT),
        (patched(archive({"a": TEXT}), CENTRAL, 24, struct.pack("<L", 5)), Unread.BROKEN),
        (patched(archive({"a": TEXT}), CENTRAL, 24, struct.pack("<L", 9_999)), Unread.BROKEN),
        (patched(archive({"a": TEXT}), CENTRAL, 24, struct.pack("<L", 1 << 31)), Unread.TOO_LARGE),
        (patched(archive({"a": TEXT}), CENTRAL, 16, b"\0\0\0\0"), Unread.BROKEN),
        (patched(archive({"a": TEXT}), CENTRAL, 20, struct.pack("<L", 1 << 30)), Unread.BROKEN),
        (patched(archive({"a": TEXT}), LOCAL, 30, b"b"), Unread.BROKEN),
        (patched(archive({"a": TEXT}), LOCAL, 40, b"\xff\xff\xff\xff"), Unread.BROKEN),
        (b"verborgen tekst" + archive({"a": TEXT}), Unread.BROKEN),
        (archive({"a": TEXT}) + b"verborgen tekst", Unread.BROKEN),
        (archive({"a": TEXT})[:-1], Unread.BROKEN),
        (archive({"a": TEXT})[:40], Unread.BROKEN),
        (b"", Unread.BROKEN),
        (b"PK", Unread.BROKEN),
        (archive({"a": TEXT}) + archive({"b": TEXT}), Unread.BROKEN),
        (patched(archive({"a/": b"x"}), CENTRAL, 24, b"\1"), Unread.BROKEN),
    ],
)
def test_an_archive_that_lies_is_refused(raw, expected):
    """
    Encryption, sizes, checksums, names and whatever lies beside the members.
    """
    assert reason(raw) is expected


def test_members_that_overlap_are_refused():
    """
    A small file can be read many times over (the "better zip bomb").
    """
    raw = archive({"a": TEXT, "b": TEXT})
    second = raw.index(CENTRAL, raw.index(CENTRAL) + 1)
    again = patched(raw[second:], CENTRAL, 42, b"\0\0\0\0")

    assert reason(raw[:second] + again) is Unread.BROKEN


def test_data_behind_the_end_of_a_stream_is_refused():
    """
    Deflate says itself where it ends; what follows inside the member is hidden.
    """
    raw = archive({"a": TEXT})
    packed = zlib.compressobj(wbits=-15)
    data = packed.compress(TEXT) + packed.flush() + b"verborgen"
    header = struct.pack(
        "<4s5H3L2H", LOCAL, 20, 0, 8, 0, 0, zlib.crc32(TEXT), len(data), len(TEXT), 1, 0
    )
    body = header + b"a" + data
    central = patched(raw[raw.index(CENTRAL) :], CENTRAL, 20, struct.pack("<L", len(data)))
    central = patched(central, FINAL, 16, struct.pack("<L", len(body)))

    assert reason(body + central) is Unread.BROKEN


def test_bounds():
    """
    Members and unpacked bytes, counted before anything is unpacked.
    """
    assert reason(archive({str(n): b"" for n in range(60)}), members=50) is Unread.TOO_LARGE
    assert reason(archive({f"{n}.rels": b"" for n in range(120)}), members=50) is Unread.TOO_LARGE
    assert reason(archive({"a": bytes(1_000_000)}), unpacked_bytes=999_999) is Unread.TOO_LARGE
    assert reason(CENTRAL * 20_001, read=False) is Unread.TOO_LARGE


def test_what_begins_as_xml():
    """
    With a byte order mark, in UTF-16, after white space.
    """
    assert is_xml(b"\xef\xbb\xbf \n<a/>")
    assert is_xml("\ufeff<a/>".encode("utf-16-le"))
    assert not is_xml(b"\x89PNG<a/>")
    assert not is_xml(b"")


def test_streams_of_a_compound_file():
    """
    Short ones, long ones, and those in storages.
    """
    streams = {"a": b"kort", "map/b": b"x" * 5_000, "map/diep/c": TEXT, "leeg": b""}

    opened = Compound(compound(streams), budget())

    assert {path: opened.read(path) for path in opened.streams} == streams


@pytest.mark.parametrize(
    "raw",
    [
        compound({"a": b"kort"})[:700],
        compound({"a": b"kort"})[:40],
        patched(compound({"a": b"kort"}), b"\xd0\xcf", 30, b"\x40\x40"),
        patched(compound({"a": b"kort"}), b"\xd0\xcf", 48, struct.pack("<L", 9_999)),
        patched(compound({"a": b"kort"}), "Root".encode("utf-16-le"), 76, struct.pack("<L", 0)),
        patched(compound({"a": b"kort"}), "Root".encode("utf-16-le"), 66, b"\x02"),
        patched(compound({"a": b"kort"}), b"a\0\0\0", 120, struct.pack("<L", 60_000)),
    ],
)
def test_compound_files_that_contradict_themselves_are_refused(raw):
    """
    Cut off, in a circle, or with a stream that is not there.
    """

    def read_all() -> None:
        opened = Compound(raw, budget())
        for path in opened.streams:
            opened.read(path)

    with pytest.raises(UnreadError) as caught:
        read_all()
    assert caught.value.reason is Unread.BROKEN


def test_macros_are_read_as_source():
    """
    Every module, then the words in the rest of the project.
    """
    source = "' wachtwoord van Jan: Zomer2024\r\n" + "Const a = 1\r\n" * 500
    raw = macros({"Module1": source, "Blad1": "Sub ca(): End Sub"})

    told = list(macro_texts(raw, Compound(raw, budget()), budget()))

    assert told[:2] == [source, "Sub ca(): End Sub"]
    assert 'Name="Loonbeheer"' in told[2]
    assert "CACHED" in told[2]


def test_copies_in_compressed_macros():
    """
    Source that repeats itself is stored as copies: the example of MS-OVBA 3.2.3.
    """
    packed = bytes.fromhex("01 03 b0 02 61 45 00")
    raw = compound(
        {
            "VBA/dir": macro_directory(),
            "VBA/M": packed,
        }
    )

    (source, _) = macro_texts(raw, Compound(raw, budget()), budget())

    assert source == "a" * 73


def macro_directory() -> bytes:
    directory = struct.pack("<HL", 0x1A, 1) + b"M" + struct.pack("<HLL", 0x31, 4, 0)
    data = b"".join(b"\0" + directory[at : at + 8] for at in range(0, len(directory), 8))
    return b"\x01" + struct.pack("<H", 0xB000 | (len(data) - 1)) + data


@pytest.mark.parametrize(
    "packed", ["00", "01 01 b0 01 00 00", "01 03 b0 02 61 45 ff", "01 00 00 61"]
)
def test_macros_that_do_not_unpack_are_refused(packed):
    """
    A copy of what never was, or no container at all.
    """
    raw = compound({"VBA/dir": macro_directory(), "VBA/M": bytes.fromhex(packed)})

    with pytest.raises(UnreadError) as caught:
        list(macro_texts(raw, Compound(raw, budget()), budget()))
    assert caught.value.reason is Unread.BROKEN


def test_words_in_binary_data():
    """
    In 8 bits and in UTF-16, in order, once; not what is too short to be a word.
    """
    data = (
        b"\x01\x02\xff\x9cabc\xff"
        + "Jan Peeters".encode("utf-16-le")
        + b"\0\0\x03"
        + b"wachtwoord\0" * 2
    )

    assert strings_in(data) == "Jan Peeters\nwachtwoord"
