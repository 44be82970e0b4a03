"""
Copies made in a process of their own: whatever happens to it, there is a whole copy or none.
"""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from policy.documents.interface import Format, Part, Piece, Place
from policy.documents.replacing import CannotReplaceError
from policy.documents.spots import Spot
from policy.finding import Finding, Kind
from proxy.copying_process import CopyingProcess

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
