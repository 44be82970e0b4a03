"""
The same document with placeholders, for the formats in which text can be replaced where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

from policy.documents.interface import Format
from policy.documents.replacing import CannotReplaceError, Lines, lines_to_change
from policy.documents.replacing_office import replaced_in_office_file
from policy.documents.replacing_text import replaced_in_table, replaced_in_text
from policy.documents.spots import Spot
from policy.redaction import Vault

WRITERS: Mapping[Format, Callable[[bytes, Lines], bytes]] = MappingProxyType(
    {
        Format.PLAIN: replaced_in_text,
        Format.MARKDOWN: replaced_in_text,
        Format.CSV: replaced_in_table,
        Format.DOCX: replaced_in_office_file,
        Format.XLSX: replaced_in_office_file,
    }
)
"""The formats of which a copy can be made; it keeps its format."""


def copy_with_placeholders(raw: bytes, format_: Format | None, spots: Sequence[Spot]) -> bytes:
    """
    The document with a placeholder for each of `spots`. Raises `CannotReplaceError`, also for a
    format that is not rewritten. Whoever sends the copy on must have it read and judged again.
    """
    if format_ is None or format_ not in WRITERS:
        raise CannotReplaceError
    vault = Vault()
    for spot in spots:
        vault.avoid(spot.piece.text)
    return WRITERS[format_](raw, lines_to_change(spots, vault))


def unpacked_size(raw: bytes) -> int:
    """Bytes of a document with everything in it unpacked, as far as it says so itself."""
    if not raw.startswith(b"PK"):
        return len(raw)
    try:
        with ZipFile(BytesIO(raw)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except BadZipFile:
        return len(raw)
