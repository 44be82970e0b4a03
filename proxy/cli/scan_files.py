"""
One file looked into: plain text as if it was typed, all else as if it was uploaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from policy.documents.embedded import Embedded
from policy.documents.interface import Format, Unread, UnreadError
from policy.documents.sniff import sniff
from policy.verdict import Action
from proxy.caged_reader import CagedReader
from proxy.cli.labelled import STDIN, opened
from proxy.cli.scan_reports import report_of, report_of_document, unread
from proxy.judging import Desk, DocumentOutcome, Outcome

MAX_FILE_BYTES = 64 * 1024 * 1024
_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rt", b"\xff\xd8")
"""How documents begin that may happen to be printable, or are not to be looked into here."""
_TEXTS = frozenset({Format.PLAIN, Format.MARKDOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What became of one file."""

    raw: bytes = field(repr=False)
    outcome: Outcome | DocumentOutcome | Unread
    format: Format | None

    @property
    def is_clean(self) -> bool:
        return not isinstance(self.outcome, Unread) and self.outcome.verdict.action is Action.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """Looks into files for one desk. The reader is asked only where its cage is needed."""

    desk: Desk
    reader: CagedReader

    def look(self, source: str) -> Looked:
        """Raises `ConfigError` for what cannot be opened, and where no document can be read."""
        with opened(source) as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        if len(raw) > MAX_FILE_BYTES:
            return Looked(raw=b"", outcome=Unread.TOO_LARGE, format=None)
        # What comes from standard input is a text that somebody types, not a file.
        if source != STDIN and (published := self.desk.is_published(raw)):
            return Looked(raw=raw, outcome=published, format=None)
        if (format_ := _plain_format(raw)) is not None:
            outcome = self.desk.look(raw.decode("utf-8-sig"))
            return Looked(raw=raw, outcome=outcome, format=format_)
        self.reader.open()
        began = perf_counter()
        try:
            contents = self.reader.read(raw)
        except UnreadError as failure:
            return Looked(raw=raw, outcome=failure.reason, format=None)
        name = "" if source == STDIN else Path(source).name
        document = self.desk.look_into(contents, name)
        spent = (perf_counter() - began) * 1000
        return Looked(
            raw=raw, outcome=replace(document, milliseconds=spent), format=contents.format
        )

    def report(self, source: str, looked: Looked) -> dict[str, Any]:
        """The public form of what was seen."""
        match looked.outcome:
            case Outcome() as text:
                told = report_of(text)
            case DocumentOutcome() as document:
                told = report_of_document(document, self.desk.uploads)
            case reason:
                told = unread(reason.value, self.desk.uploads)
        return {"source": source, **told}


def _plain_format(raw: bytes) -> Format | None:
    """What kind of plain text in UTF-8 `raw` is; None when its reader must be asked."""
    if raw.startswith(_SIGNATURES) or b"\0" in raw:
        return None
    try:
        text = raw.decode("utf-8-sig")
        format_ = sniff(raw)
    except (UnicodeDecodeError, UnreadError):
        return None
    is_whole = Embedded().taken_from(text) == text  # no files in it
    return format_ if format_ in _TEXTS and is_whole else None
