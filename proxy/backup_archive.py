"""
The one file of a backup: a compressed tar with a manifest at its end, under a passphrase or not.

The manifest names every file with its size and SHA-256. An archive without it was cut off.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from config.errors import ConfigError
from proxy.backup_contents import Piece, Source, pieces
from proxy.backup_sealing import MAGIC, SealError, SealingWriter, UnsealingReader
from proxy.backup_store import NAME, kind_of
from proxy.version import VERSION

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_GZIP: Final = b"\x1f\x8b"
_QUICK: Final = 3
"""Compression: most of the gain for a fraction of the time."""
_CHUNK: Final = 1 << 20
_MANIFEST_LIMIT: Final = 64 << 20
_BROKEN = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, SealError)


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    version: str = VERSION
    format: int = FORMAT
    store: str = ""
    """Name of the copy of the store; empty where there was none."""
    sealed: bool = False
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name to `size`, `sha256` and `mode`."""

    @property
    def bytes(self) -> int:
        return sum(int(each["size"]) for each in self.files.values())


def write_backup(source: Source, target: Path, passphrase: bytes | None = None) -> Manifest:
    """
    Make the backup `target`, mode 0600; it is there whole or not at all, and an older one of that
    name stays until then. Raises `ConfigError` and `OSError`, and `ValueError` where identities
    would be readable.
    """
    if source.with_identities and passphrase is None:
        raise ValueError("identities go into an encrypted backup only")
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"), sealed=passphrase is not None
    )
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        temporary = Path(scratch) / secrets.token_hex(8)
        with _created(temporary) as file:
            with _outgoing(file, passphrase) as archive:
                for piece in pieces(source, Path(scratch)):
                    manifest.files[piece.name] = _add(archive, piece)
                name = NAME[kind_of(source.database_url)]
                manifest.store = name if name in manifest.files else ""
                _add_manifest(archive, manifest)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    _sync(target.parent)
    return manifest


def _created(path: Path) -> IO[bytes]:
    """A new file for its owner alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _outgoing(file: IO[bytes], passphrase: bytes | None) -> Iterator[tarfile.TarFile]:
    with ExitStack() as stack:
        out: Any = file
        if passphrase is not None:
            out = stack.enter_context(SealingWriter(file, passphrase))
        packed = stack.enter_context(
            gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=_QUICK, mtime=0)
        )
        yield stack.enter_context(tarfile.open(fileobj=packed, mode="w|"))


class _Counted(io.RawIOBase):
    """Reads no more than it was told to, and hashes what passes."""

    def __init__(self, content: IO[bytes], size: int) -> None:
        self._content, self._left = content, size
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        most = self._left if size < 0 else min(size, self._left)
        found = self._content.read(most)
        self._left -= len(found)
        self.digest.update(found)
        return found


def _add(archive: tarfile.TarFile, piece: Piece) -> dict[str, Any]:
    info = tarfile.TarInfo(piece.name)
    info.size, info.mode = piece.size, piece.mode
    counted = _Counted(piece.content, piece.size)
    archive.addfile(info, counted)
    return {"size": piece.size, "mode": piece.mode, "sha256": counted.digest.hexdigest()}


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    fields = {name: getattr(manifest, name) for name in Manifest.__slots__}
    text = json.dumps(fields, indent=1, sort_keys=True).encode("utf-8")
    info = tarfile.TarInfo(_MANIFEST)
    info.size, info.mode = len(text), 0o600
    archive.addfile(info, io.BytesIO(text))


def read_backup(file: Path, into: Path, passphrase: bytes | None = None) -> Manifest:
    """
    Unpack `file` into the empty folder `into` and hold every file against the manifest. Raises
    `ConfigError`, in one line, for what is no backup, cut off, altered or of a later version.
    """
    try:
        with file.open("rb") as raw, _incoming(raw, passphrase) as archive:
            found, manifest = _unpacked(archive, into)
    except _BROKEN as wrong:
        reason = str(wrong) if isinstance(wrong, SealError) else "it was cut off or altered"
        raise ConfigError(f"{file}: this backup cannot be used: {reason}") from None
    except OSError as wrong:
        reason = (wrong.strerror or type(wrong).__name__).lower()
        raise ConfigError(f"{file}: cannot be read: {reason}") from None
    if manifest is None:
        raise ConfigError(f"{file}: this backup cannot be used: it was cut off (no manifest)")
    _compare(file, found, manifest)
    return manifest


@contextmanager
def _incoming(raw: IO[bytes], passphrase: bytes | None) -> Iterator[tarfile.TarFile]:
    start = raw.read(len(MAGIC))
    raw.seek(0)
    if start == MAGIC and passphrase is None:
        raise SealError("it is under a passphrase (give it with --passphrase-file)")
    if start != MAGIC and not start.startswith(_GZIP):
        raise SealError("it is no backup of promptwacht")
    with ExitStack() as stack:
        clear: Any = raw
        if start == MAGIC and passphrase is not None:
            clear = io.BufferedReader(UnsealingReader(raw, passphrase), _CHUNK)
        packed = stack.enter_context(gzip.GzipFile(fileobj=clear, mode="rb"))
        yield stack.enter_context(tarfile.open(fileobj=packed, mode="r|"))
        # To the end: the last piece says that nothing was cut off behind it.
        while packed.read(_CHUNK):
            pass
        while clear.read(_CHUNK):
            pass


def _unpacked(archive: tarfile.TarFile, into: Path) -> tuple[dict[str, str], Manifest | None]:
    found: dict[str, str] = {}
    for info in archive:
        content = archive.extractfile(info)
        if content is None or not _is_plain(info.name):
            raise tarfile.TarError
        if info.name == _MANIFEST:
            return found, _manifest(content.read(_MANIFEST_LIMIT))
        found[info.name] = _put(content, into / info.name, info.mode)
    return found, None


def _is_plain(name: str) -> bool:
    """Below the folder, and nowhere else."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _put(content: IO[bytes], target: Path, mode: int) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _created(target) as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        os.fchmod(file.fileno(), mode & 0o777)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _manifest(text: bytes) -> Manifest:
    try:
        fields = json.loads(text)
        known = {name: fields[name] for name in Manifest.__slots__}
    except (ValueError, KeyError, TypeError):
        raise tarfile.TarError from None
    return Manifest(**known)


def _compare(file: Path, found: dict[str, str], manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise ConfigError(
            f"{file}: made by promptwacht {manifest.version}, in a format that this version does "
            "not know (restore it with that version)"
        )
    expected = {name: each["sha256"] for name, each in manifest.files.items()}
    if found != expected:
        wrong = sorted(
            name for name in found.keys() | expected if found.get(name) != expected.get(name)
        )
        raise ConfigError(f"{file}: this backup cannot be used: {wrong[0]} is not what was written")
