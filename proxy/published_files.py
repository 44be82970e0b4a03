"""
Lists of published files: `published/NAME.list` in the state folder, hashes and no names.

A list is text: one line of JSON (version, name, count, when), then one SHA-256 in hexadecimal a
line. One that is cut off or changed by hand holds nothing, rather than half of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.errors import ConfigError
from config.private_files import read_private_file, replace_file

FOLDER = "published"
SUFFIX = ".list"
MAX_HASHES = 1_000_000
"""Of one list; in memory it takes some 100 MB."""

_VERSION = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LINE = 65
_MAX_FILE = (MAX_HASHES + 8) * _LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """The files of one import, by the SHA-256 of their bytes."""

    name: str
    imported: datetime
    digests: frozenset[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PublishedFolder:
    """The lists of one installation. Every method raises `ConfigError`, or `OSError`."""

    state_dir: Path

    @property
    def path(self) -> Path:
        return self.state_dir / FOLDER

    def names(self) -> tuple[str, ...]:
        """In order; a folder that is not there holds none."""
        try:
            return tuple(sorted(file.stem for file in self.path.iterdir() if _is_list(file)))
        except FileNotFoundError:
            return ()
        except OSError as wrong:
            raise ConfigError(f"{self.path}: cannot be read: {wrong.strerror}") from None

    def save(self, published: PublishedList) -> None:
        """In one step; a list of that name is replaced."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(self.file(published.name), _packed(published))

    def load(self, name: str) -> PublishedList:
        file = self.file(name)
        content = read_private_file(file, limit=_MAX_FILE)
        try:
            published = _unpacked(content)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _damaged(file) from None
        if published.name != name:
            raise _damaged(file)
        return published

    def all(self) -> Iterator[PublishedList]:
        return (self.load(name) for name in self.names())

    def remove(self, name: str) -> None:
        if name not in self.names():
            known = ", ".join(self.names()) or "none yet"
            raise ConfigError(f"published: there is no '{checked_name(name)}' (there is: {known})")
        self.file(name).unlink()

    def file(self, name: str) -> Path:
        """Where a list of that name is, or would be."""
        return self.path / f"{checked_name(name)}{SUFFIX}"


def checked_name(name: str) -> str:
    """`name`, if a list may be called so. Raises `ConfigError`."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "--name: not a name for a list (allowed: up to 40 of a-z, 0-9 and -, as besluiten)"
        )
    return name


def _is_list(file: Path) -> bool:
    return file.suffix == SUFFIX and bool(_NAME.fullmatch(file.stem))


def _damaged(file: Path) -> ConfigError:
    return ConfigError(
        f"{file}:1:1: damaged, so nothing in it counts "
        f"(import it again, or take it out: promptwacht published remove {file.stem})"
    )


def _packed(published: PublishedList) -> bytes:
    head = {
        "format": "promptwacht-published",
        "version": _VERSION,
        "name": published.name,
        "count": len(published.digests),
        "imported": published.imported.isoformat(timespec="seconds"),
    }
    lines = [json.dumps(head), *sorted(digest.hex() for digest in published.digests)]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _unpacked(content: bytes) -> PublishedList:
    first, *lines = content.decode("ascii").splitlines()
    head = json.loads(first)
    if (head["format"], head["version"]) != ("promptwacht-published", _VERSION):
        raise ValueError
    digests = frozenset(map(_digest, lines))
    if len(digests) != head["count"] or len(lines) != len(digests):
        raise ValueError
    return PublishedList(
        name=head["name"], imported=datetime.fromisoformat(head["imported"]), digests=digests
    )


def _digest(line: str) -> bytes:
    if len(line) != _LINE - 1:
        raise ValueError
    return bytes.fromhex(line)
