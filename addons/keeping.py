"""
What is kept of an incident beside its line in the log: sealed text, and who it was.

Both are for the DPO and both need a second person. A refusal never depends on them: what cannot
be kept is not kept, and the refusal and its line stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Keeping(Protocol):
    """Where it goes; the one that writes files is `proxy.kept_files`. Neither method raises."""

    async def excerpt(self, code: str, texts: Sequence[str]) -> None:
        """The text of a refused prompt, which nobody here can read any more afterwards."""
        ...

    async def identity(self, pseudonym: str, identity: str, at: datetime) -> None:
        """Whose pseudonym it is."""
        ...


class NothingKept:
    """A gateway that keeps nothing beside its log."""

    async def excerpt(self, code: str, texts: Sequence[str]) -> None:
        del code, texts

    async def identity(self, pseudonym: str, identity: str, at: datetime) -> None:
        del pseudonym, identity, at
