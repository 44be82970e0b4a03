"""
The reader of documents of one installation: all formats, and OCR where its data is.

The gateway has one of these only to send it to the server of readers. The libraries are imported
where they are used, so that the gateway loads none of them.
"""

from __future__ import annotations

import codecs
import contextlib
import encodings
import functools
import os
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from policy.documents.interface import Contents, Limits

if TYPE_CHECKING:
    from policy.documents.ocr import TesseractReader


@dataclass(frozen=True, slots=True)
class InstalledReader:
    """Reads a document completely; see `policy.documents.reading`."""

    tessdata: Path | None = None
    """Folder with the data of OCR; None searches the usual places."""

    def warm(self) -> None:
        """Load all that reading may need: a child may not be allowed to open those files."""
        from PIL import Image  # noqa: PLC0415 -- see above

        import policy.documents.reading  # noqa: F401, PLC0415 -- see above

        Image.init()
        for module in pkgutil.iter_modules(encodings.__path__):
            # Some belong to another operating system.
            with contextlib.suppress(LookupError, ImportError):
                codecs.lookup(module.name)
        _picture_reader(self.tessdata)

    def __call__(self, raw: bytes) -> Contents:
        """Raises `UnreadError`."""
        from policy.documents.reading import contents_of  # noqa: PLC0415 -- see above

        return contents_of(raw, Limits(), _picture_reader(self.tessdata))

    def earning(self, earn: Callable[[float], None]) -> Callable[[bytes], Contents]:
        """The same reader, which tells `earn` how long it looked at each page that it read well."""
        from policy.documents.reading import contents_of  # noqa: PLC0415 -- see above

        pages = _EarningReader(_picture_reader(self.tessdata), earn)
        return lambda raw: contents_of(raw, Limits(), pages)


@dataclass(frozen=True, slots=True)
class _EarningReader:
    reader: TesseractReader
    earn: Callable[[float], None]

    def __call__(self, picture: object) -> str:
        began = process_time()
        text = self.reader(picture)
        if self.reader.has_read_well:
            self.earn(process_time() - began)
        return text


@functools.cache
def _picture_reader(tessdata: Path | None) -> TesseractReader:
    """Tesseract takes a third of a second to start, so all children have the one of the server."""
    from policy.documents.ocr import TesseractReader  # noqa: PLC0415 -- see above

    reader = TesseractReader(tessdata)
    _open_debug_file()
    return reader


def _open_debug_file() -> None:
    """
    Tesseract opens the file for its messages when it has the first, and crashes where it must not:
    so it has one here, about settings that are not there. The file is one for all that it does.
    """
    from tesserocr import PyTessBaseAPI  # noqa: PLC0415 -- see above

    with PyTessBaseAPI(init=False) as tesseract:
        tesseract.SetVariable("debug_file", os.devnull)
        tesseract.ReadConfigFile(f"{os.devnull}/none")
