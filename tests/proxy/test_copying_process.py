"""
Copies made in a process of their own: whatever happens to it, there is a whole copy or none.
"""

import asyncio
import copy
import os
import socket
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from policy.documents.interface import Format, Part, Piece, Place
from policy.documents.replacing import CannotReplaceError
from policy.documents.spots import Spot
from policy.finding import Finding, Kind
from proxy.copying_process import CopyingProcess
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_sheets import cell, row, sheet, xlsx

TEXT = "Bel Jan Peeters morgen."
COPIES = CopyingProcess(deadline_seconds=60, memory_bytes=1 << 30)
SPOT = Spot(
    finding=Finding(kind=Kind.PERSON, part=0, start=4, end=15, score=1.0, detector="x"),
    piece=Piece(TEXT, Place(part=Part.BODY)),
    start=4,
    end=15,
    whole="Jan Peeters",
)


def children():
    """Process ids of ours; other tests of this worker may have left some."""
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


def copied(raw, format_=Format.PLAIN, copies=COPIES):
    return asyncio.run(copies.copy(raw, format_, [SPOT]))


def test_a_copy_comes_back():
    """
    With the placeholder; every other byte as it was.
    """
    assert copied(f"Dag\r\n{TEXT}\r\n".encode()) == b"Dag\r\nBel <PERSOON_1> morgen.\r\n"


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-8-sig", "mac_roman"])
def test_a_copy_keeps_its_charset(charset):
    """
    In the cage nothing more can be loaded.
    """
    text = "Het café is één keer per week gesloten.\n"

    copy = copied((text + TEXT).encode(charset))

    assert copy == f"{text}Bel <PERSOON_1> morgen.".encode(charset)


@pytest.mark.parametrize("format_", [Format.DOCX, Format.XLSX])
def test_a_copy_of_an_office_file_comes_back(format_):
    """
    With the placeholder, and a whole file.
    """
    if format_ is Format.DOCX:
        raw, part = docx(paragraph(run(TEXT))), "word/document.xml"
    else:
        raw, part = xlsx(sheet(row(1, cell("A1", TEXT, "str")))), "xl/sheet1.xml"

    with ZipFile(BytesIO(copied(raw, format_))) as copy:
        assert "Bel &lt;PERSOON_1&gt; morgen." in copy.read(part).decode()


class Mischief:
    """What a document might make the process do, if it found a way: here, when it is taken."""

    def __init__(self, deed, *arguments):
        self.deed, self.arguments = deed, arguments

    def __reduce__(self):
        return self.deed, self.arguments


def done_to(deed, *arguments):
    return asyncio.run(COPIES.copy(TEXT.encode(), Format.PLAIN, [SPOT, Mischief(deed, *arguments)]))


def test_no_file_is_written(tmp_path):
    """
    Nor is a program started that would write one.
    """
    file = tmp_path / "file"
    tmp_path.chmod(0o777)

    for mischief in ((os.open, str(file), os.O_CREAT | os.O_WRONLY), (os.system, f"touch {file}")):
        with pytest.raises(CannotReplaceError):
            done_to(*mischief)

        assert not file.exists()


def test_nobody_is_called():
    """
    A server on this machine sees nothing of it; it does see us.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()[:2]
        server.settimeout(0.2)

        with pytest.raises(CannotReplaceError):
            done_to(socket.create_connection, address)

        with pytest.raises(TimeoutError):
            server.accept()
        copy.copy(Mischief(socket.create_connection, address)).close()  # it works where it may
        server.accept()[0].close()


@pytest.mark.parametrize(
    ("raw", "format_"),
    [
        (b"Iets anders.", Format.PLAIN),
        (b"no zip", Format.DOCX),
        (TEXT.encode(), Format.PDF),
        (TEXT.encode(), None),
    ],
    ids=["not there", "broken", "not rewritten", "unknown"],
)
def test_what_cannot_be_copied_is_told(raw, format_):
    """
    Not half of it, and not the original.
    """
    with pytest.raises(CannotReplaceError):
        copied(raw, format_)


def test_a_process_without_room_is_no_copy():
    """
    Its bound is its own; the gateway goes on.
    """
    with pytest.raises(CannotReplaceError):
        copied(b"x\n" * (4 << 20) + TEXT.encode(), copies=replace(COPIES, memory_bytes=1 << 20))


def test_what_takes_too_long_is_ended():
    """
    And leaves no process behind.
    """

    async def hurried():
        hasty = CopyingProcess(deadline_seconds=0.001, memory_bytes=1 << 30)
        with pytest.raises(CannotReplaceError):
            await hasty.copy(TEXT.encode(), Format.PLAIN, [SPOT])

    before = children()
    asyncio.run(hurried())

    assert children() <= before


def test_settings_stay_in_the_gateway(monkeypatch):
    """
    Some are passwords. The child works without any of them.
    """
    monkeypatch.setenv("PROMPTWACHT_SMTP_URL", "smtp://x:geheim@mail")

    assert copied(TEXT.encode()) == b"Bel <PERSOON_1> morgen."


def test_two_at_once_wait_for_each_other():
    """
    Both are made.
    """

    async def both():
        raws = (TEXT.encode(), f"Dag.\n{TEXT}".encode())
        return await asyncio.gather(*(COPIES.copy(raw, Format.PLAIN, [SPOT]) for raw in raws))

    assert asyncio.run(both()) == [b"Bel <PERSOON_1> morgen.", b"Dag.\nBel <PERSOON_1> morgen."]
