"""
The reader of this installation, in its cage: it has there what it needs.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from policy.documents.interface import Format
from policy.documents.ocr import TesseractReader
from proxy.installed_reader import InstalledReader
from tests.proxy.rooms_for_tests import run, running

LINE = "Beste mevrouw Claes, uw dossier ligt klaar"

has_ocr = pytest.mark.skipif(TesseractReader()._tesseract is None, reason="no data of OCR here")


def contents(raw):
    async def work():
        async with running(InstalledReader(), deadline_seconds=60) as room:
            return await room.read(raw)

    return run(work)


def text(raw):
    return " ".join(piece.text for piece in contents(raw).pieces)


def drawn(form):
    picture = Image.new("RGB", (1000, 200), "white")
    font = ImageFont.load_default(36)
    ImageDraw.Draw(picture).text((40, 80), LINE, fill="black", font=font)
    target = io.BytesIO()
    picture.save(target, form)
    return target.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
def test_text_of_any_character_set(codec):
    """
    Python loads each when it is first needed, and a child may not open the file.
    """
    words = "Beste Zoë, het café kost € 5."

    assert text(words.encode(codec)) == words


@has_ocr
def test_a_scan_is_read():
    """
    PDF, the picture in it, and OCR: what needs most of a system.
    """
    raw = drawn("PDF")

    assert contents(raw).format is Format.PDF
    assert "Claes" in text(raw)


def test_the_gateway_loads_no_library_of_documents():
    """
    It only sends the order to load them.
    """
    code = (
        "import sys\n"
        "import proxy.installed_reader, proxy.reading_room\n"
        "print({'PIL', 'pypdfium2', 'pikepdf', 'tesserocr'} & sys.modules.keys())\n"
    )
    told = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        text=True,
    )

    assert told.stdout.strip() == "set()"
