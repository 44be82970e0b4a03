"""
Files that hold secrets: made whole or not at all, readable by their owner only, never replaced.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from config.errors import ConfigError

KEY_BYTES = 32


def read_or_create_key(path: Path) -> bytes:
    """
    The key in `path`, made at the first call. Of two processes that make it, one wins.

    Raises `ConfigError` for a key that cannot be used: a new one in its place would make the
    log unverifiable, so that is for a person to decide. Raises `OSError` if the disk fails.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_file(path, secrets.token_bytes(KEY_BYTES))
    return read_key(path)


def read_key(path: Path) -> bytes:
    """The key in `path`. Raises `ConfigError` when it is missing or cannot be used."""
    key = read_private_file(path, limit=KEY_BYTES + 1)
    if len(key) != KEY_BYTES:
        raise ConfigError(
            f"{path}:1:1: not a key of {KEY_BYTES} bytes (restore it from a backup; if there is "
            "none, move it away and a new one is made, under which older lines do not verify)"
        )
    return key


def read_private_file(path: Path, *, limit: int) -> bytes:
    """At most `limit` bytes of `path`. Raises `ConfigError` when others could read it too."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            content = file.read(limit)
    except OSError as e:
        raise ConfigError(f"{path}:1:1: cannot be read: {e.strerror} (restore it)") from None
    if mode & 0o077:
        raise ConfigError(f"{path}:1:1: its mode is {mode:04o} (0600: run chmod 600 on it)")
    return content


def create_file(path: Path, content: bytes) -> None:
    """
    Put `content` in `path`, mode 0600, unless something is there: then that stays.

    Whole or not at all, also after a power cut.
    """
    temporary = _written_beside(path, content)
    try:
        with suppress(FileExistsError):
            os.link(temporary, path)  # unlike a rename, a link never replaces
    finally:
        temporary.unlink()
    _sync_folder(path.parent)


def replace_file(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` in `path` in one step: a reader sees the old or the new, never half."""
    temporary = _written_beside(path, content, mode)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _written_beside(path: Path, content: bytes, mode: int = 0o600) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(file, "wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
