"""
Who a pseudonym is: a store of its own (`identities.sqlite3`), sealed with a key of its own.

It is not in the console's database, and so not in its backups. Without the key it is noise.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.errors import ConfigError
from config.identity_sealing import IDENTITY_KEY, opened
from config.private_files import read_key

FILE_NAME = "identities.sqlite3"
_BUSY_SECONDS = 20.0
_TABLE = """
CREATE TABLE IF NOT EXISTS identity (
    pseudonym TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    last_seen TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class IdentityStore:
    """In the state folder of this machine. Every method raises `sqlite3.Error` when it fails."""

    state_dir: Path

    def put(self, pseudonym: str, sealed: bytes, day: date) -> None:
        """Keep it, or note that it was seen again on `day`."""
        with self._open() as store:
            store.execute(
                "INSERT INTO identity VALUES (?, ?, ?) ON CONFLICT (pseudonym) "
                "DO UPDATE SET last_seen = max(last_seen, excluded.last_seen)",
                (pseudonym, sealed, day.isoformat()),
            )

    def has(self, pseudonym: str) -> bool:
        """Whether it is known here; nothing is opened for that."""
        return self._sealed(pseudonym) is not None

    def tell(self, pseudonym: str) -> str | None:
        """
        Who it is: an address or a proxy user. None when that is not, or no longer, known. Raises
        `ConfigError` without the key, and `ValueError` for what was not sealed with it.
        """
        sealed = self._sealed(pseudonym)
        if sealed is None:
            return None
        return opened(pseudonym, sealed, read_key(self.state_dir / IDENTITY_KEY))

    def destroy(
        self, before: date, needed: Collection[str]
    ) -> tuple[int, date | None, date | None]:
        """
        Destroy what was last seen before that day, but not the `needed` pseudonyms. Returns how
        many, and the oldest and newest day of those.
        """
        with self._open() as store:
            found = store.execute(
                "SELECT pseudonym, last_seen FROM identity WHERE last_seen < ?",
                (before.isoformat(),),
            ).fetchall()
            due = [(pseudonym, day) for pseudonym, day in found if pseudonym not in needed]
            store.executemany("DELETE FROM identity WHERE pseudonym = ?", [(p,) for p, _ in due])
        days = sorted(date.fromisoformat(day) for _, day in due)
        return len(due), days[0] if days else None, days[-1] if days else None

    def _sealed(self, pseudonym: str) -> bytes | None:
        if not (self.state_dir / FILE_NAME).exists():
            return None
        with self._open() as store:
            row = store.execute(
                "SELECT sealed FROM identity WHERE pseudonym = ?", (pseudonym,)
            ).fetchone()
        return bytes(row[0]) if row else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        path = self.state_dir / FILE_NAME
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as store, store:
            # What is deleted is overwritten, not just forgotten.
            store.execute("PRAGMA secure_delete = ON")
            store.execute(_TABLE)
            yield store


def identity_of(state_dir: Path, pseudonym: str) -> str | None:
    """`IdentityStore.tell`; None also where this machine lacks the key or cannot read it."""
    try:
        return IdentityStore(state_dir).tell(pseudonym)
    except (ConfigError, ValueError, OSError, sqlite3.Error):
        return None
