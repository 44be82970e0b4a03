"""
One document in, all its text out: what it is, the reader of that format, and of each file in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from policy.documents.archive import read_zip
from policy.documents.cards import read_calendar, read_card
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Limits,
    PictureReader,
    Piece,
    Reader,
    Unread,
    UnreadError,
)
from policy.documents.json_text import read_json
from policy.documents.mail import read_mail
from policy.documents.markup import read_html
from policy.documents.odf import read_odp, read_ods, read_odt
from policy.documents.pdf import read_pdf
from policy.documents.pictures import read_picture
from policy.documents.plain import read_markdown, read_plain
from policy.documents.rtf import read_rtf
from policy.documents.slides import read_pptx
from policy.documents.sniff import sniff
from policy.documents.spreadsheet import read_xlsx
from policy.documents.svg import read_svg
from policy.documents.tables import read_csv, read_tsv
from policy.documents.word import read_docx
from policy.documents.xml_text import read_xml_text

READERS: Mapping[Format, Reader] = {
    Format.DOCX: read_docx,
    Format.XLSX: read_xlsx,
    Format.PPTX: read_pptx,
    Format.ODT: read_odt,
    Format.ODS: read_ods,
    Format.ODP: read_odp,
    Format.PDF: read_pdf,
    Format.RTF: read_rtf,
    Format.PLAIN: read_plain,
    Format.CSV: read_csv,
    Format.TSV: read_tsv,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.XML: read_xml_text,
    Format.JSON: read_json,
    Format.CALENDAR: read_calendar,
    Format.CARD: read_card,
    Format.MAIL: read_mail,
    Format.ZIP: read_zip,
    Format.SVG: read_svg,
    Format.PNG: read_picture,
    Format.JPEG: read_picture,
    Format.GIF: read_picture,
    Format.BMP: read_picture,
    Format.TIFF: read_picture,
    Format.WEBP: read_picture,
}
"""One reader for each format that `sniff` tells."""


def contents_of(raw: bytes, limits: Limits, read_picture: PictureReader) -> Contents:
    """
    All that the document `raw` says. Raises `UnreadError`, and nothing else, where it cannot be
    read completely.
    """
    try:
        contents = _Level(Budget(limits=limits, read_picture=read_picture)).read(raw)
    except UnreadError as unread:
        raise UnreadError(unread.reason) from None  # what a library said may quote the document
    if sum(len(piece.text) for piece in contents.pieces) > limits.characters:
        raise UnreadError(Unread.TOO_LARGE)
    return contents


@dataclass(slots=True)
class _Level:
    """One file among files in files."""

    budget: Budget
    labels: list[str] = field(default_factory=list)
    """Of the files in this one; they count for it too."""

    def read(self, raw: bytes) -> Contents:
        looked_at = self.budget.spent.get("pictures", 0)
        contents = self._by_its_reader(raw)
        silent = not contents.pieces and bool(raw.strip())
        if silent and self.budget.spent.get("pictures", 0) == looked_at:
            raise UnreadError(Unread.NO_TEXT)
        return replace(
            contents,
            pieces=tuple(map(_encodable, contents.pieces)),
            labels=tuple(dict.fromkeys((*contents.labels, *self.labels))),
        )

    def nested(self, raw: bytes, budget: Budget) -> Contents:
        """
        A file in this one. The budget is the same for all of them; whoever asks says in the places
        which file of its own it was.
        """
        if budget.depth >= budget.limits.depth:
            raise UnreadError(Unread.TOO_DEEP)
        contents = _Level(replace(budget, depth=budget.depth + 1)).read(raw)
        self.labels += contents.labels
        return contents

    def _by_its_reader(self, raw: bytes) -> Contents:
        try:
            return READERS[sniff(raw)](raw, self.budget, self.nested)
        except UnreadError:
            raise
        except RecursionError:
            raise UnreadError(Unread.TOO_DEEP) from None
        except MemoryError:
            raise UnreadError(Unread.TOO_LARGE) from None
        except Exception:  # noqa: BLE001 -- whatever a library makes of a damaged file
            raise UnreadError(Unread.BROKEN) from None


def _encodable(piece: Piece) -> Piece:
    """Half a surrogate pair, which JSON and RTF can write, is no character for anybody else."""
    if piece.text.isascii():
        return piece
    try:
        piece.text.encode()
    except UnicodeEncodeError:
        whole = piece.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return Piece(whole, piece.place)
    return piece
