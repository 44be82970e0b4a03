"""
What the gateway keeps beside the incident log, one small file each, for the console to take in:
`excerpts/CODE.sealed` and `identities/PSEUDONYM.sealed` in the state folder, mode 0600.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from config import identity_sealing
from config.excerpt_keys import recipient_keys
from config.private_files import create_file, read_or_create_key
from proxy import excerpt_sealing

EXCERPTS, IDENTITIES = "excerpts", "identities"
SUFFIX = ".sealed"

_log = structlog.get_logger()

_DEADLINE = 5.0
"""Seconds; a disk that hangs must not hang the refusal."""
_MAX_WAITING = 10_000
"""Files in a folder that nobody takes in: then the console is down, and nothing more is kept."""


@dataclass(slots=True)
class KeptFiles:
    """`addons.keeping.Keeping` in the state folder; what fails is logged by its kind alone."""

    state_dir: Path
    policy_dir: Path
    _known: set[str] = field(default_factory=set, init=False, repr=False)
    """Pseudonyms that were written today."""
    _day: date = field(default=date.min, init=False)

    async def excerpt(self, code: str, texts: Sequence[str]) -> None:
        await _in_time("excerpt", lambda: self._excerpt(code, texts))

    async def identity(self, pseudonym: str, identity: str, at: datetime) -> None:
        today = at.astimezone(UTC).date()
        if today != self._day:
            self._day, self._known = today, set()
        if pseudonym in self._known:
            return
        self._known.add(pseudonym)
        if not await _in_time("identity", lambda: self._identity(pseudonym, identity)):
            self._known.discard(pseudonym)  # the next incident tries again

    def _excerpt(self, code: str, texts: Sequence[str]) -> None:
        keys = recipient_keys(self.policy_dir)
        _write(self.state_dir / EXCERPTS, code, excerpt_sealing.sealed(code, texts, keys))

    def _identity(self, pseudonym: str, identity: str) -> None:
        key = read_or_create_key(self.state_dir / identity_sealing.IDENTITY_KEY)
        content = identity_sealing.sealed(pseudonym, identity, key)
        _write(self.state_dir / IDENTITIES, pseudonym, content)


async def _in_time(what: str, work: Callable[[], None]) -> bool:
    """Whether it was done."""
    try:
        async with asyncio.timeout(_DEADLINE):
            await asyncio.to_thread(work)
    except Exception as failure:  # noqa: BLE001 -- the refusal stands, whatever goes wrong here
        _log.error("kept-files.failed", what=what, error=type(failure).__name__)
        return False
    return True


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sum(1 for _ in folder.iterdir()) >= _MAX_WAITING:
        raise OSError("too many files wait for the console")
    create_file(folder / f"{name}{SUFFIX}", content)
