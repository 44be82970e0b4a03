"""
Own registers on disk: `registers/NAME.register` in the state folder, keyed hashes and no values.

A file is one JSON line (version, counts, sizes), the tables, and an HMAC over all of it: one that
is damaged, or was made under another key, is an error and never an empty register.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.private_files import read_key, read_or_create_key, read_private_file, replace_file
from policy.detectors.register_table import DIGEST_BYTES, Register, Sieve, Table, seal_with
from policy.detectors.registers import Registers
from policy.finding import Kind

FOLDER = "registers"
SUFFIX = ".register"
VERSION = 1
_KEY = Path("secrets") / "register.key"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MAX_FILE = 1 << 30
_TAG_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A register as its file tells it."""

    register: Register
    imported: datetime


@dataclass(frozen=True, slots=True)
class RegisterFolder:
    """The registers of one installation. Every method raises `ConfigError`, or `OSError`."""

    state_dir: Path

    @property
    def path(self) -> Path:
        return self.state_dir / FOLDER

    def names(self) -> tuple[str, ...]:
        """In order; a folder that is not there holds none."""
        try:
            return tuple(sorted(file.stem for file in self.path.iterdir() if _is_register(file)))
        except FileNotFoundError:
            return ()
        except OSError as wrong:
            raise ConfigError(f"{self.path}: cannot be read: {wrong.strerror}") from None

    def key(self) -> bytes:
        """The key for new registers, made at the first call."""
        return read_or_create_key(self.state_dir / _KEY)

    def save(self, stored: Stored, key: bytes) -> None:
        """In one step; a register of that name is replaced."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = _packed(stored)
        replace_file(self._file(stored.register.name), content + _tag(key, content))

    def load(self, name: str) -> Stored:
        file = self._file(name)
        content = read_private_file(file, limit=_MAX_FILE)
        body, tag = content[:-_TAG_BYTES], content[-_TAG_BYTES:]
        if not hmac.compare_digest(tag, _tag(read_key(self.state_dir / _KEY), body)):
            raise _damaged(file)
        try:
            stored = _unpacked(body)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _damaged(file) from None
        if stored.register.name != name:
            raise _damaged(file)
        return stored

    def all(self) -> Iterator[Stored]:
        return (self.load(name) for name in self.names())

    def remove(self, name: str) -> None:
        if name not in self.names():
            known = ", ".join(self.names()) or "none yet"
            raise ConfigError(f"registers: there is no '{checked_name(name)}' (there is: {known})")
        self._file(name).unlink()

    def family(self) -> Registers | None:
        """What detects them all, or None where there are none."""
        registers = tuple(stored.register for stored in self.all())
        return (
            Registers(registers, seal_with(read_key(self.state_dir / _KEY))) if registers else None
        )

    def _file(self, name: str) -> Path:
        return self.path / f"{checked_name(name)}{SUFFIX}"


def checked_name(name: str) -> str:
    """`name`, if a register may be called so. Raises `ConfigError`."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "--name: not a name for a register (allowed: up to 40 of a-z, 0-9 and -, as leerlingen)"
        )
    return name


def _is_register(file: Path) -> bool:
    return file.suffix == SUFFIX and bool(_NAME.fullmatch(file.stem))


def _damaged(file: Path) -> ConfigError:
    return ConfigError(
        f"{file}:1:1: damaged, or made under another key "
        f"(import it again, or take it out: promptwacht registers remove {file.stem})"
    )


def _tag(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)


def _packed(stored: Stored) -> bytes:
    register = stored.register
    head = {
        "format": "promptwacht-register",
        "version": VERSION,
        "name": register.name,
        "rows": register.rows,
        "imported": stored.imported.isoformat(timespec="seconds"),
        "openers": len(register.openers.bits),
        "tables": [
            {
                "kind": kind.value,
                "count": len(table),
                "lengths": sorted(table.lengths),
                "sieve": len(table.sieve.bits),
            }
            for kind, table in register.tables.items()
        ],
    }
    parts = [json.dumps(head).encode("ascii"), b"\n", register.openers.bits]
    for table in register.tables.values():
        parts += [table.digests, table.sieve.bits]
    return b"".join(parts)


def _unpacked(body: bytes) -> Stored:
    line, _, rest = body.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    if (head["format"], head["version"]) != ("promptwacht-register", VERSION):
        raise ValueError
    pieces = _Pieces(rest)
    openers = Sieve(pieces.take(head["openers"]))
    tables = {
        Kind(entry["kind"]): Table(
            pieces.take(entry["count"] * DIGEST_BYTES),
            frozenset(entry["lengths"]),
            Sieve(pieces.take(entry["sieve"])),
        )
        for entry in head["tables"]
    }
    pieces.end()
    return Stored(
        register=Register(name=head["name"], rows=head["rows"], openers=openers, tables=tables),
        imported=datetime.fromisoformat(head["imported"]),
    )


@dataclass(slots=True)
class _Pieces:
    rest: bytes
    at: int = 0

    def take(self, size: int) -> bytes:
        piece = self.rest[self.at : self.at + size]
        if len(piece) != size:
            raise ValueError
        self.at += size
        return piece

    def end(self) -> None:
        if self.at != len(self.rest):
            raise ValueError
