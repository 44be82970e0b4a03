"""
Who finds sensitive text, and who reads documents, as far as the hooks know: both work elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from policy.documents.interface import Contents, Format, Unread, UnreadError
from policy.documents.replacing import CannotReplaceError
from policy.documents.spots import Spot
from policy.finding import Finding


class Scanner(Protocol):
    """Finds sensitive text; the work happens in another process."""

    async def scan(self, texts: Sequence[str], *, whose: str = "") -> tuple[Finding, ...]:
        """
        All findings in what is of the client `whose` (`Client.holder`): clients take turns. Raises
        when it could not look at everything.
        """
        ...


class DocumentReader(Protocol):
    """Reads a document completely; the work happens in a cage."""

    async def read(self, raw: bytes, *, whose: str = "") -> Contents:
        """All that the document of the client `whose` says. Raises `UnreadError`."""
        ...


class Copier(Protocol):
    """Makes copies of documents with placeholders; the work happens in another process."""

    async def copy(
        self, raw: bytes, format_: Format | None, spots: Sequence[Spot], *, whose: str = ""
    ) -> bytes:
        """
        The document with a placeholder for each of `spots`, for the client `whose`. Raises
        `CannotReplaceError`, and `UnreadError` or `OSError` when nobody can do it now.
        """
        ...


class NoCopier:
    """A `Copier` where nothing makes copies, so that files stay here as they are."""

    async def copy(
        self, raw: bytes, format_: Format | None, spots: Sequence[Spot], *, whose: str = ""
    ) -> bytes:
        raise CannotReplaceError


class NoReader:
    """A `DocumentReader` where nothing reads documents, so that all of them stay here."""

    async def read(self, raw: bytes, *, whose: str = "") -> Contents:
        raise UnreadError(Unread.DIED)
