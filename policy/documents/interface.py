"""
What a read document is: all its text, each piece with its place; or a reason why it stays here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Unread(StrEnum):
    """Why a document could not be read completely. A closed list: logs and texts use it."""

    ENCRYPTED = "encrypted"
    """Behind a password, or by rights management."""
    LEGACY_FORMAT = "legacy-format"
    """doc, xls, ppt, msg: save as the newer format."""
    UNKNOWN_FORMAT = "unknown-format"
    """HEIC, 7z, rar, programs, sound, film, and whatever nobody knows."""
    BROKEN = "broken"
    """Cut off, damaged, or lying about itself."""
    NO_TEXT = "no-text"
    """It holds something, and no text came out."""
    TOO_LARGE = "too-large"
    """More bytes, text, pages or parts than are read (`Limits`), also after unpacking."""
    TOO_DEEP = "too-deep"
    """A file in a file in a file."""
    NO_OCR = "no-ocr"
    """A picture, and nothing installed that reads pictures."""
    ACTIVE = "active"
    """It refers to something outside that would be fetched, or hides in ways text does not."""
    TIMED_OUT = "timed-out"
    DIED = "died"
    """The reader ended without an answer."""
    BUSY = "busy"
    """Too many documents at once; trying again helps."""


class UnreadError(Exception):
    """A document that cannot be read completely. The message is the reason alone."""

    def __init__(self, reason: Unread) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Format(StrEnum):
    """What the bytes are; names and content types are not believed."""

    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    PDF = "pdf"
    RTF = "rtf"
    PLAIN = "txt"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "md"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    SVG = "svg"
    CALENDAR = "ics"
    CARD = "vcf"
    MAIL = "eml"
    ZIP = "zip"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tiff"
    WEBP = "webp"


class Part(StrEnum):
    """Where in a document a piece of text stands. A closed list, for people to be told."""

    BODY = "body"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    """Foot- and endnotes."""
    COMMENT = "comment"
    CHANGE = "change"
    """Deleted or inserted text that the document still holds."""
    HIDDEN = "hidden"
    """Hidden text, sheets, rows, columns and slides."""
    TEXT_BOX = "text-box"
    WATERMARK = "watermark"
    ALT_TEXT = "alt-text"
    PROPERTY = "property"
    """Title, author, keywords, own properties, EXIF, XMP, sheet and style names, links."""
    SPEAKER_NOTES = "speaker-notes"
    MASTER = "master"
    ANNOTATION = "annotation"
    FORM_FIELD = "form-field"
    ATTACHMENT = "attachment"
    """The name of a file inside; its text has places of its own."""
    PICTURE = "picture"
    """Read by OCR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a piece stands. Numbers count from 1; 0 is "has none". There are no names in it."""

    part: Part
    page: int = 0
    """Page or slide."""
    sheet: int = 0
    row: int = 0
    column: int = 0
    member: tuple[int, ...] = ()
    """In which file of an archive or mail, and in which file of that."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that belongs together: a paragraph, a cell, a page."""

    text: str = field(repr=False)
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a document says."""

    format: Format
    pieces: tuple[Piece, ...] = field(repr=False)
    """In reading order; neighbours with the same part, page and sheet are read as one text."""
    pages: int = 0
    """Pages, slides or sheets; 0 where the format has none."""
    labels: tuple[str, ...] = field(default=(), repr=False)
    """Sensitivity labels in force: the GUID, and behind a space the name if the file tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a document is read before it is refused as too large."""

    unpacked_bytes: int = 50 * 1024 * 1024
    """All that is unpacked from a file and the files in it, together."""
    characters: int = 5_000_000
    pages: int = 300
    pictures: int = 40
    """Pictures and pages that OCR reads, together."""
    pixels: int = 40_000_000
    """Of one picture."""
    members: int = 500
    """Parts, files or attachments, together."""
    depth: int = 3
    """Files in files."""


class PictureReader(Protocol):
    """Reads the text in a picture (OCR)."""

    def __call__(self, picture: object) -> str:
        """
        The text in a `PIL.Image.Image`. Raises `UnreadError` (`NO_OCR`) where nothing is there to
        read it.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Budget:
    """What is left of the limits while one document is read, and what reads its pictures."""

    limits: Limits
    read_picture: PictureReader
    spent: dict[str, int] = field(default_factory=dict)
    depth: int = 0

    def spend(self, what: str, amount: int) -> None:
        """Take `amount` of the limit named `what`. Raises `UnreadError` when it is used up."""
        self.spent[what] = self.spent.get(what, 0) + amount
        if self.spent[what] > getattr(self.limits, what):
            raise UnreadError(Unread.TOO_LARGE)


type Nested = Callable[[bytes, Budget], Contents]
"""Reads a file in a file, one level deeper. Raises `UnreadError`, also when that is too deep."""


class Reader(Protocol):
    """
    Reads all text of one format, or raises `UnreadError`; never less in silence.

    `nested` reads what is embedded (attachments, pictures, members of an archive).
    """

    def __call__(self, raw: bytes, budget: Budget, nested: Nested) -> Contents: ...
