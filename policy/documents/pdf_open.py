"""
Opening a PDF (ISO 32000-2), and the bytes in its streams, never more than are paid for.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from pikepdf.settings import set_qpdf_limits

from policy.documents.interface import Budget, Unread, UnreadError

MOST_IN_A_STREAM = 64 * 1024 * 1024
"""More than all that may be unpacked from a file; qpdf stops there, a bomb in 0.2 s."""
_END = 1024
"""The end of file mark stands in so many last bytes (ISO 32000-2, annex I)."""
_LZW_UNCOUNTED = 64 * 1024
_REBUILT = "reconstruct"

# For this process. Pillow and PDFium have bounds of their own, by the size of pictures.
set_qpdf_limits(
    flate_max_memory=MOST_IN_A_STREAM,
    run_length_max_memory=MOST_IN_A_STREAM,
    png_max_memory=MOST_IN_A_STREAM,
    tiff_max_memory=MOST_IN_A_STREAM,
)


def open_pdf(raw: bytes) -> pikepdf.Pdf:
    """
    The document, when no password is asked for it; one that only bars printing is none.

    Raises `UnreadError`: ENCRYPTED, BROKEN also where the end is missing.
    """
    try:
        # Without inheriting, qpdf leaves the tree of pages as it is; else it mends it in silence.
        pdf = pikepdf.open(io.BytesIO(raw), inherit_page_attributes=False)
        _ = pdf.Root.Pages
    except pikepdf.PasswordError:
        raise UnreadError(Unread.ENCRYPTED) from None
    except (pikepdf.PdfError, RuntimeError, AttributeError, KeyError, ValueError):
        reason = Unread.ENCRYPTED if b"/Encrypt" in raw else Unread.BROKEN
        raise UnreadError(reason) from None
    if was_rebuilt(pdf) and b"%%EOF" not in raw[-_END:]:
        raise UnreadError(Unread.BROKEN)
    return pdf


def was_rebuilt(pdf: pikepdf.Pdf) -> bool:
    """Whether the list of objects was damaged, and made anew from what was found."""
    return any(_REBUILT in str(warning) for warning in pdf.get_warnings())


def stream_bytes(stream: Any, budget: Budget) -> bytes:
    """What is in a stream, unpacked and paid for. Raises `UnreadError` (BROKEN, TOO_LARGE)."""
    _refuse_outside(stream)
    if "/LZWDecode" in filters_of(stream) and len(stream.read_raw_bytes()) > _LZW_UNCOUNTED:
        raise UnreadError(Unread.TOO_LARGE)  # the only packing without a bound of qpdf's
    try:
        data: bytes = stream.read_bytes()
    except (pikepdf.DataDecodingError, pikepdf.PdfError, RuntimeError) as error:
        limit = "limit" in str(error)
        raise UnreadError(Unread.TOO_LARGE if limit else Unread.BROKEN) from None
    budget.spend("unpacked_bytes", len(data))
    return data


def packed_picture(stream: Any) -> bytes:
    """The bytes of a JPEG or JPEG 2000 in a stream, without what it is packed in besides."""
    _refuse_outside(stream)
    raw: bytes = stream.read_raw_bytes()
    if filters_of(stream)[:1] == ["/FlateDecode"]:
        return zlib.decompressobj().decompress(raw, MOST_IN_A_STREAM)
    return raw


def filters_of(stream: Any) -> list[str]:
    """How a stream is packed, outermost first."""
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found] if isinstance(found, pikepdf.Array) else [str(found)]


def _refuse_outside(stream: Any) -> None:
    # ISO 32000-2, 7.3.8.2: the data of the stream is another file than this one.
    if "/F" in stream:
        raise UnreadError(Unread.ACTIVE)
