"""
Cleaned copies: the same file with a placeholder for all that was found, if that can be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from policy.documents.copying import WRITERS, copy_with_placeholders
from policy.documents.interface import Unread
from policy.documents.replacing import CannotReplaceError
from proxy.cli.labelled import STDIN
from proxy.cli.scan_files import Inspector, Looked
from proxy.judging import DocumentOutcome, Outcome

_BOM = b"\xef\xbb\xbf"


class NoCopyError(Exception):
    """There is no copy. The message says why, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Writes copies into a folder, and nothing over a file that is there."""

    folder: Path
    inspector: Inspector

    def prepare(self) -> None:
        """Make the folder. Raises `ConfigError`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            reason = (wrong.strerror or type(wrong).__name__).lower()
            raise ConfigError(f"{self.folder}: cannot be a folder for copies: {reason}") from None

    def told(self, source: str, looked: Looked) -> dict[str, Any]:
        """Where the copy of a file is, or why there is none; nothing for a clean file."""
        if looked.is_clean:
            return {}
        try:
            return {"copy": str(self._written(source, looked))}
        except NoCopyError as none:
            return {"no_copy": str(none)}

    def _written(self, source: str, looked: Looked) -> Path:
        if source == STDIN:
            raise NoCopyError("standard input has no name")
        cleaned = _cleaned(looked)
        path = self.folder / Path(source).name
        try:
            with path.open("xb") as file:
                file.write(cleaned)
        except FileExistsError:
            raise NoCopyError("a file of that name is there already") from None
        except OSError as wrong:
            path.unlink(missing_ok=True)
            raise NoCopyError((wrong.strerror or type(wrong).__name__).lower()) from None
        self._check(path)
        return path

    def _check(self, path: Path) -> None:
        """Read what was written as any file; what is not clean does not stay."""
        is_clean = False
        try:
            is_clean = self.inspector.look(str(path)).is_clean
        finally:
            if not is_clean:
                path.unlink()
        if not is_clean:
            raise NoCopyError("something is still found in it")


def _cleaned(looked: Looked) -> bytes:
    """The bytes of the copy. Raises `NoCopyError`."""
    match looked.outcome:
        case Unread():
            raise NoCopyError("the file cannot be read completely")
        case Outcome(redacted=redacted):
            if redacted is None:
                raise NoCopyError("the rules reject what is in it, also without the values")
            return (_BOM if looked.raw.startswith(_BOM) else b"") + redacted.encode()
        case DocumentOutcome() as document:
            return _cleaned_document(looked, document)


def _cleaned_document(looked: Looked, document: DocumentOutcome) -> bytes:
    if not document.can_be_cured:
        raise NoCopyError("the rules reject what is in it, also without the values")
    if document.named:
        raise NoCopyError("something is found in its name, which a copy keeps")
    if looked.format not in WRITERS:
        raise NoCopyError("files of this kind are not rewritten")
    try:
        return copy_with_placeholders(looked.raw, looked.format, document.spots)
    except CannotReplaceError:
        raise NoCopyError("something in it cannot be replaced where it stands") from None
